"""Energy by hour of the local clock, and the extremes of mean power."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.statistics import statistics

HOUR = place("hour_00_kwh")
KW_MAX = place("kw_max")
KW_MIN = place("kw_min")


@kernel
def write_profile(
    energy: Array,
    minute: Array,
    cover: Array,
    change_minute: Scalar,
    shift_minutes: Scalar,
    is_regular: bool,
    scratch: Array,
    out: Array,
) -> None:
    """Write the hourly profile by local clock, and the extremes of mean power.

    Local time is elapsed time plus `shift_minutes` from `change_minute` on. `scratch`
    (2, 24 or more) float64 is overwritten.
    """
    step = np.int64(cover[0])
    in_whole_hours = is_regular and change_minute > minute[-1] and step == cover[0]
    if in_whole_hours and 60 % step == 0 and minute[0] % cover[0] == 0:
        _write_whole_hours(energy, np.int64(minute[0]) // step - 1, step, out)
        _write_regular_extremes(energy, cover[0], out)
    else:
        _write_split_hours(energy, minute, cover, change_minute, shift_minutes, scratch, out)


@kernel
def _write_whole_hours(energy: Array, offset: Scalar, step: Scalar, out: Array) -> None:
    """Write the profile of readings that each lie within one hour of the clock.

    `offset` steps have passed since midnight before the first reading's own.
    """
    per_hour = 60 // step
    hour = offset // per_hour
    left = per_hour - offset % per_hour
    k = 0
    n = len(energy)
    while k < n:
        end = min(k + left, n)
        kwh = np.float32(0)
        known = 0
        while k < end:
            if energy[k] == energy[k]:
                kwh += energy[k]
                known += 1
            k += 1
        if known:
            out[HOUR + hour] = kwh * np.float32(per_hour) / np.float32(known)
        hour += 1
        left = per_hour


@kernel
def _write_regular_extremes(energy: Array, step: Scalar, out: Array) -> None:
    facts = statistics(energy)
    if facts.known:
        out[KW_MAX] = facts.highest * np.float32(60) / step
        out[KW_MIN] = facts.lowest * np.float32(60) / step


@kernel
def _write_split_hours(
    energy: Array,
    minute: Array,
    cover: Array,
    change_minute: Scalar,
    shift_minutes: Scalar,
    scratch: Array,
    out: Array,
) -> None:
    """Write profile and extremes of readings that may lie across hours and clock changes."""
    kwh, read = scratch[0, :24], scratch[1, :24]
    kwh[:] = 0
    read[:] = 0
    largest, smallest = -np.inf, np.inf
    for k in range(len(energy)):
        if np.isnan(energy[k]):
            continue
        kw = energy[k] * 60 / cover[k]
        largest = max(largest, kw)
        smallest = min(smallest, kw)
        end = np.float64(minute[k])
        position = max(end - cover[k], 0.0)
        length = end - position
        while position < end:
            shift = shift_minutes if position >= change_minute else 0
            hour: Scalar = np.int64(np.floor((position + shift) / 60))
            until = min((hour + 1) * 60.0 - shift, end)
            if position < change_minute < until:
                until = np.float64(change_minute)
            within = min(max(hour, 0), 23)
            part = until - position
            # Most readings lie within one hour: they are not divided.
            kwh[within] += energy[k] if part == length else energy[k] * part / length
            read[within] += part
            position = until
    for k in range(24):
        if read[k] > 0:
            out[HOUR + k] = kwh[k] * 60 / read[k]
    if largest >= smallest:
        out[KW_MAX] = largest
        out[KW_MIN] = smallest
