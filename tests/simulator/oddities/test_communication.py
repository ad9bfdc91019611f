from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import EventCode

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_readings_of_a_new_modem_come_later(find: Find) -> None:
    case = find("new_modem")
    on_time, late = case.odd.arrivals(case.row)
    assert not on_time[case.span].any()
    assert late[case.span][1:].mean() > 0.9
    assert on_time[: case.span.start].mean() > 0.8


def test_weak_radio_loses_half_the_readings_of_a_meter_that_counts(find: Find) -> None:
    case = find("weak_radio")
    on_time, late = case.odd.arrivals(case.row)
    arrived = (on_time | late)[case.span].mean()
    assert abs(1 - case.one.share_lost - arrived) < 0.08
    np.testing.assert_array_equal(*(w.registers(case.row) for w in (case.odd, case.plain)))


def test_stale_curve_stands_still_while_the_register_goes_on(find: Find) -> None:
    case = find("stale_values")
    now, usual = case.curves("u_a")
    still = (np.diff(now, axis=1) == 0) & (np.diff(usual, axis=1) != 0)
    hit = still.sum(axis=1) >= 10
    assert not hit[: case.span.start].any()
    assert hit[case.span].sum() >= 4
    np.testing.assert_array_equal(*(w.registers(case.row) for w in (case.odd, case.plain)))


def test_stray_field_is_reported_and_slows_nothing(find: Find) -> None:
    case = find("stray_magnetic_field")
    assert case.codes()[EventCode.MAGNETIC_FIELD] >= 3
    np.testing.assert_array_equal(*case.curves("p_kw"))


def test_transmitter_is_reported_by_some_neighbours_who_count_on(befall: Find) -> None:
    case = befall("radio_neighbour")
    roster, rows = case.odd.simulation.roster, list(case.one.spans)
    assert len(set(roster.transformer[rows])) == 1
    assert 2 <= len(rows) <= 5
    assert sum(case.codes(row)[EventCode.RF_INTERFERENCE] for row in rows) >= len(rows)
    assert case.odd.simulation.lost_kwh.max() < 0.05


def test_dead_modem_is_silent_and_counts_on(find: Find) -> None:
    case = find("dead_modem")
    on_time, late = case.odd.arrivals(case.row)
    assert not (on_time | late)[case.span].any()
    np.testing.assert_array_equal(*(w.registers(case.row) for w in (case.odd, case.plain)))


def test_dead_terminal_is_silent_and_its_meter_is_not(find: Find) -> None:
    case = find("dead_terminal")
    place = int(np.searchsorted(case.odd.simulation.meters.terminal_places, case.row))
    arrived = np.stack([day.terminal_on_time[place] for day in case.odd.days])
    assert arrived[: case.span.start].mean() > 0.9
    assert not arrived[case.span].any()
    assert case.odd.arrivals(case.row)[0][case.span].mean() > 0.9
