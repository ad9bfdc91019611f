from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_dead_board_is_silent_until_it_is_exchanged(find: Find) -> None:
    case = find("dead_board")
    first, last = case.one.spans[case.row]
    assert 6 <= last - first < 15
    assert case.orders == [(WorkOrder.METER_EXCHANGE, last, last)]
    assert [one.outcome for one in case.findings] == [Outcome.FAULT]
    on_time, late = case.odd.arrivals(case.row)
    assert not (on_time | late)[first + 1 : last].any()
    assert case.codes() == {EventCode.DISPLAY_BLANK: 1}
    assert case.lost_share > 0.85


def test_single_white_screen_happens_once_and_ends_with_a_restart(find: Find) -> None:
    case = find("single_white_screen")
    assert case.span.stop - case.span.start == 1
    lost = case.odd.simulation.lost_kwh[case.row]
    assert np.flatnonzero(lost > 0.01).tolist() == [case.span.start]
    assert case.codes()[EventCode.METER_RESTART] == case.codes()[EventCode.POWER_UP] == 1
    assert case.orders == []


def test_empty_battery_shows_in_clock_faults_until_fitters_come(find: Find) -> None:
    case = find("clock_fault")
    first, last = case.one.spans[case.row]
    days = {
        code: [case.day_of(one.ts_us) for one in case.events() if one.code == code]
        for code in (EventCode.CLOCK_FAULT, EventCode.CLOCK_SET, EventCode.POWER_DOWN)
    }
    assert days[EventCode.POWER_DOWN] == [first]
    assert days[EventCode.CLOCK_SET] == [last]
    assert first in days[EventCode.CLOCK_FAULT]
    assert set(days[EventCode.CLOCK_FAULT]) <= set(range(first, last))
    assert case.orders == [(WorkOrder.SITE_VISIT, last, last)]


def test_wandering_clock_shifts_the_curve_and_keeps_the_sum(find: Find) -> None:
    case = find("wandering_clock")
    now, usual = case.curves("p_kw")
    faults = {case.day_of(one.ts_us) for one in case.events() if one.code == EventCode.CLOCK_FAULT}
    assert faults
    for index in range(20):
        shifted = [
            shift
            for shift in range(-12, 13)
            if np.allclose(now[index], np.roll(usual[index], shift), rtol=0.15, atol=0.01)
        ]
        assert bool(shifted)
        assert (0 not in shifted) == (index in faults)
        np.testing.assert_allclose(now[index].sum(), usual[index].sum(), rtol=0.03)


def test_slow_meter_loses_a_little_more_each_day(find: Find) -> None:
    case = find("slow_drift")
    simulation = case.odd.simulation
    share = simulation.lost_kwh[case.row] / simulation.true_kwh[case.row]
    np.testing.assert_allclose(share, case.one.end_loss * np.arange(20) / 19, atol=1e-3)
    assert case.codes() == {}


def test_two_meters_of_one_customer_die_one_after_the_other(find: Find) -> None:
    case = find("two_meter_faults")
    one, other = case.one.spans
    owner = case.odd.simulation.casting.customer_id
    assert owner[one] == owner[other]
    assert case.one.spans[one][0] < case.one.spans[other][0]
    for row, (first, last) in case.one.spans.items():
        on_time, late = case.odd.arrivals(row)
        assert not (on_time | late)[first + 1 : last].any()
        assert case.codes(row)["display_blank"] == 1
        assert case.codes(row)["processor_reset"] == 0
