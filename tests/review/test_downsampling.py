from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from review.downsampling import extremes, gap_places, with_gaps

VALUES = arrays(
    np.float64,
    st.integers(1, 300),
    elements=st.floats(-1e6, 1e6, width=32) | st.just(np.nan),
)


@given(VALUES, st.integers(1, 60))
def test_extremes_survive_and_points_are_few(values: np.ndarray, buckets: int) -> None:
    times = np.arange(values.size, dtype=np.float64)
    t, v = extremes(times, values, buckets)
    assert t.size <= max(3 * buckets, 2 * buckets)
    assert (np.diff(t) > 0).all(), "in order, and no instant twice"
    np.testing.assert_array_equal(v, values[t.astype(int)], "each point as it was read")
    if np.isfinite(values).any():
        assert (np.nanmin(v), np.nanmax(v)) == (np.nanmin(values), np.nanmax(values))
    bucket = np.minimum(times * buckets / max(times[-1], 1), buckets - 1).astype(int)
    for slice_ in np.unique(bucket):
        inside = bucket == slice_
        known = values[inside][np.isfinite(values[inside])]
        kept = v[np.isin(t, times[inside])]
        assert np.isfinite(kept).sum() <= 2 or values.size <= 2 * buckets
        if known.size:
            assert {known.min(), known.max()} <= set(kept.tolist())


@given(VALUES, st.integers(1, 60))
def test_gaps_survive(values: np.ndarray, buckets: int) -> None:
    """Between known points that a gap of a slice or more parts, there is a NaN."""
    times = np.arange(values.size, dtype=np.float64)
    t, v = extremes(times, values, buckets)
    known = np.flatnonzero(np.isfinite(values))
    width = times[-1] / buckets
    for before, after in itertools.pairwise(known):
        if after - before - 1 > width:
            assert np.isnan(v[(t > before) & (t < after)]).any(), (before, after)


def test_a_short_curve_stays_as_it_is() -> None:
    times, values = np.arange(10.0), np.r_[np.ones(9), np.nan]
    t, v = extremes(times, values, 5)
    np.testing.assert_array_equal(t, times)
    np.testing.assert_array_equal(v, values)


def test_missing_readings_break_the_curve() -> None:
    times = np.r_[0.0, 1.0, 2.0, 6.0, 7.0, 8.0]
    t, v = with_gaps(times, np.ones(6))
    assert t.tolist() == [0, 1, 2, 3, 6, 7, 8]
    assert np.flatnonzero(np.isnan(v)).tolist() == [3]
    assert gap_places(times).tolist() == [2]


def test_what_is_read_less_often_is_still_a_line() -> None:
    values = np.where(np.arange(40) % 4 == 0, 1.0, np.nan)
    t, v = with_gaps(np.arange(40.0), values)
    assert t.size == 10
    assert np.isfinite(v).all()
