"""Voltage facts of one run: means, minima, lost phases, live minutes."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.electrical import (
    CURRENT_FLOOR_A,
    VOLTAGE_FLOOR_V,
    Electrical,
    ElectricalStatistics,
    has_current,
    has_voltage,
    is_live,
    live_voltage,
    magnitude_at,
)
from features.kernels.layout import phase_place, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.statistics import Statistics, total_of

# DL/T 698.45 default for a lost voltage, here against the best phase instead of nominal.
LOST_SHARE = np.float32(0.78)
# Loads and lines alone hardly part the phases' voltages by more than this.
SAGGING_SHARE = np.float32(0.92)

MEAN = phase_place("u_{}_mean_v")
MIN = phase_place("u_{}_min_v")
LOST = phase_place("u_{}_lost_minutes")
DEFICIT = place("voltage_deficit_share")
LIVE = place("live_minutes")


@kernel
def _write_phase(s: Statistics, out: Array) -> None:
    if s.known:
        out[MEAN] = s.total / s.known
        out[MIN] = s.lowest


@kernel
def _never_below(s: ElectricalStatistics, share: Scalar) -> Scalar:
    """Tell whether even the day's lowest voltage of any phase is above `share` of its best."""
    lowest = min(s.u_a.lowest, s.u_b.lowest, s.u_c.lowest)
    return lowest >= share * max(s.u_a.peak, s.u_b.peak, s.u_c.peak)


@kernel
def _phase_deficit(u: Array, i: Array, k: Scalar, best: Scalar) -> tuple[Scalar, ...]:
    """Return what a phase misses at reading k, and what it would have at the best voltage."""
    if len(u) == 0 or len(i) == 0 or not (u[k] == u[k] and i[k] == i[k]):
        return 0.0, 0.0
    whole = best * abs(i[k])
    return whole - u[k] * abs(i[k]) if u[k] < SAGGING_SHARE * best else 0.0, whole


@kernel
def _voltage_deficit(e: Electrical, s: ElectricalStatistics) -> Scalar:
    """Return the share of U I that phases with a low voltage miss; NaN without a second phase."""
    if (s.u_a.known > 0) + (s.u_b.known > 0) + (s.u_c.known > 0) < 2 or not has_current(e):
        return np.nan
    if _never_below(s, SAGGING_SHARE):
        return 0.0
    missing = whole = 0.0
    for k in range(max(len(e.u_a), len(e.u_b), len(e.u_c))):
        best = max(magnitude_at(e.u_a, k), magnitude_at(e.u_b, k), magnitude_at(e.u_c, k))
        if best > VOLTAGE_FLOOR_V:
            for u, i in ((e.u_a, e.i_a), (e.u_b, e.i_b), (e.u_c, e.i_c)):
                lost, full = _phase_deficit(u, i, k, best)
                missing += lost
                whole += full
    return missing / whole if whole > 0 else 0.0


@kernel
def _write_lost(e: Electrical, u: Array, i: Array, cover: Array, never: bool, out: Array) -> None:
    if len(u) == 0 or len(i) == 0:
        return
    lost = 0.0
    for k in range(0 if never else len(u)):
        best = max(magnitude_at(e.u_a, k), magnitude_at(e.u_b, k), magnitude_at(e.u_c, k))
        if best > VOLTAGE_FLOOR_V and u[k] < LOST_SHARE * best and abs(i[k]) > CURRENT_FLOOR_A:
            lost += cover[k]
    out[LOST] = lost


@kernel
def write_voltage(e: Electrical, s: ElectricalStatistics, out: Array) -> None:
    """Write mean and minimum of each phase, and what low phases miss."""
    _write_phase(s.u_a, out)
    _write_phase(s.u_b, out[1:])
    _write_phase(s.u_c, out[2:])
    out[DEFICIT] = _voltage_deficit(e, s)


@kernel
def write_voltage_minutes(e: Electrical, s: ElectricalStatistics, cover: Array, out: Array) -> None:
    """Write the minutes of each lost phase, and those of live supply."""
    never = _never_below(s, LOST_SHARE)
    _write_lost(e, e.u_a, e.i_a, cover, never, out)
    _write_lost(e, e.u_b, e.i_b, cover, never, out[1:])
    _write_lost(e, e.u_c, e.i_c, cover, never, out[2:])
    if has_voltage(e) or has_current(e) or len(e.p) > 0:
        out[LIVE] = _live_minutes(e, live_voltage(s), s, cover)


@kernel
def _live_minutes(
    e: Electrical, threshold_v: Scalar, s: ElectricalStatistics, cover: Array
) -> Scalar:
    live = 0.0
    if s.u_a.known == len(cover) and s.u_a.lowest > threshold_v:
        return np.float64(total_of(cover))
    for k in range(len(cover)):
        if is_live(e, k, threshold_v):
            live += cover[k]
    return live
