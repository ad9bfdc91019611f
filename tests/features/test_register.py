"""Registers that go back, fall behind or stand are found; new meters are not accused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.compute import compute
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


def test_register_that_stands_under_load(build: Callable[..., Window]) -> None:
    frozen = np.full((N, D), 20.0)
    frozen[0, DAY:] = 600.0
    found = measured(
        compute(build(N, D, facts={"frozen_minutes": frozen})), "register_frozen_hours"
    )
    assert found.value[0] == pytest.approx(10 - 1 / 3, abs=0.1)
    assert np.all(found.value[1:] < 0.1)
