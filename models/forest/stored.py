"""Stored forests: a fitted forest as plain arrays, and what such arrays must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.forest.score_kernel import TOP_LEVELS
from models.forest.trees import Trees

Arrays = Mapping[str, NDArray[Any]]
# No tree is grown deeper: 2 to this many rows each at most.
MOST_LEVELS = 12
# Features are numbered in two bytes.
MOST_FEATURES = 1 << 16
KINDS = {"thresholds": "f4", "features": "u2", "left_shares": "f8", "leaf_depths": "f8"}


def checked_trees(arrays: Arrays, width: int) -> Trees:
    """Return trees over `width` features from `arrays`; ValueError tells what is wrong."""
    found = {name: _of_kind(arrays, name, kind) for name, kind in KINDS.items()}
    shape = found["thresholds"].shape
    sizes = [1 << level for level in range(TOP_LEVELS, MOST_LEVELS + 1)]
    _demand(all(values.shape == shape for values in found.values()), "arrays of unequal shape")
    _demand(len(shape) == 2 and shape[0] > 0 and shape[1] in sizes, f"no trees of shape {shape}")
    _demand(not np.isnan(found["thresholds"]).any(), "a threshold that is no number")
    _demand(found["features"].max() < width, f"a split on more than {width} features")
    shares, depths = found["left_shares"], found["leaf_depths"]
    _demand(bool(((shares >= 0) & (shares <= 1)).all()), "a share outside 0 to 1")
    is_end = np.isposinf(found["thresholds"])
    _demand(bool((shares[is_end] == 1).all()), "a leaf whose rows go to the right")
    # Children of an end are ends: else a path would stop at a node that others pass.
    below = is_end[:, 1:].repeat(2, axis=1)[:, : shape[1] - 2]
    _demand(bool((~below | is_end[:, 2:]).all()), "a split below a leaf")
    _demand(bool(np.isfinite(depths).all() and (depths >= 0).all()), "a depth that cannot be")
    return Trees(**found)


def tree_arrays(trees: Trees) -> dict[str, NDArray[Any]]:
    """Return `trees` as the arrays that `checked_trees` takes."""
    return {name: getattr(trees, name) for name in KINDS}


def single(arrays: Arrays, name: str) -> int:
    """Return `arrays[name]`, one whole number of 0 or more; ValueError where it is not so."""
    value = _of_kind(arrays, name, "i8")
    _demand(value.shape == () and value >= 0, f"{name} is not one number of 0 or more")
    return int(value)


def texts(arrays: Arrays, name: str, sizes: set[int]) -> NDArray[np.str_]:
    """Return `arrays[name]`, texts of one of `sizes`; ValueError where it is not so."""
    value = arrays.get(name)
    is_text = isinstance(value, np.ndarray) and value.dtype.kind == "U" and value.ndim == 1
    _demand(is_text, f"{name} is missing or no list of texts")
    found = np.asarray(value)
    _demand(len(found) in sizes, f"{len(found)} {name}")
    return found


def _of_kind(arrays: Arrays, name: str, kind: str) -> NDArray[Any]:
    value = arrays.get(name)
    if not isinstance(value, np.ndarray):
        raise ValueError(f"not a stored forest: {name} is missing")
    found = np.require(value, requirements=["C", "W"])
    _demand(found.dtype == np.dtype(kind), f"{name} is {found.dtype}, not {np.dtype(kind)}")
    return found


def _demand(is_so: object, complaint: str) -> None:
    if not is_so:
        raise ValueError(f"not a stored forest: {complaint}")
