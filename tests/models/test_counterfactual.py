"""What would have been drawn: the level before, however low the window's own median is."""

from __future__ import annotations

import numpy as np
import pytest

from features.window import Floats
from models.counterfactual import against_before

DAYS = 90


def drawn_since(kwh: Floats, usual: float, onset: int) -> float:
    """Mean drawn since the onset, where the window's median is `usual` and peers stand still."""
    expected = np.full((1, DAYS), usual)
    found = against_before(kwh[None, :], expected, np.array([onset], dtype=np.int32), 42)
    return float(found.drawn_kwh[0, onset:].mean())


def noisy(level: float) -> Floats:
    return level * np.exp(np.random.default_rng(5).normal(0, 0.3, DAYS))


def test_long_theft_does_not_lower_what_was_usual_before_it() -> None:
    kwh = noisy(10.0)
    before = kwh[:30].mean()
    kwh[30:] *= 0.3
    assert drawn_since(kwh, 3.0, 30) == pytest.approx(before, rel=0.02)


def test_reading_of_many_days_in_one_does_not_raise_it() -> None:
    kwh = noisy(10.0)
    usual = drawn_since(kwh, 10.0, 60)
    kwh[50] = 400.0
    assert drawn_since(kwh, 10.0, 60) < 1.15 * usual


def test_honest_account_misses_nothing() -> None:
    kwh = noisy(10.0)
    assert drawn_since(kwh, 10.0, 60) == pytest.approx(kwh[60:].mean(), rel=0.1)
