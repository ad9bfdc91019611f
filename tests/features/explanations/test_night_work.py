"""Shifts that were given up are told from a shunt in some hours of the day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.explanations.night_work import of_night_work
from features.registry import Explanation
from features.study import study
from features.window import Window

N, D, SPLIT = 12, 60, 35
FROM_EVENING_TO_MORNING = (*range(15, 24), *range(7))
BY_DAY = tuple(range(8, 18))
TWO_BLOCKS = (*range(5), *range(9, 13), *range(17, 22))
ALL_DAY = tuple(range(24))
EVERY_DAY = np.arange(D - SPLIT) >= 0


def explained(
    build: Callable[..., Window],
    hours: tuple[int, ...],
    left: float,
    *,
    days: np.ndarray = EVERY_DAY,
    edges_since: float = 0.7,
    tariff_class: str = "industrial",
    voltage_rises: bool | None = None,
) -> Explanation:
    """Test a plant whose `hours` have `left` of their use on `days` since SPLIT.

    voltage_rises: whether it rises with the fall of the metered current, or not measured.
    """
    rng = np.random.default_rng(8)
    facts: dict[str, np.ndarray] = {}
    for hour in range(24):
        facts[f"hour_{hour:02d}_kwh"] = 10 * np.exp(rng.normal(0, 0.1, (N, D)))
    true = np.asarray(sum(facts.values()))
    for hour in hours:
        facts[f"hour_{hour:02d}_kwh"][0, SPLIT:] *= np.where(days, left, 1)
    kwh = np.asarray(sum(facts.values()))
    facts["edge_down_count"] = np.zeros((N, D))
    facts["edge_down_count"][0, SPLIT:] = edges_since
    if voltage_rises is not None:
        drawn = kwh if voltage_rises else true
        for phase in "abc":
            facts[f"i_{phase}_mean_a"] = kwh / 50
            facts[f"u_{phase}_mean_v"] = (
                230 * (1 - 1e-4 * drawn) * np.exp(rng.normal(0, 2e-4, (N, D)))
            )
    text = {"tariff_class": tariff_class, "wiring": "3P4W"}
    return of_night_work(study(build(N, D, kwh=kwh, facts=facts, text=text)))


@pytest.mark.parametrize("voltage_rises", [None, True])
def test_shifts_that_were_given_up_are_cleared(
    build: Callable[..., Window], voltage_rises: bool | None
) -> None:
    found = explained(build, FROM_EVENING_TO_MORNING, 0.15, voltage_rises=voltage_rises)
    assert found.applies.tolist() == [True] + [False] * (N - 1)
    assert found.number is not None
    assert found.number[0] == pytest.approx(0.15, abs=0.02)


@pytest.mark.parametrize(
    ("hours", "left", "edges_since"),
    [
        (BY_DAY, 0.15, 0.7),
        (TWO_BLOCKS, 0.15, 0.7),
        (ALL_DAY, 0.15, 0.7),
        (FROM_EVENING_TO_MORNING, 0.6, 0.7),
        (FROM_EVENING_TO_MORNING, 0.15, 3.0),
    ],
    ids=["shunt by day", "in two blocks", "all day", "half of it", "switched many times"],
)
def test_shunt_is_not_cleared(
    build: Callable[..., Window], hours: tuple[int, ...], left: float, edges_since: float
) -> None:
    assert not explained(build, hours, left, edges_since=edges_since).applies.any()


def test_shunt_of_most_nights_is_not_cleared(build: Callable[..., Window]) -> None:
    days = np.arange(D - SPLIT) % 6 > 0
    found = explained(build, FROM_EVENING_TO_MORNING, 0.15, days=days)
    assert found.tested[0]
    assert not found.applies.any()


def test_load_that_the_voltage_still_feels_is_not_cleared(build: Callable[..., Window]) -> None:
    found = explained(build, FROM_EVENING_TO_MORNING, 0.15, voltage_rises=False)
    assert found.tested[0]
    assert not found.applies.any()


def test_homes_work_no_nights(build: Callable[..., Window]) -> None:
    found = explained(build, FROM_EVENING_TO_MORNING, 0.15, tariff_class="residential")
    assert not found.tested.any()


def test_without_hours_it_is_not_tested(build: Callable[..., Window]) -> None:
    assert not of_night_work(study(build(N, D, text={"tariff_class": "industrial"}))).tested.any()
