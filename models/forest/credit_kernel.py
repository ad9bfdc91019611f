"""The credit kernel: how much each feature shortened the paths of complete rows.

What the path kernel does at its own pace for any row, for rows without missing values: four
go down a tree side by side, all to the last level, where ends above it credit nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.kernels.compiled import cached_kernel
from features.window import Floats
from models.forest.trees import Floats32

# Rows of a block: they, their credit and a tree fit into the first cache.
LANES = 64


@cached_kernel
def credit_paths(
    rows: Floats32,
    thresholds: Floats32,
    features: NDArray[np.uint16],
    shortened: Floats,
    values: Floats32,
    gained: Floats,
    credit: Floats,
) -> None:
    """Put into `credit` (n, f) what the splits on each feature shortened, summed over trees.

    rows: (n, f), complete. thresholds, features (t, h): of node k, whose children are 2k and
    2k + 1; +inf sends all to the left. shortened (t, 2h): expected depth before a step to the
    node less that at it. values (LANES * f,), gained (LANES * f,): scratch.
    """
    size = np.uint64(thresholds.shape[1])
    width = np.uint64(rows.shape[1])
    for start in range(0, rows.shape[0], LANES):
        count = min(LANES, rows.shape[0] - start)
        for lane in range(count):
            for feature in range(rows.shape[1]):
                values[lane * rows.shape[1] + feature] = rows[start + lane, feature]
        gained[:] = 0.0
        for tree in range(thresholds.shape[0]):
            limit, split, gain = thresholds[tree], features[tree], shortened[tree]
            for four in range(0, LANES, 4):
                a = np.uint64(four) * width
                b = a + width
                c = b + width
                d = c + width
                i = j = k = m = np.uint64(1)
                while i < size:
                    at_a, at_b = a + np.uint64(split[i]), b + np.uint64(split[j])
                    at_c, at_d = c + np.uint64(split[k]), d + np.uint64(split[m])
                    i = i + i + np.uint64(values[at_a] > limit[i])
                    j = j + j + np.uint64(values[at_b] > limit[j])
                    k = k + k + np.uint64(values[at_c] > limit[k])
                    m = m + m + np.uint64(values[at_d] > limit[m])
                    gained[at_a] += gain[i]
                    gained[at_b] += gain[j]
                    gained[at_c] += gain[k]
                    gained[at_d] += gain[m]
        for lane in range(count):
            for feature in range(rows.shape[1]):
                credit[start + lane, feature] = gained[lane * rows.shape[1] + feature]
