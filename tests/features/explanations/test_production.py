"""A shift that fell away is told from a load that is led beside the meter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.explanations.lasting_change import find_lasting_change
from features.explanations.production import of_production
from features.registry import Explanation
from features.study import study
from features.window import Window

N, D, SPLIT = 12, 60, 35
NIGHT_SHIFT = (20, 21, 22, 23, 0, 1, 2, 3)
ALL_DAY = tuple(range(24))


def explained(
    build: Callable[..., Window],
    hours: tuple[int, ...],
    left: float,
    *,
    factor_since: float = 0.90,
    edges_since: float = 0.0,
    tariff_class: str = "industrial",
) -> Explanation:
    """Test a plant whose `hours` have `left` of their use from SPLIT on; others stay."""
    rng = np.random.default_rng(8)
    facts = {}
    for hour in range(24):
        facts[f"hour_{hour:02d}_kwh"] = 10 * np.exp(rng.normal(0, 0.03, (N, D)))
        if hour in hours:
            facts[f"hour_{hour:02d}_kwh"][0, SPLIT:] *= left
    kwh = sum(facts.values())
    facts["pf_mean"] = 0.85 + rng.normal(0, 0.004, (N, D))
    facts["pf_mean"][0, SPLIT:] += factor_since - 0.85
    facts["edge_down_count"] = np.zeros((N, D))
    facts["edge_down_count"][0, SPLIT:] = edges_since
    window = build(N, D, kwh=kwh, facts=facts, text={"tariff_class": tariff_class})
    told = study(window)
    return of_production(told, find_lasting_change(told))


def test_shift_that_fell_away_explains_the_fall(build: Callable[..., Window]) -> None:
    found = explained(build, NIGHT_SHIFT, 0.1)
    assert found.tested[0]
    assert found.applies.tolist() == [True] + [False] * (N - 1)
    assert found.number is not None
    assert found.number[0] == pytest.approx(1 / 3 - 0.8 / 16.8, abs=0.03)


@pytest.mark.parametrize(
    ("hours", "left", "factor_since", "edges_since"),
    [
        (ALL_DAY, 0.4, 0.90, 0.0),
        (NIGHT_SHIFT, 0.1, 0.85, 0.0),
        (NIGHT_SHIFT, 0.1, 0.90, 2.0),
        (NIGHT_SHIFT, 0.5, 0.90, 0.0),
    ],
    ids=["whole day scaled", "power factor stayed", "switched by one factor", "half of the hours"],
)
def test_load_led_beside_the_meter_is_not_cleared(
    build: Callable[..., Window],
    hours: tuple[int, ...],
    left: float,
    factor_since: float,
    edges_since: float,
) -> None:
    found = explained(build, hours, left, factor_since=factor_since, edges_since=edges_since)
    assert found.tested[0]
    assert not found.applies.any()


def test_homes_have_no_shifts(build: Callable[..., Window]) -> None:
    assert not explained(build, NIGHT_SHIFT, 0.1, tariff_class="residential").tested.any()


def test_without_hours_it_is_not_tested(build: Callable[..., Window]) -> None:
    told = study(build(N, D, text={"tariff_class": "industrial"}))
    assert not of_production(told, find_lasting_change(told)).tested.any()
