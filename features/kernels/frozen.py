"""Frozen: a forward register that stands although its meter shows load taken."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.electrical import (
    CURRENT_FLOOR_A,
    Electrical,
    current_at,
    has_current,
    signed_at,
)
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import quantum_kwh
from features.kernels.repeats import has_repeat
from features.kernels.spacing import GAP_STEPS

# Power that an ampere stands for at least, where the day shows no other: 100 V secondary.
KW_AN_AMPERE = 0.1
# Reactive and idle currents stay below this: 6 % of a meter of 5 A.
IDLE_A = np.float32(0.3)
# Where only currents are known: share of a standing that must be loaded, and how much of the
# current of the rest of the day must flow in it.
LOADED_TIME_SHARE = 0.5
IDLE_SHARE = 0.25
# Less than this beside a standing, in hours or ampere hours, is but rounding.
LEAST_REST = 1e-4
# A register may owe up to this many of its quanta before its standing still means anything.
OWED_QUANTA = 2

FROZEN = place("frozen_minutes")
FROZEN_LONGEST = place("frozen_longest_minutes")


@kernel
def _flows_out(e: Electrical, k: Scalar) -> Scalar:
    """Tell whether power is fed in at reading k: by power, or where it is unknown by currents."""
    if len(e.p) > 0 and e.p[k] == e.p[k]:
        return e.p[k] < 0
    return signed_at(e.i_a, k) + signed_at(e.i_b, k) + signed_at(e.i_c, k) < -CURRENT_FLOOR_A


@kernel
def _is_fed_in(export: Array, k: Scalar, last: Scalar) -> bool:
    """Tell whether the reverse register passed `last`, what it last showed, at reading k."""
    return bool(len(export) > 0 and export[k] > last)


@kernel
def _day_moves(
    e: Electrical, register: Array, minute: Array, cover: Array, step: Scalar
) -> tuple[Scalar, Scalar, Scalar]:
    """Return kWh that the register moved over the day, with the ampere hours and hours of it."""
    moved = ampere_hours = hours = 0.0
    for k in range(1, len(register)):
        rise = register[k] - register[k - 1]
        if minute[k] - minute[k - 1] <= GAP_STEPS * step and rise >= 0:
            moved += rise
            ampere_hours += current_at(e, k) * cover[k] / 60.0
            hours += cover[k] / 60.0
    return moved, ampere_hours, hours


@kernel
def _owed_by_current(
    day: tuple[Scalar, Scalar, Scalar],
    minutes: Scalar,
    loaded: Scalar,
    ampere_hours: Scalar,
) -> Scalar:
    """Return kWh that a standing of so many `minutes` owes for its current.

    Currents of idle electronics or of a battery that holds the exchange at zero owe nothing:
    the greater part of the time must be loaded, and not far below the rest of the day. An
    ampere owes what it cost in the rest of the day.
    """
    moved, all_ampere_hours, all_hours = day
    rest_ah, rest_hours = all_ampere_hours - ampere_hours, all_hours - minutes / 60.0
    if loaded < LOADED_TIME_SHARE * minutes:
        return 0.0
    if moved <= 0 or rest_ah <= LEAST_REST or rest_hours <= LEAST_REST:
        return KW_AN_AMPERE * ampere_hours
    if ampere_hours * rest_hours * 60.0 < IDLE_SHARE * rest_ah * minutes:
        return 0.0
    return moved / rest_ah * ampere_hours


@kernel
def write_frozen(
    e: Electrical,
    register: Array,
    export: Array,
    minute: Array,
    cover: Array,
    step: Scalar,
    out: Array,
) -> None:
    """Write the minutes in which the register stands still although load flows.

    A run of equal registers counts, whole, where its power (or current) would have moved
    the register by more than two of its quanta. Where energy is fed in, a forward register
    stands by right: the run begins anew.
    """
    if len(register) == 0 or not (len(e.p) > 0 or has_current(e)):
        return
    total = longest = run = owed = loaded = ampere_hours = 0.0
    quantum = fed_in = -1.0
    day = (-1.0, 0.0, 0.0)
    n = len(register) if has_repeat(register) else 0
    for k in range(n + 1):
        stands = (
            0 < k < n
            and register[k] == register[k - 1]
            and minute[k] - minute[k - 1] <= GAP_STEPS * step
            and not _is_fed_in(export, k, fed_in)
            and not _flows_out(e, k)
        )
        if k < n and len(export) > 0 and export[k] == export[k]:
            fed_in = export[k]
        if stands:
            run += cover[k]
            if len(e.p) > 0 and e.p[k] == e.p[k]:
                owed += e.p[k] * cover[k] / 60.0
                loaded += cover[k]
            else:
                ampere_hours += current_at(e, k) * cover[k] / 60.0
                if current_at(e, k) > IDLE_A:
                    loaded += cover[k]
        elif run > 0:
            if ampere_hours > 0:
                if day[0] < 0:
                    day = _day_moves(e, register, minute, cover, step)
                owed += _owed_by_current(day, run, loaded, ampere_hours)
            if quantum < 0 and owed > 0:
                quantum = quantum_kwh(register)
            if owed > OWED_QUANTA * quantum and owed > 0:
                total += run
                longest = max(longest, run)
            run = owed = loaded = ampere_hours = 0.0
    out[FROZEN] = total
    out[FROZEN_LONGEST] = longest
