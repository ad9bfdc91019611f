"""Cumulative registers: first, last, advance, decreases and rollovers of one run."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar

# No meter has fewer digits before the point than four.
SMALLEST_ROLLOVER_KWH = 1e4
ROLLOVER_FROM_SHARE = 0.99
ROLLOVER_TO_SHARE = 0.01

FIRST = place("register_first_kwh")
LAST = place("register_last_kwh")
FIRST_MINUTE = place("register_first_minute")
LAST_MINUTE = place("register_last_minute")
ADVANCE = place("register_kwh")
DECREASE_COUNT = place("register_decrease_count")
DECREASE = place("register_decrease_kwh")
ROLLOVER_COUNT = place("register_rollover_count")
EXPORT_FIRST = place("export_first_kwh")
EXPORT_LAST = place("export_last_kwh")
EXPORT = place("export_kwh")


@kernel
def rollover_kwh(before: Scalar, after: Scalar) -> Scalar:
    """Return the energy behind a fall from `before` to `after`, NaN where it is no rollover.

    A rollover falls from the last 1 % of a register's range to its first 1 %.
    """
    span = SMALLEST_ROLLOVER_KWH
    while span <= before:
        span *= 10
    if before > ROLLOVER_FROM_SHARE * span and after < ROLLOVER_TO_SHARE * span:
        return after - before + span
    return np.nan


@kernel
def advance_kwh(before: Scalar, after: Scalar) -> Scalar:
    """Return the energy from register `before` to `after`; NaN for a decrease or unknown."""
    if after < before:
        return rollover_kwh(before, after)
    return after - before


@kernel
def quantum_kwh(register: Array) -> Scalar:
    """Return the smallest step that the register seems to show: 1, 0.1 or 0.01 kWh."""
    quantum = 1.0
    for k in range(len(register)):
        value = register[k]
        if quantum == 1 and abs(value - np.rint(value)) > 1e-4:
            quantum = 0.1
        if quantum == 0.1 and abs(value * 10 - np.rint(value * 10)) > 1e-3:
            return 0.01
    return quantum if len(register) else 0.01


@kernel
def fill_rising(register: Array, advance: Array) -> bool:
    """Fill `advance` (n,) from the second reading on; False unless it always rises or stays."""
    rises = len(register) > 0
    for k in range(1, len(register)):
        moved = register[k] - register[k - 1]
        advance[k] = np.float32(moved)
        rises &= moved >= 0
    return rises


@kernel
def write_register(
    register: Array, minute: Array, is_rising: bool, out: Array, doubles: Array
) -> None:
    """Write the facts of the forward register (n,); nothing if it is empty."""
    if is_rising and len(register) > 1:
        n = len(register)
        doubles[FIRST], doubles[LAST] = register[0], register[n - 1]
        out[FIRST_MINUTE], out[LAST_MINUTE] = minute[0], minute[n - 1]
        out[ADVANCE] = register[n - 1] - register[0]
        out[DECREASE_COUNT] = out[DECREASE] = out[ROLLOVER_COUNT] = np.float32(0)
        return
    known = decreases = rollovers = 0
    total = fallen = last = 0.0
    for k in range(len(register)):
        value = register[k]
        if np.isnan(value):
            continue
        if known == 0:
            doubles[FIRST] = value
            out[FIRST_MINUTE] = minute[k]
        elif value >= last:
            total += value - last
        else:
            rolled = rollover_kwh(last, value)
            if np.isnan(rolled):
                decreases += 1
                fallen += last - value
            else:
                rollovers += 1
                total += rolled
        known += 1
        last = value
        out[LAST_MINUTE] = minute[k]
    if known == 0:
        return
    doubles[LAST] = last
    out[ADVANCE] = total if known > 1 else np.nan
    out[DECREASE_COUNT] = decreases
    out[DECREASE] = fallen
    out[ROLLOVER_COUNT] = rollovers


@kernel
def write_export(register: Array, out: Array, doubles: Array) -> None:
    """Write first, last and advance of the reverse register (n,); nothing if it is empty."""
    known = 0
    total = last = 0.0
    for k in range(len(register)):
        value = register[k]
        if np.isnan(value):
            continue
        if known == 0:
            doubles[EXPORT_FIRST] = value
        else:
            moved = advance_kwh(last, value)
            total += 0.0 if np.isnan(moved) else moved
        known += 1
        last = value
    if known:
        doubles[EXPORT_LAST] = last
        out[EXPORT] = total if known > 1 else np.nan
