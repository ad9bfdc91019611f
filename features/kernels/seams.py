"""Energy of days from the seams between them, one device a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from features.kernels.compiled import cached_kernel, kernel
from features.kernels.numba_types import Array, Scalar
from features.kernels.seam_columns import SeamResults, Seams, minutes_between
from features.kernels.seam_registers import SPREAD_SHARE, WHOLE_SHARE, add_registers, take_registers
from features.kernels.source_digest import source_digest
from features.kernels.spacing import GAP_STEPS, value_of_rank


@kernel
def is_coarse(rows: Array) -> bool:
    """Tell whether most days of a row (d,) that were read at all were read once."""
    once = often = 0
    for day in range(len(rows)):
        once += rows[day] == 1
        often += rows[day] > 1
    return once > often


@kernel
def reading_days(rows: Array, spacings: Array) -> Scalar:
    """Return the commonest number of days (lower median) between days read, 0 if unknown.

    `spacings` (d,) float64 is overwritten.
    """
    count = 0
    before = -1
    for day in range(len(rows)):
        if rows[day] > 0:
            if before >= 0:
                spacings[count] = day - before
                count += 1
            before = day
    return np.int64(value_of_rank(spacings[:count], (count - 1) // 2)) if count else 0


@kernel
def _by_power(f: Seams, i: Scalar, kwh: Array) -> None:
    """Fill unknown days from the integral of power, where the day was read."""
    for day in range(kwh.shape[1]):
        if np.isnan(kwh[i, day]) and f.coverage[i, day] >= WHOLE_SHARE:
            kwh[i, day] = f.power_kwh[i, day] / f.coverage[i, day]


@kernel
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


@kernel
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
    @cached_kernel
    def close(f: Seams, day_start: Array, scratch: Array, results: SeamResults) -> None:
        if digest == 0:
            return
        for i in range(f.rows.shape[0]):
            coarse = is_coarse(f.rows[i])
            usual_days = reading_days(f.rows[i], scratch[0])
            scratch[:] = 0
            energy, minutes, spread = scratch[0], scratch[1], scratch[2]
            add_registers(f, i, day_start, results, energy, minutes, spread)
            take_registers(i, day_start, energy, minutes, spread, SPREAD_SHARE, results)
            _by_interval(f, i, coarse, usual_days, results.kwh, results.is_spread)
            _by_power(f, i, results.kwh)
            take_registers(i, day_start, energy, minutes, spread, 1.0, results)
            _write_gaps(f, i, coarse, usual_days, day_start, results.gap_minutes)

    compiled: Callable[..., None] = close
    return compiled


@lru_cache(maxsize=1)
def seam_kernel() -> Callable[..., None]:
    """Return the kernel that fills `SeamResults` from `Seams`, compiled and cached.

    Its arguments: Seams; day_start (d + 1,) minutes at which each day starts, the end of the
    last included; scratch (3, d) float64; SeamResults, filled with NaN and false.
    """
    return _compile(source_digest())
