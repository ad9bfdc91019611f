"""Facts of one day: runs are found, then walked in as many threads as allowed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from features.kernels.columns import DayColumns
from features.kernels.layout import DOUBLE_FACTS, FLOAT_FACTS, LONG_FACTS
from features.kernels.meter_run import DayBounds
from features.kernels.runs import find_runs
from features.kernels.source_digest import source_digest
from features.kernels.walk import compile_walk
from pipeline.calendar import LocalDay

# Raised whenever a fact's value changes for the same readings: all days are computed again.
KERNEL_VERSION = 3
NEVER = 1 << 30
# Small parts, so that a thread that was held up leaves its share to the others.
PARTS_A_THREAD = 8


class UnsortedError(ValueError):
    """Rows are not sorted by meter, source and time."""


@dataclass(frozen=True)
class DayFacts:
    """Facts of the devices read on one day, in order of appearance.

    codes: (devices,) the code of each device. floats: (devices, len(FLOAT_FACTS)) float32.
    doubles: (devices, len(DOUBLE_FACTS)) float64. longs: (devices,) int64, `seen_slots`.
    NaN where the channels do not tell.
    """

    codes: NDArray[np.int32]
    floats: NDArray[np.float32]
    doubles: NDArray[np.float64]
    longs: NDArray[np.int64]

    def fact(self, name: str) -> NDArray[np.generic]:
        """Return fact `name` as (devices,); ValueError if no kernel computes it."""
        if name in LONG_FACTS:
            return self.longs
        if name in DOUBLE_FACTS:
            return self.doubles[:, DOUBLE_FACTS.index(name)]
        return self.floats[:, FLOAT_FACTS.index(name)]


def day_facts(
    columns: DayColumns,
    codes: NDArray[np.int32],
    day: LocalDay,
    *,
    terminal: NDArray[np.bool_] | None = None,
    threads: int = 1,
) -> DayFacts:
    """Compute the facts of one local day.

    Parameters
    ----------
    columns: the day's readings, sorted by meter, source ("meter" before "terminal"), time.
    codes: (rows,) the meter of each row as a number, equal for equal meters.
    day: bounds and clock change.
    terminal: (rows,) true where the load-management terminal measured; None if none did.
    threads: how many threads share the work; the result does not depend on it.

    Raises
    ------
    UnsortedError: a device's rows are not together or not in order of time.
    """
    flags = np.empty(0, dtype=np.bool_) if terminal is None else terminal
    owners, runs = find_runs(_sealed(codes), flags)
    if not _are_unique(owners):
        raise UnsortedError(f"{day.date}: the rows of one meter are not together")
    facts = _blank(owners)
    bounds = day_bounds(day)
    lengths = np.maximum(runs[:, 1] - runs[:, 0], runs[:, 3] - runs[:, 2])

    def walk_part(low: int, high: int) -> int:
        part = slice(low, high)
        longest = int(lengths[part].max(initial=24))
        scratch = np.empty((7, longest), dtype=np.float32)
        wide = np.empty((3, longest))
        return _walk()(
            columns,
            runs[part],
            bounds,
            scratch,
            wide,
            facts.floats[part],
            facts.doubles[part],
            facts.longs[part],
        )

    found = _walk_shared(walk_part, len(owners), threads)
    if any(disorder >= 0 for disorder in found):
        raise UnsortedError(f"{day.date}: the rows of a meter are not in order of time")
    return facts


def _are_unique(owners: NDArray[np.int32]) -> bool:
    # Codes are mostly numbered in order of appearance: then nothing need be sorted.
    return bool(np.all(owners[1:] > owners[:-1])) or len(np.unique(owners)) == len(owners)


def _blank(owners: NDArray[np.int32]) -> DayFacts:
    devices = len(owners)
    return DayFacts(
        owners,
        np.empty((devices, len(FLOAT_FACTS)), dtype=np.float32),
        np.empty((devices, len(DOUBLE_FACTS)), dtype=np.float64),
        np.empty(devices, dtype=np.int64),
    )


def _walk_shared(walk_part: Callable[[int, int], int], devices: int, threads: int) -> list[int]:
    """Walk all devices, in small parts where several threads share them."""
    if threads <= 1:
        return [walk_part(0, devices)]
    edges = np.linspace(0, devices, threads * PARTS_A_THREAD + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda part: walk_part(*part), pairwise(edges)))


def day_bounds(day: LocalDay) -> DayBounds:
    """Return the bounds of a local day as the kernels take them."""
    changes = day.shift_minutes != 0
    # A change at midnight itself has no transition inside the day: it counts from the start.
    change = max(day.transition_minute, 0) if changes else NEVER
    return DayBounds(day.start_us, day.minutes, change, day.shift_minutes)


def _sealed(values: NDArray[np.int32]) -> NDArray[np.int32]:
    view = values.view()
    view.setflags(write=False)
    return view


@lru_cache(maxsize=1)
def _walk() -> Callable[..., int]:
    walk: Callable[..., int] = compile_walk(source_digest())
    return walk
