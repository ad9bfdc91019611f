"""The white screen is found by physics, and its innocent look-alikes are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import FeatureTable
from features.window import Window

ALL = (1 << 48) - 1
NIGHT = ALL & ~(0xFF << 20)  # half hours 20 to 27 (10:00 to 14:00) are missing
DAYS = (40, 44, 47, 51)


def value(table: FeatureTable, name: str) -> np.ndarray:
    """Values (n,) of one feature."""
    place = [feature.name for feature in table.features].index(name)
    return table.measured[place].value


def dark_window(build: Callable[..., Window], rows: tuple[int, ...], **changes: object) -> Window:
    """Meters `rows` are dark for four hours on DAYS, registers standing unless changed."""
    n, d = 12, 60
    seen = np.full((n, d), ALL, dtype=np.int64)
    advance = np.full((n, d), np.nan)
    expected = np.full((n, d), np.nan)
    kwh = 10 + np.random.default_rng(3).normal(0, 0.5, (n, d))
    for row in rows:
        for day in DAYS:
            seen[row, day] = NIGHT
            advance[row, day], expected[row, day] = 0.0, 1.7
            kwh[row, day] *= 20 / 24
    facts = {
        "seen_slots": seen,
        "gap_register_kwh": advance,
        "gap_expected_kwh": expected,
        "event_power_down_count": np.zeros((n, d)),
    }
    facts |= changes.pop("facts", {})  # type: ignore[arg-type]
    return build(n, d, kwh=kwh, facts=facts, **changes)


def test_dark_meter_whose_register_stood_is_found(build: Callable[..., Window]) -> None:
    table = compute(dark_window(build, (0,)))
    assert value(table, "hang_days_count")[0] == pytest.approx(4, abs=1)
    assert value(table, "hang_hours")[0] > 10
    assert np.all(value(table, "hang_hours")[1:] == 0)
    assert table.measured[0].onset[0] == DAYS[0]


def test_lost_energy_is_estimated(build: Callable[..., Window]) -> None:
    table = compute(dark_window(build, (0,)))
    days_since_onset = 60 - DAYS[0]
    assert table.measured[0].kwh_per_day[0] == pytest.approx(
        4 * 10 * 4 / 24 / days_since_onset, rel=0.2
    )


def test_dead_modem_is_innocent_because_its_register_went_on(build: Callable[..., Window]) -> None:
    advance = np.full((12, 60), np.nan)
    advance[0, list(DAYS)] = 1.6
    table = compute(dark_window(build, (0,), facts={"gap_register_kwh": advance}))
    assert value(table, "hang_hours")[0] == 0
    applies = {one.name: one.applies[0] for one in table.explanations}
    assert applies["communication_fault"]


def test_outage_is_shared_and_innocent(build: Callable[..., Window]) -> None:
    table = compute(dark_window(build, tuple(range(8))))
    assert np.all(value(table, "hang_hours") == 0)
    assert {one.name: one.applies[0] for one in table.explanations}["district_outage"]


def test_suspended_supply_is_innocent(build: Callable[..., Window]) -> None:
    suspended = np.zeros((12, 60), dtype=bool)
    suspended[0, 35:] = True
    table = compute(dark_window(build, (0,), work_orders={"suspension": suspended}))
    assert value(table, "hang_hours")[0] == 0


def test_second_meter_of_the_same_customer_is_near_proof(build: Callable[..., Window]) -> None:
    customers = np.arange(12)
    customers[5] = 0
    concentrators = np.repeat([0, 1], 6)
    groups = {"customer_id": customers, "concentrator_id": concentrators}
    window = dark_window(build, (0,), groups=groups)
    seen = window.facts["seen_slots"].copy()
    seen[5, [30, 33]] = NIGHT
    stood = window.facts["gap_register_kwh"].copy()
    expected = window.facts["gap_expected_kwh"].copy()
    stood[5, [30, 33]], expected[5, [30, 33]] = 0.0, 1.7
    facts = {"seen_slots": seen, "gap_register_kwh": stood, "gap_expected_kwh": expected}
    table = compute(dark_window(build, (0,), facts=facts, groups=groups))
    sisters = value(table, "sister_hang_count")
    assert sisters[0] > 0.9
    assert sisters[5] > 0.9
    assert np.all(np.delete(sisters, [0, 5]) == 0)


def test_first_one_recorded_as_fault_is_reopened(build: Callable[..., Window]) -> None:
    customers = np.arange(12)
    customers[5] = 0
    fault = np.zeros((12, 60), dtype=bool)
    fault[5, 10] = True
    table = compute(
        dark_window(build, (0,), groups={"customer_id": customers}, inspected={"fault": fault})
    )
    assert value(table, "recorded_fault_count")[0] == 1
    assert np.all(value(table, "recorded_fault_count")[1:] == 0)


def test_fault_from_before_the_window_is_reopened(build: Callable[..., Window]) -> None:
    earlier = np.zeros(12, dtype=np.int32)
    earlier[[0, 7]] = 1
    table = compute(dark_window(build, (0,), earlier_faults=earlier))
    assert value(table, "recorded_fault_count").tolist() == [1.0] + [0.0] * 11


def test_batch_that_fails_at_many_customers_is_weakened(build: Callable[..., Window]) -> None:
    n, d = 120, 60
    seen = np.full((n, d), ALL, dtype=np.int64)
    stood = np.full((n, d), np.nan)
    expected = np.full((n, d), np.nan)
    rows = np.arange(0, n, 6)
    for day in DAYS:
        seen[rows, day], stood[rows, day], expected[rows, day] = NIGHT, 0.0, 1.7
    facts = {"seen_slots": seen, "gap_register_kwh": stood, "gap_expected_kwh": expected}
    table = compute(build(n, d, facts=facts))
    assert value(table, "hang_days_count")[0] < 1
    assert {one.name: one.applies[0] for one in table.explanations}["bad_batch"]


def test_signs_at_recovery_are_counted(build: Callable[..., Window]) -> None:
    events = np.zeros((12, 60))
    events[0, list(DAYS)] = 1
    facts = {"event_processor_reset_count": events, "event_power_down_count": events}
    table = compute(dark_window(build, (0,), facts=facts))
    assert value(table, "hang_recovery_signs_count")[0] >= 6
    assert np.all(value(table, "hang_recovery_signs_count")[1:] == 0)


def test_terminal_alone_shows_a_dark_large_customer(build: Callable[..., Window]) -> None:
    gap = np.zeros((1, 60))
    gap[0, [30, 40]] = 300.0
    kwh = np.full((1, 60), 240.0)
    kwh[0, [30, 40]] = 190.0
    stood = np.where(gap > 0, 0.0, np.nan)
    facts = {
        "terminal_live_gap_minutes": gap,
        "gap_longest_minutes": gap,
        "terminal_live_gap_kwh": np.where(gap > 0, 50.0, 0.0),
        "gap_register_kwh": stood,
        "gap_expected_kwh": np.where(gap > 0, 50.0, np.nan),
    }
    table = compute(build(1, 60, kwh=kwh, facts=facts))
    assert value(table, "hang_hours")[0] > 5
    assert table.measured[0].kwh_per_day[0] == pytest.approx(100 / 30, rel=0.05)


def test_without_neighbours_or_terminal_it_cannot_be_judged(build: Callable[..., Window]) -> None:
    assert np.isnan(value(compute(build(2, 60)), "hang_hours")).all()
