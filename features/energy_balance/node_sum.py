"""Sums of accounts' energy by the node above them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.window import Codes, Facts, Floats


def sum_by_node(
    values: Floats | Facts, node: Codes, nodes: int, *, squared: bool = False
) -> Floats:
    """Sum rows (n, T) by `node` (n,) into (m, T), their squares if so asked.

    An account without a node (-1) is left out; what is unknown counts as zero.
    """
    total = np.zeros((nodes, values.shape[1]))
    _add_rows(values, node, squared, total)  # type: ignore[arg-type]
    return total


@njit(cache=True)
def _add_rows(
    values: NDArray[np.float64],
    node: NDArray[np.int32],
    squared: bool,
    total: NDArray[np.float64],
) -> None:
    for i in range(values.shape[0]):
        if node[i] < 0:
            continue
        for t in range(values.shape[1]):
            value = float(values[i, t])
            if not np.isnan(value):
                total[node[i], t] += value * value if squared else value
