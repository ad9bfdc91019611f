"""Seams: what lies between the readings of neighbouring days, one device a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import rollover_kwh
from features.kernels.source_digest import source_digest
from features.kernels.spacing import GAP_STEPS

# A day of which at least this share is known is scaled up to the whole day.
WHOLE_SHARE = 0.9
# A day counts as spread where more than this share of it comes from a span of several days.
SPREAD_SHARE = 0.05


class Seams(NamedTuple):
    """Facts of devices (n, d) float64 that tell what happened between readings."""

    rows: NDArray[np.float64]
    step: NDArray[np.float64]
    coverage: NDArray[np.float64]
    first_minute: NDArray[np.float64]
    last_minute: NDArray[np.float64]
    register_first: NDArray[np.float64]
    register_last: NDArray[np.float64]
    register_first_minute: NDArray[np.float64]
    register_last_minute: NDArray[np.float64]
    register_kwh: NDArray[np.float64]
    interval_kwh: NDArray[np.float64]
    power_kwh: NDArray[np.float64]


class SeamResults(NamedTuple):
    """What the seam kernel fills, each (n, d); see `features.energy.DailyEnergy`."""

    kwh: NDArray[np.float64]
    is_spread: NDArray[np.bool_]
    gap_minutes: NDArray[np.float32]
    register_kwh: NDArray[np.float32]
    register_decrease_kwh: NDArray[np.float32]


@njit(nogil=True)
def minutes_between(
    before: Scalar, before_minute: Scalar, after: Scalar, after_minute: Scalar, day_start: Array
) -> Scalar:
    """Return the minutes from an instant of day `before` to one of day `after`."""
    return day_start[after] + after_minute - day_start[before] - before_minute


@njit(nogil=True)
def is_coarse(rows: Array) -> bool:
    """Tell whether most days of a row (d,) that were read at all were read once."""
    once = often = 0
    for day in range(len(rows)):
        once += rows[day] == 1
        often += rows[day] > 1
    return once > often


@njit(nogil=True)
def reading_days(rows: Array) -> Scalar:
    """Return the commonest number of days (lower median) between days read, 0 if unknown."""
    spacings = np.empty(len(rows), dtype=np.int64)
    count = 0
    before = -1
    for day in range(len(rows)):
        if rows[day] > 0:
            if before >= 0:
                spacings[count] = day - before
                count += 1
            before = day
    return np.sort(spacings[:count])[(count - 1) // 2] if count else 0


@njit(nogil=True)
def _spread(
    kwh: Scalar,
    before: Scalar,
    before_minute: Scalar,
    after: Scalar,
    after_minute: Scalar,
    day_start: Array,
    energy: Array,
    minutes: Array,
    spread: Array,
) -> None:
    """Spread `kwh` evenly over the time between two instants, on to days' energy and minutes."""
    span = minutes_between(before, before_minute, after, after_minute, day_start)
    for day in range(before, after + 1):
        start = before_minute if day == before else 0.0
        end = after_minute if day == after else day_start[day + 1] - day_start[day]
        if end > start:
            energy[day] += kwh * (end - start) / span
            minutes[day] += end - start
            if after - before > 1:
                spread[day] += end - start


@njit(nogil=True)
def _by_register(
    f: Seams,
    i: Scalar,
    day_start: Array,
    results: SeamResults,
    energy: Array,
    minutes: Array,
    spread: Array,
) -> None:
    """Accumulate each day's register energy, minutes known by it and minutes spread."""
    before = -1
    for day in range(f.rows.shape[1]):
        value = f.register_first[i, day]
        if np.isnan(value):
            continue
        first, last = f.register_first_minute[i, day], f.register_last_minute[i, day]
        if f.register_kwh[i, day] >= 0 and last > first:
            energy[day] += f.register_kwh[i, day]
            minutes[day] += last - first
        if before >= 0:
            moved = value - f.register_last[i, before]
            if moved < 0:
                moved = rollover_kwh(f.register_last[i, before], value)
            results.register_kwh[i, day] = moved
            fall = f.register_last[i, before] - value if np.isnan(moved) else 0.0
            results.register_decrease_kwh[i, day] = fall
            if moved >= 0:
                since = f.register_last_minute[i, before]
                _spread(moved, before, since, day, first, day_start, energy, minutes, spread)
        before = day


