"""Energy of each reading's interval, and what follows from it: profile, extremes, gaps."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import complete_kernel, kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import advance_kwh
from features.kernels.spacing import GAP_STEPS
from features.kernels.statistics import known_count, statistics

HOUR = place("hour_00_kwh")
KW_MAX = place("kw_max")
KW_MIN = place("kw_min")
GAP_REGISTER = place("gap_register_kwh")
GAP_EXPECTED = place("gap_expected_kwh")
POWER = place("power_kwh")
MATCHED_POWER = place("matched_power_kwh")
MATCHED_REGISTER = place("matched_register_kwh")


@kernel
def fill_energy(
    interval: Array,
    register: Array,
    power: Array,
    minute: Array,
    cover: Array,
    step: Scalar,
    energy: Array,
) -> None:
    """Fill `energy` (n,) with the kWh of each reading's cover, NaN where unknown.

    The delivered interval where most readings have one, else the register's advance from
    the reading just before, else forward power times cover.
    """
    n = len(minute)
    has_interval = 2 * known_count(interval) > n
    has_register = len(register) > 0
    has_power = len(power) > 0
    limit = GAP_STEPS * step
    for k in range(n):
        value = np.nan
        if has_interval:
            value = interval[k]
        if np.isnan(value) and has_register and k > 0 and minute[k] - minute[k - 1] <= limit:
            value = advance_kwh(register[k - 1], register[k])
        if np.isnan(value) and has_power:
            value = max(power[k], np.float32(0)) * cover[k] / 60 if power[k] == power[k] else np.nan
        energy[k] = value


@kernel
def first_energy(power: Array, step: Scalar) -> Scalar:
    """Return the energy of a first reading whose register has no reading before it."""
    if len(power) == 0 or np.isnan(power[0]):
        return np.float32(np.nan)
    return max(power[0], np.float32(0)) * step / np.float32(60)


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
        share = energy[k] / (end - position)
        while position < end:
            shift = shift_minutes if position >= change_minute else 0
            hour: Scalar = np.int64(np.floor((position + shift) / 60))
            until = min((hour + 1) * 60.0 - shift, end)
            if position < change_minute < until:
                until = np.float64(change_minute)
            within = min(max(hour, 0), 23)
            kwh[within] += share * (until - position)
            read[within] += until - position
            position = until
    for k in range(24):
        if read[k] > 0:
            out[HOUR + k] = kwh[k] * 60 / read[k]
    if largest >= smallest:
        out[KW_MAX] = largest
        out[KW_MIN] = smallest


@kernel
def write_gap_energy(
    register: Array, minute: Array, step: Scalar, is_regular: bool, out: Array
) -> None:
    """Write the register's advance over gaps between readings, and what was to be expected."""
    if len(register) == 0:
        return
    if is_regular:
        out[GAP_REGISTER] = out[GAP_EXPECTED] = np.float32(0)
        return
    covered = covered_minutes = gap = gap_minutes = 0.0
    for k in range(1, len(minute)):
        moved = advance_kwh(register[k - 1], register[k])
        if np.isnan(moved):
            continue
        spacing = minute[k] - minute[k - 1]
        if spacing <= GAP_STEPS * step:
            covered += moved
            covered_minutes += spacing
        else:
            gap += moved
            gap_minutes += spacing
    out[GAP_REGISTER] = gap
    if gap_minutes == 0:
        out[GAP_EXPECTED] = 0
    elif covered_minutes > 0:
        out[GAP_EXPECTED] = covered / covered_minutes * gap_minutes


@kernel
def write_regular_integral(power: Array, register: Array, step: Scalar, out: Array) -> None:
    """Write the same as `write_integral` for a regular run that knows both everywhere.

    The register (n,) must never fall.
    """
    matched = _forward(power[1:])
    hours = step / np.float32(60)
    out[POWER] = (matched + max(power[0], np.float32(0))) * hours
    out[MATCHED_POWER] = matched * hours
    out[MATCHED_REGISTER] = register[-1] - register[0]


@complete_kernel
def _forward(power: Array) -> Scalar:
    total = np.float32(0)
    for k in range(len(power)):
        total += power[k] if power[k] > 0 else np.float32(0)
    return total


@kernel
def write_integral(
    power: Array, register: Array, minute: Array, cover: Array, step: Scalar, out: Array
) -> None:
    """Write the integral of forward power, and power against register where both are known.

    Between two registers, power is matched where it is known at every reading and there
    is no gap; a decrease matches nothing.
    """
    if len(power) == 0:
        return
    has_register = len(register) > 0
    total = since = matched_power = matched_register = 0.0
    last = np.nan
    matches = 0
    for k in range(len(minute)):
        part = np.nan if np.isnan(power[k]) else max(power[k], np.float32(0)) * cover[k] / 60.0
        total += 0.0 if np.isnan(part) else part
        if not has_register:
            continue
        is_joined = k > 0 and minute[k] - minute[k - 1] <= GAP_STEPS * step
        since = since + part if is_joined else np.nan
        if register[k] == register[k]:
            moved = advance_kwh(last, register[k])
            if since == since and moved == moved:
                matches += 1
                matched_power += since
                matched_register += moved
            last = register[k]
            since = 0.0
    out[POWER] = total
    if matches:
        out[MATCHED_POWER] = matched_power
        out[MATCHED_REGISTER] = matched_register
