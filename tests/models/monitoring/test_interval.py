"""Intervals: the exact one holds as often as it says, whatever the count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.monitoring.interval import LEVEL, exact, wilson

COUNTS = st.integers(1, 500)


@given(COUNTS, st.floats(0, 1))
def test_bounds_hold_the_share(count: int, share: float) -> None:
    for found in (exact(share, count), wilson(share * count, count)):
        assert 0 <= found.low <= found.high <= 1
        assert found.low <= share + 1e-9
        assert found.high >= share - 1e-9


@given(COUNTS)
def test_none_and_all_are_mirrored(count: int) -> None:
    none, every = exact(0.0, count), exact(1.0, count)
    assert none.low == 0
    assert every.high == 1
    assert none.high == pytest.approx(1 - every.low, abs=1e-9)


@pytest.mark.parametrize("count", [150, 300, 500])
@pytest.mark.parametrize("share", [0.005, 0.02, 0.1])
def test_exact_interval_covers(count: int, share: float) -> None:
    """Over all counts that can come, weighted by how often they do."""
    hits = np.arange(count + 1)
    chance = stats.binom.pmf(hits, count, share)
    likely = hits[chance > 1e-6]
    found = [exact(one / count, count) for one in likely]
    covered = np.array([one.low <= share <= one.high for one in found]) @ chance[likely]
    assert LEVEL - 0.03 < covered < 0.97


def test_wilson_as_in_the_textbook() -> None:
    """Ten of fifty at 90 %: by hand from z = 1.6449."""
    found = wilson(10, 50)
    assert (found.low, found.high) == (
        pytest.approx(0.1235, abs=2e-4),
        pytest.approx(0.3073, abs=2e-4),
    )


def test_nothing_is_unknown() -> None:
    assert np.isnan(wilson(0, 0).value)
    assert np.isnan(exact(0.0, 0).value)
