"""Co-scaling edges: P, Q and the loaded currents change by one factor, U and PF stay.

Remote-controlled shunts of current transformers do so; plants that switch do not. The
conditions on logarithms are tested as ratios: |ln f| > 0.2 as f outside e^-0.2..e^0.2.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.kernels.electrical import has_current
from features.kernels.layout import place
from features.kernels.spacing import GAP_STEPS

EDGE_FACTOR = np.float32(np.exp(0.2))
SPREAD_FACTOR = np.float32(np.exp(0.05))
VOLTAGE_SHARE = np.float32(0.05)
PF_CHANGE = np.float32(0.02)

DOWN_COUNT = place("edge_down_count")
UP_COUNT = place("edge_up_count")
DEPTH = place("edge_depth_mean")
LOW_MINUTES = place("edge_low_minutes")
FIRST = place("edge_first_minute")


@njit(nogil=True)
def _is_steady(u, k):
    """Tell whether a voltage changed by less than 5 %; one that is not measured passes."""
    return len(u) == 0 or abs(u[k] - u[k - 1]) < VOLTAGE_SHARE * u[k - 1]


@njit(nogil=True)
def _co_scales(e, k, factor, floor):
    """Tell whether Q and the loaded currents scale as P does, by `factor`, at reading k."""
    low = high = factor
    ratio = e.q[k] / e.q[k - 1] if e.q[k - 1] != 0 else np.float32(0)
    low, high = min(low, ratio), max(high, ratio)
    if not (ratio > 0 and high < SPREAD_FACTOR * low):
        return False
    loaded = False
    for i in (e.i_a, e.i_b, e.i_c):
        if len(i) > 0:
            now, before = abs(i[k]), abs(i[k - 1])
            if now <= floor and before <= floor:
                continue
            loaded = True
            ratio = now / before if before > 0 else np.float32(0)
            low, high = min(low, ratio), max(high, ratio)
            if not (ratio > 0 and high < SPREAD_FACTOR * low):
                return False
    return loaded


@njit(nogil=True)
def edge_factor(e, k, floor):
    """Return the factor of the co-scaling edge at reading k, 1 where there is none."""
    now, before = e.p[k], e.p[k - 1]
    none = np.float32(1)
    if not (now > 0 and before > 0):
        return none
    if now < before * EDGE_FACTOR and before < now * EDGE_FACTOR:
        return none
    factor = now / before
    if not _co_scales(e, k, factor, floor):
        return none
    if not (_is_steady(e.u_a, k) and _is_steady(e.u_b, k) and _is_steady(e.u_c, k)):
        return none
    if len(e.pf) > 0 and not abs(e.pf[k] - e.pf[k - 1]) < PF_CHANGE:
        return none
    return factor


@njit(nogil=True)
def write_edges(e, floor, minute, step, out):
    """Write count, depth and low time of the edges of a run; needs P, Q and a current."""
    if len(e.p) == 0 or len(e.q) == 0 or not has_current(e):
        return
    downs = ups = 0
    depth = low_minutes = 0.0
    low_since = np.float32(-1)
    for k in range(1, len(minute)):
        if minute[k] - minute[k - 1] > GAP_STEPS * step:
            continue
        factor = edge_factor(e, k, floor)
        if factor < 1:
            if downs == 0:
                out[FIRST] = minute[k]
            downs += 1
            depth += 1 - factor
            if low_since < 0:
                low_since = minute[k]
        elif factor > 1:
            ups += 1
            if low_since >= 0:
                low_minutes += minute[k] - low_since
                low_since = np.float32(-1)
    out[DOWN_COUNT] = downs
    out[UP_COUNT] = ups
    out[LOW_MINUTES] = low_minutes
    if downs:
        out[DEPTH] = depth / downs
