"""Terminal: its energy, and what it saw of the supply while the meter was silent."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.electrical import CURRENT_FLOOR_A, Electrical, is_live
from features.kernels.gaps import gap_before
from features.kernels.layout import phase_place, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import advance_kwh
from features.kernels.spans import SAME_MINUTES
from features.kernels.statistics import known_count, known_total

ROWS = place("terminal_rows_count")
COVERAGE = place("terminal_coverage")
KWH = place("terminal_kwh")
CURRENT_RATIO = phase_place("terminal_i_{}_ratio")
LIVE_GAP = place("terminal_live_gap_minutes")
LIVE_GAP_KWH = place("terminal_live_gap_kwh")


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
