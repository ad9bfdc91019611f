"""Facts of supply meters: one pass over each node's intervals of one local day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.kernels.columns import DayColumns
from features.kernels.compiled import cached_kernel, kernel
from features.kernels.day import UnsortedError, day_bounds
from features.kernels.meter_run import DayBounds
from features.kernels.numba_types import Array, Scalar
from features.kernels.runs import find_runs
from features.kernels.source_digest import source_digest
from features.kernels.spacing import fill_time
from features.kernels.supply_hours import HOURS_A_DAY, write_hours
from pipeline.calendar import LocalDay
from pipeline.contract.supply_facts import SUPPLY_FACT_COLUMNS
from pipeline.contract.table import Kind

# Raised whenever a fact's value changes for the same supply: all days are computed again.
SUPPLY_KERNEL_VERSION = 1

SUPPLY_FLOATS = tuple(
    column.name for column in SUPPLY_FACT_COLUMNS if column.kind is not Kind.DOUBLE
)
COUNT, STEP, COVERAGE = map(SUPPLY_FLOATS.index, ("intervals_count", "step_minutes", "coverage"))
HOUR, STILL, ZERO = map(SUPPLY_FLOATS.index, ("hour_00_kwh", "still_minutes", "zero_minutes"))
NEGATIVE, OVERLAP, IRREGULAR = map(
    SUPPLY_FLOATS.index, ("negative_count", "overlap_count", "irregular_count")
)

# Clocks jitter: so much of a step makes a spacing neither shorter nor uneven.
JITTER_STEPS = 0.1


@dataclass(frozen=True)
class SupplyFacts:
    """Facts of the nodes read on one day, in order of appearance.

    codes: (nodes,) the code of each node. floats: (nodes, len(SUPPLY_FLOATS)) float32, NaN
    where the intervals do not tell. kwh: (nodes,) energy, primary kWh.
    """

    codes: NDArray[np.int32]
    floats: NDArray[np.float32]
    kwh: NDArray[np.float64]


def supply_facts(columns: DayColumns, codes: NDArray[np.int32], day: LocalDay) -> SupplyFacts:
    """Compute the supply facts of one local day.

    columns: `ts_us` and `interval_kwh` of the day, sorted by node and time; energy primary.
    codes: (rows,) the node of each row as a number, equal for equal nodes. UnsortedError
    where a node's rows are not together or not in order of time.
    """
    codes = codes.view()
    codes.setflags(write=False)
    owners, runs = find_runs(codes, np.empty(0, dtype=np.bool_))
    if len(np.unique(owners)) != len(owners):
        raise UnsortedError(f"{day.date}: the rows of one node are not together")
    floats = np.empty((len(owners), len(SUPPLY_FLOATS)), dtype=np.float32)
    kwh = np.empty(len(owners))
    longest = int((runs[:, 1] - runs[:, 0]).max(initial=HOURS_A_DAY))
    time, wide = np.empty((2, longest), dtype=np.float32), np.empty((3, longest))
    bounds = day_bounds(day)
    if _walk()(columns.ts_us, columns.interval_kwh, runs, bounds, time, wide, floats, kwh) >= 0:
        raise UnsortedError(f"{day.date}: the rows of a node are not in order of time")
    return SupplyFacts(owners, floats, kwh)


@kernel
def _write_energy(kwh: Array, cover: Array, out: Array) -> tuple[Scalar, ...]:
    """Write counts and stillness of a run; return its energy and the minutes it covers."""
    count = negative = 0
    total = covered = zero = still = longest = 0.0
    before = np.nan
    for k in range(len(kwh)):
        value = kwh[k]
        if np.isnan(value):
            continue
        count += 1
        total += value
        covered += cover[k]
        negative += value < 0
        if value == 0:
            zero += cover[k]
        if value == before:
            still += cover[k]
            longest = max(longest, still)
        else:
            still = np.float64(cover[k])
        before = value
    out[COUNT] = count
    out[NEGATIVE] = negative
    if len(kwh) > 1:
        out[STILL] = longest
        out[ZERO] = zero
    return total if count else np.nan, covered


@kernel
def _write_spacings(minute: Array, step: Scalar, out: Array) -> None:
    """Write how many spacings are too short, and how many are no whole number of steps."""
    overlaps = uneven = 0
    for k in range(1, len(minute)):
        steps = (minute[k] - minute[k - 1]) / step
        if steps < 1 - JITTER_STEPS:
            overlaps += 1
        elif abs(steps - np.round(steps)) > JITTER_STEPS:
            uneven += 1
    out[OVERLAP] = overlaps
    out[IRREGULAR] = uneven


def _compile(digest: int) -> Callable[..., int]:
    @cached_kernel
    def walk(
        ts_us: Array,
        kwh: Array,
        runs: Array,
        day: DayBounds,
        time: Array,
        wide: Array,
        out: Array,
        total_kwh: Array,
    ) -> Scalar:
        """Fill `out` (nodes, facts) and `total_kwh` (nodes,) from `runs` (nodes, 4).

        `time` (2, longest run) float32 and `wide` (3, the same, 24 at least) float64 are
        overwritten. Return the first node whose rows are not in order of time, -1 if none.
        """
        if digest == 0:
            return -2
        for i in range(len(runs)):
            low, high = runs[i, 0], runs[i, 1]
            n = high - low
            minute, cover = time[0, :n], time[1, :n]
            instants, energy, facts = ts_us[low:high], kwh[low:high], out[i]
            facts[:] = np.nan
            _, rises, step = fill_time(instants, day.start_us, minute, cover, wide[0])
            if not rises:
                return i
            total_kwh[i], covered = _write_energy(energy, cover, facts)
            facts[OVERLAP] = 0
            facts[IRREGULAR] = 0
            if n > 1:
                facts[STEP] = step
                facts[COVERAGE] = min(covered / day.minutes, 1.0)
                _write_spacings(minute, step, facts)
                if step < 60 * (1 + JITTER_STEPS):
                    write_hours(
                        instants, energy, cover, step, day, wide, facts[HOUR : HOUR + HOURS_A_DAY]
                    )
        return -1

    compiled: Callable[..., int] = walk
    return compiled


@lru_cache(maxsize=1)
def _walk() -> Callable[..., int]:
    return _compile(source_digest())
