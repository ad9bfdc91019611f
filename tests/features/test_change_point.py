"""Change points are where they were put, whatever the unit and the outliers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.change_point import find_fall, level_around

ROWS = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 30)),
    elements=st.one_of(st.floats(-1e6, 1e6), st.just(np.nan)),
)


@pytest.mark.parametrize("place", [8, 20, 33])
def test_step_is_found_where_it_is(place: int) -> None:
    rng = np.random.default_rng(place)
    rows = rng.normal(0, 0.1, (50, 45))
    rows[:, place:] -= 1.0
    found = find_fall(rows, 5, 5)
    assert np.all(np.abs(found.split - place) <= 1)
    assert found.fall == pytest.approx(1.0, abs=0.2)
    assert found.scale == pytest.approx(0.1, abs=0.06)


def test_step_up_is_no_fall() -> None:
    rows = np.concatenate([np.zeros((1, 20)), np.ones((1, 20))], axis=1)
    assert find_fall(rows, 5, 5).fall[0] == 0
    assert find_fall(-rows, 5, 5).fall[0] == 1


def test_step_after_a_hole_begins_with_the_first_known_day() -> None:
    rows = np.concatenate([np.ones((1, 20)), np.full((1, 5), np.nan), np.zeros((1, 20))], axis=1)
    assert find_fall(rows, 5, 5).split[0] == 25


@settings(max_examples=40, deadline=None)
@given(ROWS, st.floats(0.1, 10), st.floats(-5, 5))
def test_split_does_not_depend_on_units(rows: np.ndarray, factor: float, offset: float) -> None:
    rows = np.round(rows)
    first, second = find_fall(rows, 3, 3), find_fall(rows * factor + offset, 3, 3)
    assert np.array_equal(first.split, second.split)


def test_levels_around_a_split() -> None:
    rows = np.array([[1.0, 1, 1, 5, 5, 5], [2, 2, 2, 2, 2, 2]])
    before, after = level_around(rows, np.array([3, -1], dtype=np.int32))
    assert (before[0], after[0]) == (1, 5)
    assert np.isnan([before[1], after[1]]).all()
