"""Energy of a supply meter by the hour of the local clock, over clock changes too."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.meter_run import DayBounds
from features.kernels.numba_types import Array, Scalar
from pipeline.calendar import MICROSECONDS_A_MINUTE

HOURS_A_DAY = 24


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
def write_hours(
    ts_us: Array, kwh: Array, cover: Array, step: Scalar, day: DayBounds, wide: Array, out: Array
) -> None:
    """Write the energy (24,) of each hour of the local clock in which all intervals came."""
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
            out[hour] = energy[hour]
