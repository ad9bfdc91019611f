"""Meter against terminal: two measurements of one supply, side by side in time.

Energies are compared over spans that end at instants which both measured: the time since
the last such instant, where both know their energy over all of it, else the last reading's
own cover, where that is the same in both.
"""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.frozen import OWED_QUANTA
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import quantum_kwh

# Instants this close are one.
SAME_MINUTES = np.float32(0.5)
SAME_SPAN_MINUTES = 1.0
LOW_SHARE = 0.8
MATCHED = place("terminal_matched_kwh")
METER = place("terminal_meter_kwh")
LIVE_ZERO = place("terminal_live_zero_minutes")
RATIO_LOW = place("terminal_ratio_low_minutes")


@kernel
def fill_spans(
    minute: Array,
    cover: Array,
    energy: Array,
    t_minute: Array,
    t_cover: Array,
    t_energy: Array,
    spans: Array,
) -> Scalar:
    """Fill `spans` (3, m) with minutes, meter kWh, terminal kWh at common instants.

    Return their count. Instants without comparable energy get NaN.
    """
    k = j = count = 0
    own = other = own_minutes = other_minutes = 0.0
    while k < len(minute) and j < len(t_minute):
        ahead = minute[k] - t_minute[j]
        same = abs(ahead) < SAME_MINUTES
        if same or ahead < 0:
            own += energy[k]
            own_minutes += cover[k]
            k += 1
        if same or ahead > 0:
            other += t_energy[j]
            other_minutes += t_cover[j]
            j += 1
        if not same:
            continue
        if not (own == own and other == other) or (
            abs(own_minutes - other_minutes) > SAME_SPAN_MINUTES
        ):
            own, other, own_minutes = energy[k - 1], t_energy[j - 1], cover[k - 1]
            if abs(own_minutes - t_cover[j - 1]) > SAME_SPAN_MINUTES:
                own = np.nan
        spans[0, count] = own_minutes
        spans[1, count] = own
        spans[2, count] = other
        count += 1
        own = other = own_minutes = other_minutes = 0.0
    return count


@kernel
def write_spans(spans: Array, known_spans: Scalar, quantum: Scalar, out: Array) -> None:
    """Write matched energies, and minutes in which the meter shows nothing or too little.

    The first `known_spans` of `spans` (3, n) as from `fill_spans`. A meter that stands still
    counts from two register quanta of terminal energy on; one that is low, where it is low
    by more than a quantum.
    """
    matched = metered = low = zero = run = owed = 0.0
    count = 0
    for k in range(known_spans):
        span, own, other = spans[0, k], spans[1, k], spans[2, k]
        is_known = own == own and other == other
        if is_known:
            count += 1
            matched += other
            metered += own
            if own + quantum < LOW_SHARE * other:
                low += span
        if is_known and own == 0:
            if other > 0:
                run += span
                owed += other
            continue
        if owed > OWED_QUANTA * quantum:
            zero += run
        run = owed = 0.0
    if owed > OWED_QUANTA * quantum:
        zero += run
    if count:
        out[MATCHED] = matched
        out[METER] = metered
        out[LIVE_ZERO] = zero
        out[RATIO_LOW] = low


@kernel
def write_comparison(
    minute: Array,
    cover: Array,
    energy: Array,
    register: Array,
    t_minute: Array,
    t_cover: Array,
    t_energy: Array,
    spans: Array,
    out: Array,
) -> None:
    """Write the energies of meter and terminal against each other.

    `spans` (3, n) float64 is overwritten.
    """
    count = fill_spans(minute, cover, energy, t_minute, t_cover, t_energy, spans)
    write_spans(spans, count, quantum_kwh(register), out)
