"""Depths and attributions against plain recursion over scikit-learn's own trees."""

from __future__ import annotations

import numpy as np
import pytest

from models import SuspicionForest
from models.forest.growth import grow, ordered
from models.forest.trees import Floats32


def _average(count: int) -> float:
    if count <= 2:
        return float(count == 2)
    return 2.0 * (np.log(count - 1.0) + np.euler_gamma) - 2.0 * (count - 1.0) / count


def _expected(tree: object, node: int, depth: int) -> float:
    """Mean depth of the rows a node was grown on."""
    left, right, count = tree.children_left[node], tree.children_right[node], tree.n_node_samples
    if left < 0:
        return depth + _average(int(count[node]))
    return (
        count[left] * _expected(tree, left, depth + 1)
        + count[right] * _expected(tree, right, depth + 1)
    ) / count[node]


def _walk(tree: object, row: Floats32, credit: np.ndarray) -> float:
    """Mean depth of a row over what its missing values could be; fills its credit."""

    def descend(node: int, depth: int, weight: float) -> float:
        children = tree.children_left[node], tree.children_right[node]
        if children[0] < 0:
            return weight * _expected(tree, node, depth)
        feature = tree.feature[node]
        if np.isnan(row[feature]):
            shares = [tree.n_node_samples[child] / tree.n_node_samples[node] for child in children]
            return sum(
                descend(child, depth + 1, weight * share)
                for child, share in zip(children, shares, strict=True)
            )
        child = children[int(row[feature] > tree.threshold[node])]
        gain = _expected(tree, node, depth) - _expected(tree, child, depth + 1)
        credit[feature] += weight * gain
        return descend(child, depth + 1, weight)

    return descend(0, 0, 1.0)


@pytest.fixture(scope="module")
def gappy(rows: Floats32) -> Floats32:
    values = rows[:40].copy()
    values[np.random.default_rng(8).random(values.shape) < 0.3] = np.nan
    values[0] = np.nan
    return values


def test_kernels_do_what_plain_recursion_does(rows: Floats32, gappy: Floats32) -> None:
    forest = SuspicionForest(n_estimators=6, max_samples=40, random_state=4).fit(rows)
    grown = grow(ordered(rows), 6, 40, 4)
    some = np.vstack([gappy, rows[:40]])
    credit = np.zeros((len(some), 4))
    depths = [
        np.mean([_walk(tree.tree_, row, credit[at]) for tree in grown.estimators_])
        for at, row in enumerate(some)
    ]
    np.testing.assert_allclose(forest.depths(some), depths, rtol=1e-12)
    np.testing.assert_allclose(forest.attributions(some), credit / 6, atol=1e-12)


def test_attributions_add_up(forest: SuspicionForest, rows: Floats32, gappy: Floats32) -> None:
    some = np.vstack([rows, gappy])
    shortened = forest.expected_depth_ - forest.depths(some)
    np.testing.assert_allclose(forest.attributions(some).sum(axis=1), shortened, atol=1e-9)
    assert np.ptp(shortened) > 1


def test_missing_value_explains_nothing(forest: SuspicionForest, gappy: Floats32) -> None:
    attributions = forest.attributions(gappy)
    assert (attributions[np.isnan(gappy)] == 0).all()
    assert (attributions[~np.isnan(gappy)] != 0).any()


def test_row_of_nothing_is_as_deep_as_the_forest_expects(forest: SuspicionForest) -> None:
    nothing = np.full((1, 4), np.nan)
    assert forest.depths(nothing)[0] == pytest.approx(forest.expected_depth_, abs=1e-12)


def test_odd_value_is_the_reason(rows: Floats32, forest: SuspicionForest) -> None:
    odd = np.array([[0.0, 0.0, 9.0, 0.0]])
    assert forest.attributions(odd)[0].argmax() == 2
