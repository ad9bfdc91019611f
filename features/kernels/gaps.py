"""Gaps of one meter's run, and the half hours in which it was read.

The day's start counts as a reading. Its end is a gap where a reading was due and is missing.
"""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.spacing import GAP_STEPS

# Tolerance on a reading due at the day's end, for clocks that are a little late.
DUE_MINUTES = np.float32(0.5)
STEP = place("step_minutes")
COVERAGE = place("coverage")
GAP_COUNT = place("gap_count")
GAP_MINUTES = place("gap_minutes")
GAP_LONGEST = place("gap_longest_minutes")
GAP_LONGEST_START = place("gap_longest_start_minute")


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
