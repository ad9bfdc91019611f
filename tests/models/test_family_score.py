from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.family_score import damped_or, degree, family_score

VALUES = st.floats(0, 1e6)
ROWS = arrays(np.float64, (5, 3), elements=VALUES)


def test_degree_is_half_at_the_threshold_and_nothing_at_zero() -> None:
    found = degree(np.array([[0.0, 0.2, np.nan, -3.0, np.inf]]), np.full(5, 0.2))
    assert found.tolist() == [[0.0, 0.5, 0.0, 0.0, 1.0]]


@given(ROWS, st.integers(0, 4), st.integers(0, 2), VALUES)
def test_larger_value_never_lowers_the_own_score(
    values: np.ndarray, row: int, column: int, more: float
) -> None:
    raised = values.copy()
    raised[row, column] += more
    thresholds = np.array([0.1, 1.0, 50.0])
    before = family_score(damped_or(degree(values, thresholds)), np.ones(5))
    after = family_score(damped_or(degree(raised, thresholds)), np.ones(5))
    assert after[row] >= before[row]
    assert np.array_equal(np.delete(after, row), np.delete(before, row))
    assert ((after >= 0) & (after <= 1)).all()


@given(arrays(np.float64, (4, 5), elements=st.floats(0, 1)), st.permutations(range(5)))
def test_order_of_features_does_not_matter(degrees: np.ndarray, order: list[int]) -> None:
    assert damped_or(degrees) == pytest.approx(damped_or(degrees[:, order]))


def test_many_faint_hints_are_no_proof() -> None:
    assert damped_or(np.full((1, 30), 0.1))[0] < 0.2


def test_second_feature_of_a_family_counts_less() -> None:
    one, two = damped_or(np.array([[0.5, 0.0], [0.5, 0.5]]))
    assert 0.0 < two - one < one


@pytest.mark.parametrize("rare", [0.0, 1.0])
def test_family_without_suspicion_scores_nothing(rare: float) -> None:
    assert family_score(np.zeros(2), np.full(2, rare)).tolist() == [0.0, 0.0]
