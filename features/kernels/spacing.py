"""Time within one meter's run: minutes since midnight, nominal step, cover and gaps.

A reading covers the time since the one before it; where that spacing is over 1.5 steps,
and for the first reading of the day, it covers one step, and what is left is a gap. The
day's start counts as a reading. Its end is a gap where a reading was due and is missing.
"""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar

MINUTES_A_MICROSECOND = 1.0 / 60e6
# A spacing up to this many steps is no gap: clocks jitter, but one missed reading makes 2.
GAP_STEPS = np.float32(1.5)
# Tolerance on a reading due at the day's end, for clocks that are a little late.
DUE_MINUTES = np.float32(0.5)

STEP = place("step_minutes")
COVERAGE = place("coverage")
GAP_COUNT = place("gap_count")
GAP_MINUTES = place("gap_minutes")
GAP_LONGEST = place("gap_longest_minutes")
GAP_LONGEST_START = place("gap_longest_start_minute")


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


@kernel
def gap_before(minute: Array, k: Scalar, step: Scalar, day_minutes: Scalar) -> tuple[Scalar, ...]:
    """Return start and end of the gap before reading k; k = n is the day's end.

    Start and end are equal where there is no gap.
    """
    n = len(minute)
    start = minute[k - 1] if k > 0 else np.float32(0)
    if k == n:
        end = np.float32(day_minutes)
        return start, (end if n == 0 or end - start > step - DUE_MINUTES else start)
    return start, (minute[k] - step if minute[k] - start > GAP_STEPS * step else start)


@kernel
def find_gaps(
    minute: Array, step: Scalar, day_minutes: Scalar, is_regular: bool
) -> tuple[Scalar, ...]:
    """Return count, minutes missing, longest gap (min) and its start of a run.

    `minute` may be empty: the whole day is one gap. The start is NaN without a gap.
    """
    count = 0
    total = longest = np.float32(0)
    longest_start = np.float32(np.nan)
    # Between regular readings there is no gap: only the day's ends can have one.
    stride = len(minute) if is_regular and len(minute) > 0 else 1
    for k in range(0, len(minute) + 1, stride):
        start, end = gap_before(minute, k, step, day_minutes)
        if end > start:
            count += 1
            total += end - start
            if end - start > longest:
                longest = end - start
                longest_start = start
    return count, total, longest, longest_start


@kernel
def write_gaps(
    minute: Array, step: Scalar, day_minutes: Scalar, is_regular: bool, out: Array
) -> None:
    """Write count, minutes, longest gap and coverage of a run."""
    count, total, longest, longest_start = find_gaps(minute, step, day_minutes, is_regular)
    out[GAP_COUNT] = count
    out[GAP_MINUTES] = total
    out[GAP_LONGEST] = longest
    out[GAP_LONGEST_START] = longest_start
    out[COVERAGE] = 1 - total / day_minutes


@kernel
def _slots(start: Scalar, end: Scalar) -> Scalar:
    first = np.int64(np.floor(max(start, np.float32(0)) / 30))
    last = np.int64(np.ceil(end / 30)) - 1
    return (np.int64(2) << last) - (np.int64(1) << min(first, last))


@kernel
def seen_slots(minute: Array, cover: Array, is_regular: bool) -> Scalar:
    """Return the bits of the half hours of which some part is covered; cover may be NaN."""
    if is_regular:
        return _slots(minute[0] - cover[0], minute[-1])
    bits = np.int64(0)
    for k in range(len(minute)):
        bits |= _slots(minute[k] - cover[k] if cover[k] > 0 else minute[k], minute[k])
    return bits
