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
from pipeline.calendar import MICROSECONDS_A_MINUTE, LocalDay
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

HOURS_A_DAY = 24
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


@kernel
def _hour_minutes(hour: Scalar, day: DayBounds) -> Scalar:
    """Return how many minutes of the day lie in a local hour: 60, 0 if skipped, 120 if twice."""
    change = min(day.change_minute, day.minutes)
    low, high = hour * 60, hour * 60 + 60
    before = max(min(change, high) - low, 0)
    shift = day.shift_minutes
    after = max(min(day.minutes + shift, high) - max(change + shift, low), 0)
    return before + after


@kernel
def _write_hours(
    ts_us: Array, kwh: Array, cover: Array, step: Scalar, day: DayBounds, wide: Array, out: Array
) -> None:
    """Write the energy of each hour of the local clock in which all intervals came."""
    energy, read = wide[1, :HOURS_A_DAY], wide[2, :HOURS_A_DAY]
    energy[:] = 0
    read[:] = 0
    change_us = np.int64(day.change_minute) * MICROSECONDS_A_MINUTE
    shift_us = np.int64(day.shift_minutes) * MICROSECONDS_A_MINUTE
    for k in range(len(kwh)):
        if np.isnan(kwh[k]):
            continue
        # The instant just before an interval's end lies in the hour that it closes.
        local_us = ts_us[k] - day.start_us - 1
        if local_us >= change_us:
            local_us += shift_us
        hour = min(max(local_us // (60 * MICROSECONDS_A_MINUTE), 0), HOURS_A_DAY - 1)
        energy[hour] += kwh[k]
        read[hour] += cover[k]
    for hour in range(HOURS_A_DAY):
        minutes = _hour_minutes(hour, day)
        if minutes == 0 or read[hour] > minutes - 0.5 * step:
            out[HOUR + hour] = energy[hour]


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
                    _write_hours(instants, energy, cover, step, day, wide, facts)
        return -1

    compiled: Callable[..., int] = walk
    return compiled


@lru_cache(maxsize=1)
def _walk() -> Callable[..., int]:
    return _compile(source_digest())
