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

MEAN = phase_place("u_{}_mean_v")
MIN = phase_place("u_{}_min_v")
LOST = phase_place("u_{}_lost_minutes")
LIVE = place("live_minutes")


@kernel
def _write_phase(s: Statistics, out: Array) -> None:
    if s.known:
        out[MEAN] = s.total / s.known
        out[MIN] = s.lowest


@kernel
def _never_lost(s: ElectricalStatistics) -> Scalar:
    """Tell whether even the day's lowest voltage of any phase is above the limit of its best."""
    lowest = min(s.u_a.lowest, s.u_b.lowest, s.u_c.lowest)
    return lowest >= LOST_SHARE * max(s.u_a.peak, s.u_b.peak, s.u_c.peak)


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
def write_voltage(s: ElectricalStatistics, out: Array) -> None:
    """Write mean and minimum of each phase from its statistics."""
    _write_phase(s.u_a, out)
    _write_phase(s.u_b, out[1:])
    _write_phase(s.u_c, out[2:])


@kernel
def write_voltage_minutes(e: Electrical, s: ElectricalStatistics, cover: Array, out: Array) -> None:
    """Write the minutes of each lost phase, and those of live supply."""
    never = _never_lost(s)
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
