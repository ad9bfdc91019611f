"""Voltage facts of one run: means, minima, lost phases, live minutes."""

from __future__ import annotations

import numpy as np
from numba import njit

from features.kernels.electrical import (
    CURRENT_FLOOR_A,
    VOLTAGE_FLOOR_V,
    has_current,
    has_voltage,
    is_live,
    live_voltage,
    magnitude_at,
)
from features.kernels.layout import phase_place, place

# DL/T 698.45 default for a lost voltage, here against the best phase instead of nominal.
LOST_SHARE = np.float32(0.78)

MEAN = phase_place("u_{}_mean_v")
MIN = phase_place("u_{}_min_v")
LOST = phase_place("u_{}_lost_minutes")
LIVE = place("live_minutes")


@njit(nogil=True)
def _write_phase(u, phase, out):
    count = 0
    total = 0.0
    lowest = np.float32(np.inf)
    for k in range(len(u)):
        if u[k] == u[k]:
            count += 1
            total += u[k]
            lowest = min(lowest, u[k])
    if count:
        out[MEAN + phase] = total / count
        out[MIN + phase] = lowest


@njit(nogil=True)
def _write_lost(e, u, i, phase, cover, out):
    if len(u) == 0 or len(i) == 0:
        return
    lost = 0.0
    for k in range(len(u)):
        best = max(magnitude_at(e.u_a, k), magnitude_at(e.u_b, k), magnitude_at(e.u_c, k))
        if best > VOLTAGE_FLOOR_V and u[k] < LOST_SHARE * best and abs(i[k]) > CURRENT_FLOOR_A:
            lost += cover[k]
    out[LOST + phase] = lost


@njit(nogil=True)
def write_voltage(e, out):
    """Write mean and minimum of each phase."""
    _write_phase(e.u_a, 0, out)
    _write_phase(e.u_b, 1, out)
    _write_phase(e.u_c, 2, out)


@njit(nogil=True)
def write_voltage_minutes(e, cover, out):
    """Write the minutes of each lost phase, and those of live supply."""
    _write_lost(e, e.u_a, e.i_a, 0, cover, out)
    _write_lost(e, e.u_b, e.i_b, 1, cover, out)
    _write_lost(e, e.u_c, e.i_c, 2, cover, out)
    if not (has_voltage(e) or has_current(e) or len(e.p) > 0):
        return
    threshold_v = live_voltage(e)
    live = 0.0
    for k in range(len(cover)):
        if is_live(e, k, threshold_v):
            live += cover[k]
    out[LIVE] = live
