"""Robust statistics agree with plain NumPy, and change points are where they were put."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.robust import first_true, row_mad, row_mean, row_quantile

ROWS = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 30)),
    elements=st.one_of(st.floats(-1e6, 1e6), st.just(np.nan)),
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.floats(0, 1))
def test_quantile_is_that_of_the_known_values(rows: np.ndarray, share: float) -> None:
    found = row_quantile(rows, share)
    for row, value in zip(rows, found, strict=True):
        known = row[np.isfinite(row)]
        if len(known):
            assert value == pytest.approx(np.quantile(known, share), rel=1e-9, abs=1e-6)
        else:
            assert np.isnan(value)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_mean_passes_over_the_unknown(rows: np.ndarray) -> None:
    for row, mean in zip(rows, row_mean(rows), strict=True):
        known = row[np.isfinite(row)]
        if len(known):
            assert mean == pytest.approx(known.mean(), rel=1e-9, abs=1e-6)
        else:
            assert np.isnan(mean)


def test_too_few_values_say_nothing() -> None:
    rows = np.array([[1.0, np.nan, 3.0]])
    assert np.isnan(row_quantile(rows, 0.5, 3)).all()
    assert np.isnan(row_mad(rows, 3)).all()


def test_first_true_of_a_row() -> None:
    flags = np.array([[0, 1, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0]], dtype=bool)
    assert first_true(flags).tolist() == [1, -1]
