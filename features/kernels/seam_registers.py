"""Register advances between readings of neighbouring days, spread over the time between."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import rollover_kwh
from features.kernels.seam_columns import SeamResults, Seams, minutes_between

# A day of which at least this share is known is scaled up to the whole day.
WHOLE_SHARE = 0.9
# A day counts as spread where more than this share of it comes from a span of several days.
SPREAD_SHARE = 0.05


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
