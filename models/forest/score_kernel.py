"""The score kernel: mean depth of complete rows, as scikit-learn sums it, bit for bit.

A block of rows is turned so that the values of a feature lie side by side. For the top four
levels of a tree every node compares all rows of the block at once, which vectorises; each row
then picks the outcomes that lie on its way. Below them four rows go down side by side, so
that one's memory access hides behind another's. A float32 is at most a float64 threshold if
and only if it is at most that threshold rounded down to float32, so float32 is enough.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.kernels.compiled import cached_kernel
from features.window import Floats
from models.forest.trees import Floats32

# Rows of a block: 40 features of them and a tree fit into the first cache.
LANES = 64
# Levels that are compared for whole blocks; every tree is padded to at least so many.
TOP_LEVELS = 4


@cached_kernel
def sum_depths(
    rows: Floats32,
    thresholds: Floats32,
    offsets: NDArray[np.uint32],
    leaf_depths: Floats,
    turned: Floats32,
    place: NDArray[np.uint32],
    total: Floats,
    out: Floats,
) -> None:
    """Sum the depths of complete `rows` (n, f) over all trees, in their order, into `out` (n,).

    thresholds (t, h): of node k, whose children are 2k and 2k + 1; +inf sends all to the left.
    offsets (t, h): LANES times the node's feature. leaf_depths (t, h): depth of leaf k - h.
    turned (f * LANES,), place (LANES,), total (LANES,): scratch.
    """
    for start in range(0, rows.shape[0], LANES):
        count = min(LANES, rows.shape[0] - start)
        for lane in range(count):
            for feature in range(rows.shape[1]):
                turned[feature * LANES + lane] = rows[start + lane, feature]
        for lane in range(LANES):
            total[lane] = 0.0
        for tree in range(thresholds.shape[0]):
            t, o, depths = thresholds[tree], offsets[tree], leaf_depths[tree]
            t1, t2, t3, t4, t5, t6, t7 = t[1], t[2], t[3], t[4], t[5], t[6], t[7]
            t8, t9, t10, t11, t12, t13, t14, t15 = (
                t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15],
            )  # fmt: skip
            x1 = turned[o[1] : o[1] + LANES]
            x2 = turned[o[2] : o[2] + LANES]
            x3 = turned[o[3] : o[3] + LANES]
            x4 = turned[o[4] : o[4] + LANES]
            x5 = turned[o[5] : o[5] + LANES]
            x6 = turned[o[6] : o[6] + LANES]
            x7 = turned[o[7] : o[7] + LANES]
            x8 = turned[o[8] : o[8] + LANES]
            x9 = turned[o[9] : o[9] + LANES]
            x10 = turned[o[10] : o[10] + LANES]
            x11 = turned[o[11] : o[11] + LANES]
            x12 = turned[o[12] : o[12] + LANES]
            x13 = turned[o[13] : o[13] + LANES]
            x14 = turned[o[14] : o[14] + LANES]
            x15 = turned[o[15] : o[15] + LANES]
            for lane in range(LANES):
                first = x1[lane] > t1
                r2, r3 = x2[lane] > t2, x3[lane] > t3
                r4, r5, r6, r7 = x4[lane] > t4, x5[lane] > t5, x6[lane] > t6, x7[lane] > t7
                r8, r9, r10, r11 = (
                    x8[lane] > t8, x9[lane] > t9, x10[lane] > t10, x11[lane] > t11,
                )  # fmt: skip
                r12, r13, r14, r15 = (
                    x12[lane] > t12, x13[lane] > t13, x14[lane] > t14, x15[lane] > t15,
                )  # fmt: skip
                second = r3 if first else r2
                left = r5 if r2 else r4
                right = r7 if r3 else r6
                third = right if first else left
                below4 = r9 if r4 else r8
                below5 = r11 if r5 else r10
                below6 = r13 if r6 else r12
                below7 = r15 if r7 else r14
                below2 = below5 if r2 else below4
                below3 = below7 if r3 else below6
                fourth = below3 if first else below2
                place[lane] = (
                    np.uint32(16)
                    + np.uint32(8) * np.uint32(first)
                    + np.uint32(4) * np.uint32(second)
                    + np.uint32(2) * np.uint32(third)
                    + np.uint32(fourth)
                )
            # Unsigned, or each index would be tested for being negative.
            size = np.uint64(thresholds.shape[1])
            for four in range(0, LANES, 4):
                a = np.uint64(four)
                b, c, d = a + np.uint64(1), a + np.uint64(2), a + np.uint64(3)
                i, j = np.uint64(place[a]), np.uint64(place[b])
                k, m = np.uint64(place[c]), np.uint64(place[d])
                while i < size:
                    i = i + i + np.uint64(turned[np.uint64(o[i]) + a] > t[i])
                    j = j + j + np.uint64(turned[np.uint64(o[j]) + b] > t[j])
                    k = k + k + np.uint64(turned[np.uint64(o[k]) + c] > t[k])
                    m = m + m + np.uint64(turned[np.uint64(o[m]) + d] > t[m])
                total[a] += depths[i - size]
                total[b] += depths[j - size]
                total[c] += depths[k - size]
                total[d] += depths[m - size]
        for lane in range(count):
            out[start + lane] = total[lane]