@njit(nogil=True)
def _take_register(
    i: Scalar,
    day_start: Array,
    energy: Array,
    minutes: Array,
    spread: Array,
    spread_share: Scalar,
    results: SeamResults,
) -> None:
    """Fill unknown days from the register, where no more than `spread_share` was spread."""
    for day in range(len(energy)):
        whole = day_start[day + 1] - day_start[day]
        is_whole = minutes[day] >= WHOLE_SHARE * whole
        if is_whole and spread[day] <= spread_share * whole and np.isnan(results.kwh[i, day]):
            results.kwh[i, day] = energy[day] * whole / minutes[day]
            results.is_spread[i, day] = spread[day] > SPREAD_SHARE * whole


@njit(nogil=True)
def _by_power(f: Seams, i: Scalar, kwh: Array) -> None:
    """Fill unknown days from the integral of power, where the day was read."""
    for day in range(kwh.shape[1]):
        if np.isnan(kwh[i, day]) and f.coverage[i, day] >= WHOLE_SHARE:
            kwh[i, day] = f.power_kwh[i, day] / f.coverage[i, day]


@njit(nogil=True)
def _by_interval(
    f: Seams, i: Scalar, coarse: bool, usual_days: Scalar, kwh: Array, is_spread: Array
) -> None:
    """Fill unknown days from intervals: whole days, and coarse readings over their span."""
    before = -1
    for day in range(f.rows.shape[1]):
        value = f.interval_kwh[i, day]
        if np.isnan(value):
            continue
        if f.rows[i, day] > 1:
            if f.coverage[i, day] >= WHOLE_SHARE and np.isnan(kwh[i, day]):
                kwh[i, day] = value / f.coverage[i, day]
        elif coarse and usual_days > 0:
            span = usual_days
            if usual_days > 1 and before >= 0 and day - before <= GAP_STEPS * usual_days:
                span = day - before
            for earlier in range(max(day - span + 1, 0), day + 1):
                if np.isnan(kwh[i, earlier]):
                    kwh[i, earlier] = value / span
                    is_spread[i, earlier] = span > 1
        before = day


@njit(nogil=True)
def _write_gaps(
    f: Seams, i: Scalar, coarse: bool, usual_days: Scalar, day_start: Array, gap_minutes: Array
) -> None:
    """Write the minutes without readings before each day's first, beyond the nominal step."""
    before = -1
    for day in range(f.rows.shape[1]):
        if not f.rows[i, day] > 0:
            continue
        if before >= 0:
            step = f.step[i, day]
            if np.isnan(step):
                step = f.step[i, before]
            if np.isnan(step) and coarse:
                step = usual_days * 1440.0
            since = f.last_minute[i, before]
            spacing = minutes_between(before, since, day, f.first_minute[i, day], day_start)
            gap_minutes[i, day] = spacing - step if not spacing <= GAP_STEPS * step else 0.0
        before = day


def _compile(digest: int) -> Callable[..., None]:
    @njit(nogil=True, cache=True)
    def close(f: Seams, day_start: Array, results: SeamResults) -> None:
        if digest == 0:
            return
        days = f.rows.shape[1]
        for i in range(f.rows.shape[0]):
            coarse = is_coarse(f.rows[i])
            usual_days = reading_days(f.rows[i])
            energy, minutes, spread = np.zeros(days), np.zeros(days), np.zeros(days)
            _by_register(f, i, day_start, results, energy, minutes, spread)
            _take_register(i, day_start, energy, minutes, spread, SPREAD_SHARE, results)
            _by_interval(f, i, coarse, usual_days, results.kwh, results.is_spread)
            _by_power(f, i, results.kwh)
            _take_register(i, day_start, energy, minutes, spread, 1.0, results)
            _write_gaps(f, i, coarse, usual_days, day_start, results.gap_minutes)

    compiled: Callable[..., None] = close
    return compiled


@lru_cache(maxsize=1)
def seam_kernel() -> Callable[..., None]:
    """Return the kernel that fills `SeamResults` from `Seams`, compiled and cached.

    Its arguments: Seams; day_start (d + 1,) minutes at which each day starts, the end of the
    last included; SeamResults, filled with NaN and false.
    """
    return _compile(source_digest())
