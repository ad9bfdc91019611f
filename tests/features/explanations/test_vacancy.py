"""An empty building is innocent; one that is at nothing and in full use by turns is not empty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.explanations.customer import LEFT_OF_EMPTY
from features.innocence import explain_innocence
from features.registry import Explanation
from features.study import study
from features.sufficiency import coverage_share
from features.window import Window

N, D, ONSET = 12, 90, 45


def vacancy(build: Callable[..., Window], kwh: np.ndarray) -> Explanation:
    window = build(N, D, kwh=kwh)
    found = explain_innocence(study(window), coverage_share(window))
    return next(one for one in found if one.name == "vacancy")


def use(full_days: slice) -> np.ndarray:
    kwh = 10 * np.exp(np.random.default_rng(3).normal(0, 0.2, (N, D)))
    kept = kwh[0, full_days].copy()
    kwh[0, ONSET:] = 0.0
    kwh[0, full_days] = kept
    return kwh


def test_empty_building_weakens_what_consumption_says(build: Callable[..., Window]) -> None:
    found = vacancy(build, use(slice(0, ONSET)))
    assert found.applies[0]
    assert found.left is not None
    assert found.left[0] == pytest.approx(LEFT_OF_EMPTY)


def test_days_in_full_use_between_say_that_nobody_left(build: Callable[..., Window]) -> None:
    found = vacancy(build, use(slice(ONSET + 2, D - 8, 5)))
    assert found.left is not None
    assert found.left[0] == pytest.approx(1.0)
    assert found.left[1] == pytest.approx(LEFT_OF_EMPTY)
