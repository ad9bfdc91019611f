"""Power facts of one run: means, power factor, consistency with U and I, reversal."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import complete_kernel, kernel, summing_kernel
from features.kernels.electrical import Electrical, ElectricalStatistics
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar

P_MEAN = place("p_mean_kw")
Q_MEAN = place("q_mean_kvar")
PF_MEAN = place("pf_mean")
APPARENT = place("apparent_ratio")
ACTIVE = place("active_ratio")
REVERSE = place("reverse_minutes")

# Two elements on three wires: S = sqrt(3)/2 (Uab Ia + Ucb Ic) under a balanced load.
TWO_ELEMENT_FACTOR = np.sqrt(3.0) / 2
# Below this power factor P / PF is no measure of apparent power.
PF_FLOOR = np.float32(0.05)


# Sums are taken in whatever order vectorises; an unknown value stays NaN.
@summing_kernel
def _active_and_apparent(p: Array, q: Array) -> tuple[Scalar, ...]:
    """Return the sums of |P| and of sqrt(P^2 + Q^2) where both are known."""
    active = apparent = np.float32(0)
    for k in range(len(p)):
        s = np.sqrt(p[k] * p[k] + q[k] * q[k])
        active += abs(p[k]) if s == s else np.float32(0)
        apparent += s if s == s else np.float32(0)
    return active, apparent


@complete_kernel
def _apparent_of_complete(p: Array, q: Array) -> Scalar:
    total = np.float32(0)
    for k in range(len(p)):
        total += np.sqrt(p[k] * p[k] + q[k] * q[k])
    return total


@kernel
def _power_factor(e: Electrical, s: ElectricalStatistics) -> Scalar:
    active: Scalar = np.float32(0)
    apparent: Scalar = np.float32(0)
    if s.q.known == len(e.p) and s.p.known == len(e.p) and s.p.known > 0:
        active, apparent = s.p.magnitude_total, _apparent_of_complete(e.p, e.q)
    elif len(e.q) > 0 and len(e.p) > 0:
        active, apparent = _active_and_apparent(e.p, e.q)
    elif len(e.pf) > 0 and len(e.p) > 0:
        for k in range(len(e.pf)):
            if e.pf[k] == e.pf[k] and e.p[k] == e.p[k]:
                active += abs(e.p[k] * e.pf[k])
                apparent += abs(e.p[k])
    elif len(e.pf) > 0:
        return abs(s.pf.total) / s.pf.known
    return active / apparent if apparent > 0 else np.nan


@kernel
def _is_consistent(e: Electrical) -> bool:
    """Tell whether each measured current has its voltage, so that U I can be summed."""
    a, b, c = len(e.i_a) > 0, len(e.i_b) > 0, len(e.i_c) > 0
    paired = (not a or len(e.u_a) > 0) and (not b or len(e.u_b) > 0) and (not c or len(e.u_c) > 0)
    return (a or b or c) and paired


@kernel
def _apparent_at(e: Electrical, k: Scalar) -> Scalar:
    """Return the sum of U I at reading k in VA, NaN where one is unknown."""
    total: Scalar = 0.0
    for u, i in ((e.u_a, e.i_a), (e.u_b, e.i_b), (e.u_c, e.i_c)):
        if len(i) > 0:
            total += u[k] * abs(i[k])
    return total


@kernel
def _is_two_element(e: Electrical) -> bool:
    return len(e.i_a) > 0 and len(e.i_c) > 0 and len(e.i_b) == 0 and len(e.u_b) == 0


@summing_kernel
def _product(u: Array, i: Array) -> Scalar:
    """Return the sum of U |I| of one phase, all known."""
    total = np.float32(0)
    for k in range(len(i)):
        total += u[k] * abs(i[k])
    return total


@kernel
def _is_complete(s: ElectricalStatistics, n: Scalar) -> Scalar:
    """Tell whether P and each channel of the phases measured are known at all n readings."""
    whole = s.p.known == n
    for u, i in ((s.u_a, s.i_a), (s.u_b, s.i_b), (s.u_c, s.i_c)):
        whole &= i.known == 0 or (i.known == n and u.known == n)
    return whole


@kernel
def _current_of_complete(e: Electrical) -> Scalar:
    """Return the sum of U I over readings and phases in kVA, all known."""
    total = np.float32(0)
    for u, i in ((e.u_a, e.i_a), (e.u_b, e.i_b), (e.u_c, e.i_c)):
        total += _product(u, i)
    return total / 1000.0


@kernel
def _active_of_partial(e: Electrical) -> tuple[Scalar, ...]:
    """Return the sums of P and of U I where both are known."""
    active = by_current = 0.0
    for k in range(len(e.p)):
        apparent = _apparent_at(e, k)
        if e.p[k] == e.p[k] and apparent == apparent:
            active += e.p[k]
            by_current += apparent / 1000
    return active, by_current


@kernel
def _power_of_partial(e: Electrical) -> tuple[Scalar, ...]:
    """Return the sums of P / PF and of U I where both are known."""
    has_q = len(e.q) > 0
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
    return by_power, by_current


@kernel
def _ratio(power: Scalar, by_current: Scalar, is_two_element: Scalar) -> Scalar:
    if is_two_element:
        by_current *= TWO_ELEMENT_FACTOR
    return power / by_current if by_current > 0 else np.nan


@kernel
def _write_shares(e: Electrical, s: ElectricalStatistics, out: Array) -> None:
    """Write P and P / PF over U I; both sums of U I are one where no reading lacks anything."""
    n = len(e.p)
    two = _is_two_element(e)
    has_apparent = len(e.q) > 0 or len(e.pf) > 0
    is_complete = _is_complete(s, n)
    if is_complete:
        active, by_current = np.float64(s.p.total), _current_of_complete(e)
    else:
        active, by_current = _active_of_partial(e)
    out[ACTIVE] = _ratio(active, by_current, two)
    if not has_apparent:
        return
    if is_complete and s.q.known == n:
        by_power = np.float64(_apparent_of_complete(e.p, e.q))
    else:
        by_power, by_current = _power_of_partial(e)
    out[APPARENT] = _ratio(by_power, by_current, two)


@kernel
def write_power(e: Electrical, s: ElectricalStatistics, out: Array) -> None:
    """Write the means, the power factor and the ratios of P and of P / PF to U I."""
    if s.p.known:
        out[P_MEAN] = s.p.total / s.p.known
    if s.q.known:
        out[Q_MEAN] = s.q.total / s.q.known
    out[PF_MEAN] = _power_factor(e, s)
    if len(e.p) > 0 and _is_consistent(e):
        _write_shares(e, s, out)


@kernel
def write_reverse(e: Electrical, s: ElectricalStatistics, cover: Array, out: Array) -> None:
    """Write the minutes of negative active power."""
    if s.p.known == 0:
        return
    minutes = 0.0
    for k in range(len(cover) if s.p.lowest < 0 else 0):
        if e.p[k] < 0:
            minutes += cover[k]
    out[REVERSE] = minutes
