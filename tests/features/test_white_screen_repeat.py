"""A second standstill at one customer reopens the first; two dead boards are less."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from features.measurement import compute
from features.registry import FeatureTable
from features.window import Window

ALL = (1 << 48) - 1
NOON = ALL & ~(0xFF << 20)  # half hours 20 to 27 (10:00 to 14:00) are missing
N, D = 24, 60


def value(table: FeatureTable, name: str) -> np.ndarray:
    """Values (n,) of one feature."""
    place = [feature.name for feature in table.features].index(name)
    return table.measured[place].value


def pair_window(
    build: Callable[..., Window],
    hangs: Mapping[int, tuple[int, ...]],
    dead: Mapping[int, tuple[int, int]] | None = None,
    concentrators: np.ndarray | None = None,
    **changes: object,
) -> Window:
    """Accounts 0 and 5 are one customer's; `hangs` stand at noon, `dead` until exchanged."""
    seen = np.full((N, D), ALL, dtype=np.int64)
    stood, expected = np.full((N, D), np.nan), np.full((N, D), np.nan)
    rows, seam = np.full((N, D), 96.0), np.zeros((N, D))
    seam_advance = np.full((N, D), np.nan)
    changed = np.zeros((N, D), dtype=bool)
    for row, days in hangs.items():
        for day in days:
            seen[row, day], stood[row, day], expected[row, day] = NOON, 0.0, 1.7
    for row, (first, exchange) in (dead or {}).items():
        seen[row, first:exchange], rows[row, first + 1 : exchange] = 0, 0.0
        seen[row, first], stood[row, first], expected[row, first] = 0xFFFFFF, 0.0, 5.0
        changed[row, exchange] = True
        seam[row, exchange] = 1440.0 * (exchange - first - 0.5)
    customers = np.arange(N)
    customers[5] = 0
    apart = np.repeat([0, 1], [5, N - 5])
    groups = {
        "customer_id": customers,
        "concentrator_id": apart if concentrators is None else concentrators,
    }
    facts = {
        "seen_slots": seen,
        "rows_count": rows,
        "gap_register_kwh": stood,
        "gap_expected_kwh": expected,
        "event_power_down_count": np.zeros((N, D)),
    }
    return build(
        N,
        D,
        facts=facts,
        groups=groups,
        meter_changed=changed,
        seam_gap_minutes=seam.astype(np.float32),
        seam_register_kwh=seam_advance.astype(np.float32),
        **changes,
    )


def fault_on(row: int, day: int) -> dict[str, np.ndarray]:
    """Inspections: account `row` was called faulty on `day`."""
    found = np.zeros((N, D), dtype=bool)
    found[row, day] = True
    return {"fault": found}


def test_two_meters_that_came_back_are_near_proof_for_both(build: Callable[..., Window]) -> None:
    table = compute(pair_window(build, {0: (20, 22, 25), 5: (40, 41)}))
    assert value(table, "sister_hang_count")[[0, 5]].tolist() == [1, 1]
    assert value(table, "sister_hang_count").sum() == 2
    assert value(table, "sister_fault_count").sum() == 0


def test_first_episode_of_the_second_meter_reopens_the_fault_of_the_first(
    build: Callable[..., Window],
) -> None:
    table = compute(pair_window(build, {0: (58,)}, inspected=fault_on(5, 30)))
    assert value(table, "sister_hang_count")[[0, 5]].tolist() == [1, 1]


def test_fault_from_before_the_window_names_both(build: Callable[..., Window]) -> None:
    earlier = np.zeros(N, dtype=np.int32)
    earlier[[0, 5]] = 1
    table = compute(pair_window(build, {0: (57, 58)}, earlier_faults=earlier))
    assert value(table, "sister_hang_count")[0] == 1
    assert value(table, "sister_fault_count")[5] == 1


def test_two_dead_boards_are_the_lesser_suspicion(build: Callable[..., Window]) -> None:
    table = compute(pair_window(build, {}, {0: (20, 26), 5: (30, 38)}))
    assert value(table, "sister_hang_count").sum() == 0
    assert value(table, "sister_fault_count")[[0, 5]].tolist() == [1, 1]


def test_dead_board_and_a_meter_that_came_back_are_near_proof(build: Callable[..., Window]) -> None:
    table = compute(pair_window(build, {5: (40, 42)}, {0: (20, 26)}))
    assert value(table, "sister_hang_count")[[0, 5]].tolist() == [1, 1]


def test_new_meter_that_stands_as_the_old_one_did_is_near_proof(
    build: Callable[..., Window],
) -> None:
    table = compute(pair_window(build, {0: (20, 22, 40)}, {0: (25, 30)}))
    assert value(table, "sister_hang_count")[0] == 1


def test_fault_at_a_customer_whose_meters_stand_not_is_innocent(
    build: Callable[..., Window],
) -> None:
    table = compute(pair_window(build, {}, inspected=fault_on(5, 30)))
    assert np.nansum(value(table, "sister_hang_count")) == 0
    assert np.nansum(value(table, "sister_fault_count")) == 0


def test_same_days_on_one_concentrator_are_one_supply(build: Callable[..., Window]) -> None:
    days = (20, 22, 25)
    one = np.zeros(N, dtype=np.int32)
    table = compute(pair_window(build, {0: days, 5: days}, concentrators=one))
    assert value(table, "sister_hang_count").sum() == 0


@pytest.mark.parametrize(("metres", "found"), [(10.0, 1.0), (60.0, 0.0)])
def test_meters_of_one_premises_count_as_sisters(
    build: Callable[..., Window], metres: float, found: float
) -> None:
    number = {"latitude": 30 + np.arange(N) * 0.01, "longitude": np.full(N, 120.0)}
    number["latitude"][7] = number["latitude"][3] + metres / 111_320
    table = compute(pair_window(build, {3: (20, 22), 7: (40, 43)}, number=number))
    assert value(table, "sister_hang_count")[[3, 7]].tolist() == [found, found]
