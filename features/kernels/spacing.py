"""Time within one meter's run: minutes since midnight, nominal step and cover.

A reading covers the time since the one before it; where that spacing is over 1.5 steps,
and for the first reading of the day, it covers one step, and what is left is a gap.
"""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import inlined_kernel, kernel
from features.kernels.numba_types import Array, Scalar

MINUTES_A_MICROSECOND = 1.0 / 60e6
# A spacing up to this many steps is no gap: clocks jitter, but one missed reading makes 2.
GAP_STEPS = np.float32(1.5)


@kernel
def fill_minutes(ts_us: Array, start_us: Scalar, minute: Array) -> bool:
    """Fill `minute` (n,) with minutes since midnight; False if time does not move forward."""
    rises = True
    for k in range(len(ts_us)):
        minute[k] = np.float32((ts_us[k] - start_us) * MINUTES_A_MICROSECOND)
    for k in range(1, len(ts_us)):
        rises &= ts_us[k] > ts_us[k - 1]
    return rises


@kernel
def regular_spacing_us(ts_us: Array) -> Scalar:
    """Return the spacing of a run whose spacings are all the same and positive, else 0."""
    if len(ts_us) < 2:
        return 0
    spacing = ts_us[1] - ts_us[0]
    others = 0
    for k in range(1, len(ts_us)):
        others |= (ts_us[k] - ts_us[k - 1]) ^ spacing
    return spacing if others == 0 and spacing > 0 else 0


@kernel
def fill_regular(first_minute: Array, step: Scalar, minute: Array, cover: Array) -> None:
    """Fill `minute` and `cover` (n,) of a run without gaps between its readings."""
    for k in range(len(minute)):
        minute[k] = first_minute + np.float32(k) * step
    for k in range(len(cover)):
        cover[k] = step


@kernel
def value_of_rank(values: Array, rank: Scalar) -> Scalar:
    """Return the value of that rank, reordering `values`: Hoare's selection."""
    low, high = 0, len(values) - 1
    while low < high:
        pivot = values[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            break
    return values[rank]


@kernel
def step_minutes(ts_us: Array, scratch: Array) -> Scalar:
    """Return the lower median of the spacings, NaN below two readings.

    Where one spacing has the majority it is the median, and a count finds it without sorting.
    `scratch` (n,) float64 is overwritten.
    """
    spacings = len(ts_us) - 1
    if spacings < 1:
        return np.float32(np.nan)
    candidate = ts_us[1] - ts_us[0]
    count = 0
    for k in range(1, len(ts_us)):
        count += ts_us[k] - ts_us[k - 1] == candidate
    if 2 * count <= spacings:
        for k in range(spacings):
            scratch[k] = ts_us[k + 1] - ts_us[k]
        return np.float32(
            value_of_rank(scratch[:spacings], (spacings - 1) // 2) * MINUTES_A_MICROSECOND
        )
    return np.float32(candidate * MINUTES_A_MICROSECOND)


@kernel
def fill_cover(minute: Array, step: Scalar, cover: Array) -> None:
    """Fill `cover` (n,) with the minutes that each reading covers."""
    limit = GAP_STEPS * step
    cover[0] = step
    for k in range(1, len(minute)):
        spacing = minute[k] - minute[k - 1]
        cover[k] = spacing if spacing <= limit else step


@inlined_kernel
def fill_time(
    ts_us: Array, start_us: Scalar, minute: Array, cover: Array, scratch: Array
) -> tuple[Scalar, ...]:
    """Fill `minute` and `cover`; return whether spacings are all one, time rises, and the step."""
    spacing_us = regular_spacing_us(ts_us)
    if spacing_us > 0:
        step = np.float32(spacing_us * MINUTES_A_MICROSECOND)
        first = np.float32((ts_us[0] - start_us) * MINUTES_A_MICROSECOND)
        fill_regular(first, step, minute, cover)
        return True, True, step
    rises = fill_minutes(ts_us, start_us, minute)
    step = step_minutes(ts_us, scratch)
    fill_cover(minute, step, cover)
    return False, rises, step
