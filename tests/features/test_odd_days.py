"""Odd days that count, and what fell with them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.odd_days import (
    explained_share,
    guilty_share,
    odd_days,
    same_load_share,
)
from features.study import study
from features.window import Window

Build = Callable[..., Window]
SHAPE = (12, 60)


def flagged(*days: int) -> np.ndarray:
    flags = np.zeros(SHAPE, dtype=bool)
    flags[0, list(days)] = True
    return flags


def test_an_odd_day_long_before_is_chance() -> None:
    odd = odd_days(flagged(5, 30, 33, 36, 40))
    assert odd.onset.tolist() == [30] + [-1] * 11
    assert odd.flags[0].nonzero()[0].tolist() == [30, 33, 36, 40]


def test_a_mean_counts_the_days_between_as_nothing_and_the_unknown_not_at_all() -> None:
    odd = odd_days(flagged(50, 52, 54, 56))
    values = np.full(SHAPE, 6.0)
    values[0, 58:] = np.nan
    assert odd.mean(values)[0] == pytest.approx(6.0 * 4 / 8)
    assert odd.mean(values)[1] == 0


def test_energy_beside_what_was_counted() -> None:
    odd = odd_days(flagged(*range(40, 60)))
    kwh = odd.kwh_beside(np.full(SHAPE, 6.0), np.full(12, 0.4))
    assert kwh[0] == pytest.approx(4.0)
    found = odd.measured(np.where(kwh > 0, 0.4, 0.0), kwh)
    assert found.onset.tolist() == [40] + [-1] * 11
    assert np.isnan(found.kwh_per_day[1])


@pytest.mark.parametrize(("left", "low", "high"), [(0.5, 0.9, 1.0), (1.0, 0.0, 0.1)])
def test_use_fell_with_the_odd_days_or_did_not(
    build: Build, left: float, low: float, high: float
) -> None:
    kwh = np.array(build(*SHAPE).kwh)
    kwh[0, 40:] *= left
    odd = odd_days(flagged(*range(40, 60)))
    share = explained_share(study(build(*SHAPE, kwh=kwh)), odd, np.full(12, 0.5))
    assert low <= share[0] <= high


@pytest.mark.parametrize(("left", "share"), [(1.0, 1.0), (0.2, 0.0)])
def test_an_empty_building_carries_another_load(left: float, share: float) -> None:
    kva = np.full(SHAPE, 3.0)
    kva[0, 40:] *= left
    odd = odd_days(flagged(*range(40, 60)))
    assert same_load_share(odd, kva)[0] == pytest.approx(share)


def guilty(build: Build, days: range, **named: object) -> float:
    return float(guilty_share(study(build(*SHAPE, **named)), odd_days(flagged(*days)))[0])


def test_people_of_the_utility_ended_or_began_it(build: Build) -> None:
    assert guilty(build, range(30, 45)) == 1
    assert guilty(build, range(30, 45), inspected={"fault": flagged(45)}) < 0.1
    assert guilty(build, range(30, 60), inspected={"fault": flagged(45)}) == 1
    assert guilty(build, range(30, 60), inspected={"wiring_error": flagged(45)}) < 0.1
    assert guilty(build, range(30, 60), inspected={"theft": flagged(45)}) == 1
    assert guilty(build, range(30, 60), work_orders={"site_visit": flagged(29)}) < 0.5
