"""Register advances between readings of neighbouring days, spread over the time between."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import SMALLEST_ROLLOVER_KWH, rollover_kwh
from features.kernels.seam_columns import SeamResults, Seams, minutes_between

# A day of which at least this share is known is scaled up to the whole day.
WHOLE_SHARE = 0.9
# A day counts as spread where more than this share of it comes from a span of several days.
SPREAD_SHARE = 0.05
# Over a gap a rolled-over register has gone on by what the meter usually counts in that time,
# give or take this factor; so many advances must tell what is usual.
ROLLOVER_TIMES = 3.0
LEAST_ADVANCES = 3
# More than half of the range in one gap cannot be told from a fall.
FARTHEST_SHARE = 0.5


@kernel
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


@kernel
def usual_rate(f: Seams, i: Scalar, day_start: Array) -> Scalar:
    """Return the register's mean advance, kWh a minute, over what rose; NaN if seldom read."""
    before = -1
    advances = 0
    total = minutes = 0.0
    for day in range(f.rows.shape[1]):
        if np.isnan(f.register_first[i, day]):
            continue
        if before >= 0:
            moved = f.register_first[i, day] - f.register_last[i, before]
            if moved >= 0:
                since, until = f.register_last_minute[i, before], f.register_first_minute[i, day]
                total += moved
                minutes += minutes_between(before, since, day, until, day_start)
                advances += 1
        if f.register_kwh[i, day] >= 0:
            total += f.register_kwh[i, day]
            minutes += f.register_last_minute[i, day] - f.register_first_minute[i, day]
        before = day
    return total / minutes if advances >= LEAST_ADVANCES and minutes > 0 else np.nan


@kernel
def rollover_over_gap(before: Scalar, after: Scalar, expected: Scalar) -> Scalar:
    """Return the energy behind a fall over a gap, NaN where it is no rollover.

    `expected` is what the meter usually counts in that time. Besides a rollover from the last
    to the first 1 % of the range, as within a day, one that went on by about as much counts:
    a month of readings can lie on both sides of the last digit.
    """
    near = rollover_kwh(before, after)
    if not np.isnan(near):
        return near
    span = SMALLEST_ROLLOVER_KWH
    while span <= before:
        span *= 10
    moved = after - before + span
    likely = expected / ROLLOVER_TIMES <= moved <= expected * ROLLOVER_TIMES
    return moved if likely and moved < FARTHEST_SHARE * span else np.nan


@kernel
def add_registers(
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
    rate = usual_rate(f, i, day_start)
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
                since = f.register_last_minute[i, before]
                expected = rate * minutes_between(before, since, day, first, day_start)
                moved = rollover_over_gap(f.register_last[i, before], value, expected)
            results.register_kwh[i, day] = moved
            fall = f.register_last[i, before] - value if np.isnan(moved) else 0.0
            results.register_decrease_kwh[i, day] = fall
            if moved >= 0:
                since = f.register_last_minute[i, before]
                _spread(moved, before, since, day, first, day_start, energy, minutes, spread)
        before = day


@kernel
def take_registers(
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
