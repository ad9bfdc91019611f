"""Drift: unmoved values are calm, moved ones are seen, a few accounts prove nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.monitoring.alarms import has_longer_tail, has_moved
from models.monitoring.drift import Drift, drifts

RNG = np.random.default_rng(4)


def drift(before: np.ndarray, now: np.ndarray) -> Drift:
    (found,) = drifts([pd.DataFrame({"x": before})], [pd.DataFrame({"x": now})])
    return found


def plain_index(before: np.ndarray, now: np.ndarray) -> float:
    """The population stability index over tenths, written down plainly."""
    edges = [-np.inf, *np.quantile(before, np.arange(1, 10) / 10), np.inf]
    first, second = (np.histogram(values, edges)[0] / len(values) for values in (before, now))
    return float(sum((b - a) * np.log(b / a) for a, b in zip(first, second, strict=True)))


def test_index_is_that_of_the_textbook() -> None:
    before, now = RNG.normal(size=40_000), RNG.normal(0.4, 1.2, size=40_000)
    assert drift(before, now).stability_index == pytest.approx(plain_index(before, now), rel=0.02)


@pytest.mark.parametrize("count", [30, 300, 30_000])
def test_same_values_are_calm(count: int) -> None:
    for _ in range(20):
        found = drift(RNG.exponential(size=count), RNG.exponential(size=count))
        assert not has_moved(found)
        assert not has_longer_tail(found)


def test_longer_tail_is_seen() -> None:
    found = drift(RNG.exponential(size=2000), RNG.exponential(2.0, size=2000))
    assert found.tail_before == pytest.approx(0.05, abs=0.001)
    assert has_longer_tail(found)


def test_value_that_all_share_moves() -> None:
    found = drift(np.full(500, 0.98), np.full(500, 0.86))
    assert has_moved(found)
    assert not has_longer_tail(found)


def test_mostly_zero_values_grow() -> None:
    before, now = np.zeros(1000), np.zeros(1000)
    before[:20], now[:90] = 5.0, 5.0
    found = drift(before, now)
    assert (found.tail_before, found.tail_now) == (0.02, 0.09)
    assert has_longer_tail(found)


def test_unknown_values_are_told_apart() -> None:
    now = RNG.normal(size=1000)
    before = now.copy()
    now[:400] = np.nan
    found = drift(before, now)
    assert (found.known_before, found.known_now) == (1.0, 0.6)
    assert has_moved(found)


def test_column_that_went_is_unknown_and_one_that_came_is_left_out() -> None:
    first = pd.DataFrame({"x": RNG.normal(size=100)})
    (found,) = drifts([first], [pd.DataFrame({"y": np.ones(100)})])
    assert (found.name, found.known_now) == ("x", 0.0)


def test_one_side_alone_tells_nothing() -> None:
    frame = pd.DataFrame({"x": [1.0]})
    assert drifts([frame], []) == drifts([], [frame]) == ()
