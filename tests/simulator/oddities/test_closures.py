from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import EventCode, WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_closed_school_uses_a_fifth_in_its_span(find: Find) -> None:
    case = find("school_holidays")
    assert (case.left()[case.span] < 0.35).all()


def test_shop_that_sells_off_goes_down_in_two_steps(find: Find) -> None:
    case = find("closing_down")
    left, days = case.left()[case.span], case.one.days
    np.testing.assert_allclose(left[:days], 0.5, atol=0.02)
    np.testing.assert_allclose(left[days:], 0.01, atol=0.01)
    assert all(order[0] is WorkOrder.DISCONNECTION for order in case.orders)
    assert set(case.codes()) <= {EventCode.METER_STOP}


def test_building_site_winds_down_and_goes_off_the_mains(find: Find) -> None:
    case = find("construction_end")
    kwh, gone = case.kw()[0].sum(axis=1), case.one.gone
    assert case.orders == [(WorkOrder.DISCONNECTION, gone, None)]
    assert kwh[case.span.start : gone].mean() < 0.5 * kwh[: case.span.start].mean()
    assert (kwh[gone + 1 :] == 0).all()
    on_time, late = case.odd.arrivals(case.row)
    assert not (on_time | late)[gone + 1 :].any()


def test_disconnected_for_unpaid_bills_the_meter_is_live_and_still(find: Find) -> None:
    case = find("unpaid_bills")
    first, last = case.one.spans[case.row]
    kinds = [order[0] for order in case.orders]
    assert WorkOrder.DISCONNECTION in kinds
    assert (WorkOrder.RECONNECTION in kinds) == (last < 19)
    inside = slice(first + 1, last)
    assert (case.kw()[0][inside] == 0).all()
    volts = case.curves("u_a")[0][inside]
    assert (volts > 200).all()
    registers = case.odd.registers(case.row)
    assert registers[last - 1, -1] == registers[first, -1]


def test_without_credit_a_home_uses_nothing_for_hours_on_some_days(find: Find) -> None:
    case = find("prepaid_credit_out")
    now, usual = case.kw()
    dark_slots = ((now == 0) & (usual > 0)).sum(axis=1)
    hit = dark_slots[case.span] > 0
    assert 0 < hit.sum() < len(hit)
    assert dark_slots[case.span][hit].min() >= 20
    assert case.orders == []


def test_switched_out_transformer_is_silent_with_leave(find: Find) -> None:
    case = find("transformer_switched_out")
    first, last = case.one.spans[case.row]
    assert [(kind, day) for kind, day, _ in case.orders] == [(WorkOrder.SUSPENSION, first)]
    on_time, late = case.odd.arrivals(case.row)
    assert not (on_time | late)[first + 1 : last].any()
    assert case.codes()["power_up"] == (1 if last < 19 else 0)
