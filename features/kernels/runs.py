"""Runs: where each device's rows begin and end in the sorted columns of a day."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def find_runs(
    codes: NDArray[np.int32], terminal: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the code of each device and its runs (devices, 4), in order of appearance.

    `codes` (rows,) tells the meter of each row; `terminal` (rows,) is true where the
    load-management terminal measured, or has length 0 where none did. A run is first and
    end row of the meter's own readings, then of the terminal's, which follow them.
    """
    rows = len(codes)
    devices = 1 if rows else 0
    for k in range(1, rows):
        devices += codes[k] != codes[k - 1]
    owners = np.empty(devices, dtype=np.int32)
    runs = np.empty((devices, 4), dtype=np.int64)
    device = -1
    for k in range(rows):
        if k == 0 or codes[k] != codes[k - 1]:
            device += 1
            owners[device] = codes[k]
            runs[device, 0] = k
            if k > 0:
                runs[device - 1, 3] = k
    if rows:
        runs[devices - 1, 3] = rows
    for device in range(devices):
        middle = runs[device, 3]
        if len(terminal) > 0:
            while middle > runs[device, 0] and terminal[middle - 1]:
                middle -= 1
        runs[device, 1] = middle
        runs[device, 2] = middle
    return owners, runs
