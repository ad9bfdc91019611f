"""Trees as plain arrays: all of one forest padded to the same number of levels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from features.window import Floats

Floats32: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Trees:
    """The trees of a forest. Node 1 is the root, nodes 2k and 2k + 1 are the children of k.

    thresholds: (t, h) float32; a row goes left if its value is not larger. +inf for what is
    no split: a leaf above the last level, or below such a leaf.
    features: (t, h) uint16, which value is compared; 0 where nothing is.
    left_shares: (t, h), the share of the rows the node was grown on that goes left; 1 for
    no split.
    leaf_depths: (t, h), depth of node h + k: of the leaf at or above it.
    """

    thresholds: Floats32
    features: NDArray[np.uint16]
    left_shares: Floats
    leaf_depths: Floats

    @cached_property
    def expected_depths(self) -> Floats:
        """Return (t, 2h) the mean depth of the rows each node was grown on; node 0 is none."""
        size = self.thresholds.shape[1]
        expected = np.zeros((len(self.thresholds), 2 * size))
        expected[:, size:] = self.leaf_depths
        while size > 1:
            size //= 2
            left = self.left_shares[:, size : 2 * size]
            below = expected[:, 2 * size : 4 * size]
            expected[:, size : 2 * size] = left * below[:, ::2] + (1.0 - left) * below[:, 1::2]
        return expected

    @cached_property
    def shortened(self) -> Floats:
        """Return (t, 2h) the expected depth at each node's parent less that at itself."""
        expected = self.expected_depths
        parents = np.arange(expected.shape[1]) // 2
        return np.asarray(expected[:, parents] - expected)

    @cached_property
    def split_features(self) -> NDArray[np.uint16]:
        """Return the features that any tree splits, sorted: the others may be missing."""
        return np.unique(self.features[np.isfinite(self.thresholds)])

    @property
    def root_depth(self) -> float:
        """Return the mean depth of the rows the trees were grown on."""
        return float(self.expected_depths[:, 1].mean())
