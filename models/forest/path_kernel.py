"""The path kernel: how much each feature shortened a row's paths, and depths where values lack.

At a split on a value that is missing the path goes on to both sides, each with the share of
the rows that went there in growing. The depth is then the mean over what the value could have been,
so that nobody is odd for lacking a channel; and such a split explains nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.kernels.compiled import cached_kernel
from features.window import Floats
from models.forest.trees import Floats32

# Rows that go down a tree while it is in the first cache, with what is credited to them.
BLOCK = 64


@cached_kernel
def walk_paths(
    rows: Floats32,
    thresholds: Floats32,
    features: NDArray[np.uint16],
    left_shares: Floats,
    depths: Floats,
    node: NDArray[np.uint64],
    weight: Floats,
    total: Floats,
    credit: Floats,
) -> None:
    """Add up the paths of `rows` (n, f), in which NaN is missing, over all trees in order.

    thresholds, features, left_shares (t, h): of node k, whose children are 2k and 2k + 1; a
    threshold of +inf is a leaf. depths (t, 2h): expected depth of a row that is at node k.
    node, weight (levels + 2,): scratch, the other sides of splits on missing values.
    total (n,), zero: gets the depth. credit (n, f) or (0, f) if not wanted, zero: gets how much
    the splits on each feature made the expected depth smaller.
    """
    size = np.uint64(thresholds.shape[1])
    is_credited = credit.shape[0] > 0
    for start in range(0, rows.shape[0], BLOCK):
        stop = min(start + BLOCK, rows.shape[0])
        for tree in range(thresholds.shape[0]):
            limit, split, share = thresholds[tree], features[tree], left_shares[tree]
            expected = depths[tree]
            for row in range(start, stop):
                depth = 0.0
                at, part = np.uint64(1), 1.0
                waiting = 0
                while True:
                    while at < size and limit[at] < np.inf:
                        feature = np.uint64(split[at])
                        value = rows[row, feature]
                        child = at + at + np.uint64(value > limit[at])
                        if value != value:
                            node[waiting] = child + np.uint64(1)
                            weight[waiting] = part * (1.0 - share[at])
                            waiting += 1
                            part *= share[at]
                        elif is_credited:
                            credit[row, feature] += part * (expected[at] - expected[child])
                        at = child
                    depth += part * expected[at]
                    if waiting == 0:
                        break
                    waiting -= 1
                    at, part = node[waiting], weight[waiting]
                total[row] += depth
