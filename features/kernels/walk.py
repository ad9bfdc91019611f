"""The walk: one pass over each device's sorted run that fills its row of facts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.kernels.columns import DayColumns
from features.kernels.compiled import cached_kernel
from features.kernels.gaps import write_gaps
from features.kernels.meter_run import ROWS, DayBounds, write_meter
from features.kernels.numba_types import Array, Scalar
from features.kernels.terminal import ROWS as TERMINAL_ROWS
from features.kernels.terminal_run import write_terminal


def compile_walk(digest: int) -> Callable[..., int]:
    """Return the walk, compiled at its first call and cached under `digest`.

    Numba tells stale code by the file of the outermost function alone. The digest of all
    kernels' sources is a free variable of it, and so a part of its key in the cache.
    """

    @cached_kernel
    def walk(
        columns: DayColumns,
        runs: Array,
        day: DayBounds,
        scratch: Array,
        wide: Array,
        out: Array,
        doubles: Array,
        longs: Array,
    ) -> Scalar:
        """Fill `out` (devices, facts), `doubles`, `longs` from `runs` (devices, 4).

        A run holds first and end row of the meter, first and end row of its terminal.
        `scratch` (7, longest run) float32 and `wide` (3, the same, 24 at least) float64 are
        overwritten.
        Return the first device whose rows are not in order of time, -1 if there is none.
        """
        if digest == 0:
            return -2
        for k in range(len(runs)):
            low, high = runs[k, 0], runs[k, 1]
            n = high - low
            minute, cover, energy = scratch[0, :n], scratch[1, :n], scratch[2, :n]
            facts = out[k]
            facts[:] = np.nan
            doubles[k, :] = np.nan
            rises = True
            longs[k] = 0
            facts[ROWS] = 0
            facts[TERMINAL_ROWS] = 0
            if n > 0:
                longs[k], rises = write_meter(
                    columns,
                    low,
                    high,
                    day,
                    minute,
                    cover,
                    energy,
                    scratch[3, :n],
                    wide,
                    facts,
                    doubles[k],
                )
            else:
                write_gaps(minute, np.float32(0), day.minutes, False, facts)
            if runs[k, 3] > runs[k, 2]:
                rises &= write_terminal(
                    columns,
                    (low, high),
                    runs[k, 2],
                    runs[k, 3],
                    day,
                    minute,
                    cover,
                    energy,
                    scratch[4:],
                    wide,
                    facts,
                )
            if not rises:
                return k
        return -1

    return walk
