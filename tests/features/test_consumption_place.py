"""A fall to the usual level of the class tells less than one that began there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.consumption_place import class_sigmas_below, return_weight
from features.study import study
from features.window import Window

N, D = 60, 60
FALL = np.log(3.0)


def levels() -> np.ndarray:
    """Usual kWh a day of homes that scatter by half around 10."""
    return 10 * np.exp(np.random.default_rng(2).normal(0, 0.5, N))


def window_of(build: Callable[..., Window], level: np.ndarray, kind: str) -> Window:
    """Steady use at `level`."""
    kwh = np.repeat(level[:, None], D, axis=1)
    return build(N, D, kwh=kwh, text={"tariff_class": kind})


def test_place_counts_sigmas_of_the_class(build: Callable[..., Window]) -> None:
    level = levels()
    level[0] = 10 * np.exp(-1.0)
    below, sigma = class_sigmas_below(study(window_of(build, level, "residential")))
    assert sigma[0] == pytest.approx(0.5, abs=0.15)
    assert below[0] == pytest.approx(2.0, abs=0.7)


def test_home_that_had_guests_counts_less_than_one_that_fell_from_the_usual(
    build: Callable[..., Window],
) -> None:
    level = levels()
    level[0], level[1] = 10.0 / 3, 10.0
    fall = np.full(N, FALL)
    weight = return_weight(study(window_of(build, level, "residential")), fall)
    assert weight[0] == pytest.approx(1.0)
    assert weight[1] < 0.7


def test_businesses_have_no_usual_level(build: Callable[..., Window]) -> None:
    found = study(window_of(build, levels(), "commercial"))
    assert np.all(return_weight(found, np.full(N, FALL)) == 1.0)


def test_no_fall_and_no_peers_leave_the_weight_alone(build: Callable[..., Window]) -> None:
    found = study(window_of(build, levels(), "residential"))
    assert np.all(return_weight(found, np.zeros(N)) == 1.0)
    alone = study(build(3, D, text={"tariff_class": "residential"}))
    assert np.all(return_weight(alone, np.full(3, FALL)) == 1.0)
