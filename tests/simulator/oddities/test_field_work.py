"""What the utility's own people do: visits, exchanges, ratios, programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode, WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_exchanged_meter_begins_at_nought_under_a_new_number(find: Find) -> None:
    case = find("meter_exchange")
    day = case.span.start
    assert case.orders == [(WorkOrder.METER_EXCHANGE, day, day)]
    registers = case.odd.registers(case.row)
    assert registers[day, -1] < registers[day, 0]
    codes = np.concatenate([one.meter_code[case.row] for one in case.odd.days])
    assert len(set(codes)) == 2


def test_dead_meter_is_found_faulty_and_exchanged_within_two_days(find: Find) -> None:
    case = find("meter_fault")
    first, last = case.one.spans[case.row]
    assert last - first == 2
    assert [one.means for one in case.findings] == ["display blank"]


@pytest.mark.parametrize("kind", ["ratio_change", "late_ratio_record"])
def test_larger_transformers_halve_what_the_meter_sees(kind: str, find: Find) -> None:
    case = find(kind)
    now, usual = case.curves("i_a")
    after = slice(case.span.start + 1, None)
    np.testing.assert_allclose(now[after], usual[after] / 2, rtol=0.02, atol=0.01)
    change = next(one for one in case.odd.simulation.journal.changes if one.row == case.row)
    assert change.values["ct_ratio"] == 2 * case.odd.simulation.roster.ct_ratio[case.row]
    delay = case.day_of(change.at_us) - case.span.start
    assert [kind for kind, *_ in case.orders] == [WorkOrder.RATIO_CHANGE]
    assert delay == 0 if kind == "ratio_change" else 6 <= delay < 15


def test_wrong_ratio_is_on_record_since_long_and_steady(find: Find) -> None:
    case = find("wrong_ratio_recorded")
    change = next(one for one in case.odd.simulation.journal.changes if one.row == case.row)
    assert case.day_of(change.at_us) < -300
    assert change.values["ct_ratio"] < case.odd.simulation.roster.ct_ratio[case.row]
    np.testing.assert_array_equal(*case.curves("p_kw"))


def test_visit_opens_covers_on_its_day_alone(find: Find) -> None:
    case = find("maintenance_visit")
    day = case.span.start
    assert case.orders == [(WorkOrder.SITE_VISIT, day, day)]
    assert {case.day_of(one.ts_us) for one in case.events()} == {day}
    assert {EventCode.TERMINAL_COVER_OPEN, EventCode.METER_COVER_OPEN} <= set(case.codes())


def test_late_ticket_is_dated_the_day_after_the_cover_was_opened(find: Find) -> None:
    case = find("late_ticket")
    day = case.span.start
    assert {case.day_of(one.ts_us) for one in case.events()} == {day}
    assert case.codes()[EventCode.TERMINAL_COVER_OPEN] == 1
    assert case.orders == [(WorkOrder.SITE_VISIT, day + 1, day + 1)]


def test_rewired_meter_sees_every_phase_on_another_element(find: Find) -> None:
    case = find("rewiring")
    after = slice(case.span.start + 1, None)
    names = np.roll(list("abc"), case.one.turn)
    for name, source in zip("abc", names, strict=True):
        now, usual = case.curves(f"i_{name}")[0], case.curves(f"i_{source}")[1]
        np.testing.assert_allclose(now[after], usual[after], rtol=0.02, atol=0.01)
        np.testing.assert_allclose(now[:6], case.curves(f"i_{name}")[1][:6], rtol=0.02, atol=0.01)
    np.testing.assert_allclose(*case.curves("p_kw"), rtol=0.01, atol=1e-3)
    assert case.orders[0][0] is WorkOrder.SITE_VISIT


def test_reprogramming_is_visited_and_changes_no_reading(find: Find) -> None:
    case = find("reprogramming_visit")
    assert case.codes()[EventCode.PROGRAM_CHANGE] == 1
    assert [kind for kind, *_ in case.orders] == [WorkOrder.SITE_VISIT]
    np.testing.assert_array_equal(*case.curves("p_kw"))


def test_new_tariff_hours_reach_a_batch_within_three_nights(befall: Find) -> None:
    case = befall("tariff_reprogramming")
    rows = list(case.one.spans)
    roster = case.odd.simulation.roster
    assert len(rows) >= 10
    assert len(set(roster.meter_model[rows])) == 1
    days = [case.day_of(one.ts_us) for row in rows for one in case.events(row)]
    assert set(days) <= set(range(case.one.stage.onset, case.one.stage.onset + 3))
    assert all(case.codes(row)[EventCode.PROGRAM_CHANGE] == 1 for row in rows)
    assert case.orders == []


def test_register_rolls_over_on_the_day_told(find: Find) -> None:
    case = find("register_rollover")
    ends = case.odd.registers(case.row)
    fell = np.flatnonzero((np.diff(ends, axis=1) < 0).any(axis=1)).tolist()
    over_midnight = np.flatnonzero(ends[1:, 0] < ends[:-1, -1]) + 1
    assert [*fell, *over_midnight] == [case.span.start]
    assert case.span.stop - case.span.start == 1
