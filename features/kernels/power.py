"""Power facts of one run: means, power factor, consistency with U and I, reversal."""

from __future__ import annotations

import numpy as np
from numba import njit

from features.kernels.layout import place

P_MEAN = place("p_mean_kw")
Q_MEAN = place("q_mean_kvar")
PF_MEAN = place("pf_mean")
APPARENT = place("apparent_ratio")
REVERSE = place("reverse_minutes")

# Two elements on three wires: S = sqrt(3)/2 (Uab Ia + Ucb Ic) under a balanced load.
TWO_ELEMENT_FACTOR = np.sqrt(3.0) / 2
# Below this power factor P / PF is no measure of apparent power.
PF_FLOOR = np.float32(0.05)


@njit(nogil=True)
def _mean(values):
    count = 0
    total = 0.0
    for k in range(len(values)):
        if values[k] == values[k]:
            count += 1
            total += values[k]
    return total / count if count else np.nan


@njit(nogil=True)
def _power_factor(e):
    active = apparent = 0.0
    if len(e.q) > 0 and len(e.p) > 0:
        for k in range(len(e.p)):
            s = np.sqrt(e.p[k] * e.p[k] + e.q[k] * e.q[k])
            if s == s:
                active += abs(e.p[k])
                apparent += s
    elif len(e.pf) > 0 and len(e.p) > 0:
        for k in range(len(e.pf)):
            if e.pf[k] == e.pf[k] and e.p[k] == e.p[k]:
                active += abs(e.p[k] * e.pf[k])
                apparent += abs(e.p[k])
    elif len(e.pf) > 0:
        return abs(_mean(e.pf))
    return active / apparent if apparent > 0 else np.nan


@njit(nogil=True)
def _is_consistent(e):
    """Tell whether each measured current has its voltage, so that U I can be summed."""
    a, b, c = len(e.i_a) > 0, len(e.i_b) > 0, len(e.i_c) > 0
    paired = (not a or len(e.u_a) > 0) and (not b or len(e.u_b) > 0) and (not c or len(e.u_c) > 0)
    return (a or b or c) and paired


@njit(nogil=True)
def _apparent_at(e, k):
    """Return the sum of U I at reading k in VA, NaN where one is unknown."""
    total = 0.0
    for u, i in ((e.u_a, e.i_a), (e.u_b, e.i_b), (e.u_c, e.i_c)):
        if len(i) > 0:
            total += u[k] * abs(i[k])
    return total


@njit(nogil=True)
def _apparent_ratio(e):
    has_q = len(e.q) > 0
    if len(e.p) == 0 or not (has_q or len(e.pf) > 0) or not _is_consistent(e):
        return np.nan
    by_power = by_current = 0.0
    for k in range(len(e.p)):
        if has_q:
            power = np.sqrt(e.p[k] * e.p[k] + e.q[k] * e.q[k])
        else:
            factor = abs(e.pf[k])
            power = abs(e.p[k]) / factor if factor > PF_FLOOR else np.float32(np.nan)
        apparent = _apparent_at(e, k)
        if power == power and apparent == apparent:
            by_power += power
            by_current += apparent / 1000
    is_two_element = len(e.i_a) > 0 and len(e.i_c) > 0 and len(e.i_b) == 0 and len(e.u_b) == 0
    if is_two_element:
        by_current *= TWO_ELEMENT_FACTOR
    return by_power / by_current if by_current > 0 else np.nan


@njit(nogil=True)
def write_power(e, out):
    """Write the means, the power factor and the ratio of P to U I PF."""
    out[P_MEAN] = _mean(e.p)
    out[Q_MEAN] = _mean(e.q)
    out[PF_MEAN] = _power_factor(e)
    out[APPARENT] = _apparent_ratio(e)


@njit(nogil=True)
def write_reverse(e, cover, out):
    """Write the minutes of negative active power."""
    if len(e.p) == 0:
        return
    minutes = 0.0
    for k in range(len(cover)):
        if e.p[k] < 0:
            minutes += cover[k]
    out[REVERSE] = minutes
