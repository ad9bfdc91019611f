"""Padding: scikit-learn's trees of nodes and pointers as arrays of one shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest

from features.window import Floats
from models.forest.score_kernel import TOP_LEVELS
from models.forest.trees import Floats32, Trees


def padded(forest: IsolationForest) -> Trees:
    """Return the trees of `forest`; shares at a split are those of the rows it was grown on."""
    found = [estimator.tree_ for estimator in forest.estimators_]
    levels = max(TOP_LEVELS, *(tree.max_depth for tree in found))
    shape = (len(found), 1 << levels)
    thresholds = np.full(shape, np.inf, dtype=np.float32)
    features = np.zeros(shape, dtype=np.uint16)
    left_shares = np.ones(shape)
    leaf_depths = np.zeros(shape)
    first = np.concatenate(([0], np.cumsum([tree.node_count for tree in found])[:-1]))
    left = np.concatenate([tree.children_left for tree in found])
    right = np.concatenate([tree.children_right for tree in found])
    limits = _rounded_down(np.concatenate([tree.threshold for tree in found]))
    split_on = np.concatenate([tree.feature for tree in found])
    depths = np.concatenate([_depths(tree) for tree in found])
    counts = np.concatenate([tree.n_node_samples for tree in found])
    nodes, rows, places = first, np.arange(len(found)), np.ones(len(found), dtype=np.int64)
    for level in range(levels + 1):
        ends = left[nodes] < 0
        spans = leaf_depths.reshape(len(found), 1 << level, -1)
        spans[rows[ends], places[ends] - (1 << level)] = depths[nodes[ends], None]
        nodes, rows, places = nodes[~ends], rows[~ends], places[~ends]
        if not len(nodes):
            break
        lower, upper = first[rows] + left[nodes], first[rows] + right[nodes]
        thresholds[rows, places] = limits[nodes]
        features[rows, places] = split_on[nodes]
        left_shares[rows, places] = counts[lower] / counts[nodes]
        nodes = np.concatenate((lower, upper))
        rows, places = np.tile(rows, 2), np.concatenate((2 * places, 2 * places + 1))
    return Trees(thresholds, features, left_shares, leaf_depths)


def mean_path(samples: NDArray[np.int64]) -> Floats:
    """Return (m,) the mean depth at which one of so many `samples` (m,) stands alone.

    That of an unsuccessful search in a binary search tree; computed as scikit-learn does,
    step by step, since scores are to be the same in every bit.
    """
    many = samples[samples > 2]
    path = np.where(samples == 2, 1.0, 0.0)
    path[samples > 2] = 2.0 * (np.log(many - 1.0) + np.euler_gamma) - 2.0 * (many - 1.0) / many
    return path


def _depths(tree: object) -> Floats:
    # Nodes are counted from 1 at the root; a leaf of several rows would have gone on.
    counted: Floats = tree.compute_node_depths() + mean_path(tree.n_node_samples) - 1.0  # type: ignore[attr-defined]
    return counted


def _rounded_down(limits: Floats) -> Floats32:
    near = limits.astype(np.float32)
    below = np.nextafter(near, np.float32(-np.inf))
    return np.where(near > limits, below, near)
