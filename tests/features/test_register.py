"""Registers that go back, fall behind or stand are found; new meters are not accused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import FeatureTable, Measured
from features.window import Window

N, D, DAY = 6, 60, 40


def measured(table: FeatureTable, name: str) -> Measured:
    """One measured feature."""
    return table.measured[[feature.name for feature in table.features].index(name)]


def rolled_back(left: float) -> dict:
    """The first meter's register falls to `left` at the seam before DAY, from 5,000."""
    first = np.full((N, D), 5000.0)
    first[0, DAY:] = left
    fall = np.full((N, D), np.nan)
    fall[0, DAY] = 5000 - left
    return {
        "facts": {"register_first_kwh": first, "register_last_kwh": first + 10},
        "seam_register_decrease_kwh": fall.astype(np.float32),
    }


def test_register_that_went_back_is_near_proof(build: Callable[..., Window]) -> None:
    found = measured(compute(build(N, D, **rolled_back(4900.0))), "register_decrease_days")
    assert found.value[0] == pytest.approx(10, rel=0.1)
    assert found.onset[0] == DAY
    assert found.kwh_per_day[0] == pytest.approx(100 / (D - DAY))
    assert np.all(found.value[1:] == 0)


def test_new_meter_that_nobody_recorded_is_no_rollback(build: Callable[..., Window]) -> None:
    found = measured(compute(build(N, D, **rolled_back(3.0))), "register_decrease_days")
    assert found.value[0] == 0


def test_meter_exchange_is_no_rollback(build: Callable[..., Window]) -> None:
    exchanged = np.zeros((N, D), dtype=bool)
    exchanged[0, DAY] = True
    window = build(N, D, **rolled_back(4900.0), meter_changed=exchanged)
    assert measured(compute(window), "register_decrease_days").value[0] == 0


def test_register_that_falls_behind_its_own_power(build: Callable[..., Window]) -> None:
    power = np.full((N, D), 10.0)
    register = power * np.random.default_rng(2).normal(1, 0.01, (N, D))
    register[0, DAY:] *= 0.7
    facts = {"matched_power_kwh": power, "matched_register_kwh": register}
    found = measured(compute(build(N, D, facts=facts)), "register_behind_power_share")
    assert found.value[0] == pytest.approx(0.3, abs=0.03)
    assert found.onset[0] == DAY
    assert np.all(found.value[1:] < 0.03)


def test_snapshots_that_scatter_about_a_coarse_register_make_no_gap(
    build: Callable[..., Window],
) -> None:
    # Whole kWh, about five a day: snapshots of an hour are a third too high or too low.
    rng = np.random.default_rng(4)
    register = np.rint(rng.uniform(3.6, 6.4, (60, D)))
    power = register * np.exp(rng.normal(0, 0.3, (60, D)))
    facts = {
        "matched_power_kwh": power,
        "matched_register_kwh": register,
        "register_first_kwh": 1000 + np.cumsum(register, axis=1),
    }
    found = measured(compute(build(60, D, facts=facts)), "register_behind_power_share")
    assert np.nanmedian(found.value) < 0.08
    assert np.nanmax(found.value) < 0.2


def test_register_that_stands_under_load(build: Callable[..., Window]) -> None:
    frozen = np.full((N, D), 20.0)
    frozen[0, DAY:] = 600.0
    found = measured(
        compute(build(N, D, facts={"frozen_minutes": frozen})), "register_frozen_hours"
    )
    assert found.value[0] == pytest.approx(10 - 1 / 3, abs=0.1)
    assert np.all(found.value[1:] < 0.1)


FALLS = (20, 27, 34, 41, 48, 55)


def fallen(kwh: float, days: tuple[int, ...] = FALLS, **events: int) -> dict:
    """The first meter's register falls by `kwh` within each of `days`, with these events."""
    fall = np.zeros((N, D))
    fall[0, list(days)] = kwh
    register = 5000 + 10 * np.arange(D) * np.ones((N, 1))
    facts = {
        "register_first_kwh": register,
        "register_last_kwh": register + 10,
        "register_decrease_kwh": fall,
    }
    for name, count in events.items():
        told = np.zeros((N, D))
        told[0, list(days)] = count
        facts[f"event_{name}_count"] = told
    return {"facts": facts}


def days_of_use(window: Window) -> Measured:
    return measured(compute(window), "register_decrease_days")


def test_register_restored_after_restarts_is_innocent(build: Callable[..., Window]) -> None:
    assert days_of_use(build(N, D, **fallen(8.0, (20, 24, 31), power_up=1))).value[0] == 0


def test_register_set_back_in_spite_of_restarts_is_found(build: Callable[..., Window]) -> None:
    assert days_of_use(build(N, D, **fallen(40.0, power_up=1))).value[0] > 10


def test_small_falls_at_restarts_that_take_much_of_all_use(build: Callable[..., Window]) -> None:
    daily = tuple(range(20, 60, 2))
    assert days_of_use(build(N, D, **fallen(9.0, daily, power_up=1))).value[0] > 10


def test_few_small_falls_count_nothing_and_a_rhythm_of_them_does(
    build: Callable[..., Window],
) -> None:
    assert days_of_use(build(N, D, **fallen(7.0, FALLS[:2]))).value[0] == 0
    assert days_of_use(build(N, D, **fallen(7.0))).value[0] > 2


def test_fall_by_years_of_use_is_another_meter(build: Callable[..., Window]) -> None:
    assert days_of_use(build(N, D, **fallen(4000.0, (20,)))).value[0] == 0


@pytest.mark.parametrize("day", [29, 30])
def test_wrong_reading_up_and_down_again_is_no_rollback(
    build: Callable[..., Window], day: int
) -> None:
    made = fallen(800.0, (30,))
    seam = np.full((N, D), np.nan, dtype=np.float32)
    seam[0, day] = 810.0
    window = build(N, D, **made, seam_register_kwh=seam)
    assert days_of_use(window).value[0] < 6
    assert days_of_use(build(N, D, **made)).value[0] > 50


def reports(window: Window) -> float:
    return float(measured(compute(window), "register_fall_reports_days").value[0])


def test_meter_that_reports_falls_again_and_again(build: Callable[..., Window]) -> None:
    assert reports(build(N, D, **fallen(0.0, register_decrease=1))) == len(FALLS) - 1
    assert reports(build(N, D, **fallen(0.0, FALLS[:1], register_decrease=1))) == 0
    assert reports(build(N, D, **fallen(0.0, register_decrease=1, memory_error=1))) == 0
