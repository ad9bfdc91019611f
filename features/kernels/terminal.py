"""Meter against terminal: two measurements of one supply, side by side in time.

Energies are compared over spans that end at instants which both measured: the time since
the last such instant, where both know their energy over all of it, else the last reading's
own cover, where that is the same in both.
"""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.electrical import CURRENT_FLOOR_A, Electrical, is_live
from features.kernels.layout import phase_place, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import advance_kwh, quantum_kwh
from features.kernels.spacing import gap_before
from features.kernels.standstill import OWED_QUANTA
from features.kernels.statistics import known_count, known_total

# Instants this close are one.
SAME_MINUTES = np.float32(0.5)
SAME_SPAN_MINUTES = 1.0
LOW_SHARE = 0.8

ROWS = place("terminal_rows_count")
COVERAGE = place("terminal_coverage")
KWH = place("terminal_kwh")
MATCHED = place("terminal_matched_kwh")
METER = place("terminal_meter_kwh")
CURRENT_RATIO = phase_place("terminal_i_{}_ratio")
LIVE_GAP = place("terminal_live_gap_minutes")
LIVE_GAP_KWH = place("terminal_live_gap_kwh")
LIVE_ZERO = place("terminal_live_zero_minutes")
RATIO_LOW = place("terminal_ratio_low_minutes")


@kernel
def terminal_kwh(interval: Array, register: Array, power: Array, cover: Array) -> Scalar:
    """Return the day's energy of a run: intervals if dense, else register, else power."""
    if 2 * known_count(interval) > len(cover):
        return known_total(interval)
    if known_count(register) > 1:
        total = 0.0
        last = np.nan
        for k in range(len(register)):
            if register[k] == register[k]:
                moved = advance_kwh(last, register[k])
                total += moved if moved == moved else 0.0
                last = register[k]
        return total
    if len(power) == 0 or np.isnan(cover[0]):
        return np.nan
    total = 0.0
    for k in range(len(power)):
        if power[k] > 0:
            total += power[k] * cover[k] / 60.0
    return total


@kernel
def write_live_gaps(
    minute: Array,
    step: Scalar,
    day_minutes: Scalar,
    t: Electrical,
    threshold_v: Scalar,
    t_minute: Array,
    t_cover: Array,
    t_energy: Array,
    out: Array,
) -> None:
    """Write minutes and energy of the meter's gaps in which the terminal saw live supply."""
    minutes = kwh = 0.0
    first = 0
    n = len(minute)
    for j in range(len(t_minute)):
        if not is_live(t, j, threshold_v):
            continue
        end = t_minute[j]
        start = max(end - t_cover[j], np.float32(0))
        while first < n and minute[first] <= start:
            first += 1
        overlap = 0.0
        for k in range(first, n + 1):
            gap_start, gap_end = gap_before(minute, k, step, day_minutes)
            if gap_start >= end:
                break
            overlap += max(min(gap_end, end) - max(gap_start, start), np.float32(0))
        minutes += overlap
        if overlap > 0 and t_energy[j] == t_energy[j]:
            kwh += t_energy[j] * overlap / (end - start)
    out[LIVE_GAP] = minutes
    out[LIVE_GAP_KWH] = kwh


@kernel
def _write_current_ratio(i: Array, t_i: Array, minute: Array, t_minute: Array, out: Array) -> None:
    if len(i) == 0 or len(t_i) == 0:
        return
    own = other = 0.0
    k = j = 0
    while k < len(i) and j < len(t_i):
        if abs(minute[k] - t_minute[j]) < SAME_MINUTES:
            if i[k] == i[k] and t_i[j] == t_i[j]:
                own += abs(i[k])
                other += abs(t_i[j])
            k += 1
            j += 1
        elif minute[k] < t_minute[j]:
            k += 1
        else:
            j += 1
    if other > CURRENT_FLOOR_A:
        out[CURRENT_RATIO] = own / other


@kernel
def write_current_ratios(
    e: Electrical, t: Electrical, minute: Array, t_minute: Array, out: Array
) -> None:
    """Write meter over terminal current of each phase at common instants."""
    _write_current_ratio(e.i_a, t.i_a, minute, t_minute, out)
    _write_current_ratio(e.i_b, t.i_b, minute, t_minute, out[1:])
    _write_current_ratio(e.i_c, t.i_c, minute, t_minute, out[2:])


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
