"""Co-scaling edges: P, Q and the loaded currents change by one factor, U and PF stay.

Remote-controlled shunts of current transformers do so; plants that switch do not. The
conditions on logarithms are tested as ratios: |ln f| > 0.2 as f outside e^-0.2..e^0.2.
"""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.electrical import Electrical, has_current
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.spacing import GAP_STEPS

EDGE_FACTOR = np.float32(np.exp(0.2))
SPREAD_FACTOR = np.float32(np.exp(0.05))
# A deep jump moves the power factor a little as well: its spread may be that much wider.
SPREAD_POWER = np.float32(0.05)
WIDEST_SPREAD = np.float32(np.exp(0.15))
# Limits of the first sieve, a little wider than the true ones. The power is replaced by its
# tangent at a usual factor, which lies above it everywhere and costs no logarithm.
LOOSE_EDGE = np.float32(np.exp(0.199))
LOOSE_SPREAD = np.float32(np.exp(0.151))
USUAL_FACTOR = np.exp(0.6)
TANGENT = np.exp(0.051) * USUAL_FACTOR ** float(SPREAD_POWER)
TANGENT_SLOPE = np.float32(TANGENT * SPREAD_POWER / USUAL_FACTOR)
TANGENT_BASE = np.float32(TANGENT * (1 - SPREAD_POWER))
VOLTAGE_SHARE = np.float32(0.05)
PF_CHANGE = np.float32(0.02)

DOWN_COUNT = place("edge_down_count")
UP_COUNT = place("edge_up_count")
DEPTH = place("edge_depth_mean")
LOW_MINUTES = place("edge_low_minutes")
FIRST = place("edge_first_minute")


@kernel
def _is_steady(u: Array, k: Scalar) -> bool:
    """Tell whether a voltage changed by less than 5 %; one that is not measured passes."""
    return len(u) == 0 or abs(u[k] - u[k - 1]) < VOLTAGE_SHARE * u[k - 1]


@kernel
def _widest_spread(factor: Scalar) -> Scalar:
    """Largest ratio between the factors of one edge: e^0.05 f^0.05, at most e^0.15."""
    size = factor if factor > 1 else np.float32(1) / factor
    return min(SPREAD_FACTOR * size**SPREAD_POWER, WIDEST_SPREAD)


@kernel
def _co_scales(e: Electrical, k: Scalar, factor: Scalar, floor: Scalar) -> bool:
    """Tell whether Q and the loaded currents scale as P does, by `factor`, at reading k."""
    ratio = e.q[k] / e.q[k - 1] if e.q[k - 1] != 0 else np.float32(0)
    low, high = min(factor, ratio), max(factor, ratio)
    loaded = False
    for i in (e.i_a, e.i_b, e.i_c):
        if len(i) > 0:
            now, before = abs(i[k]), abs(i[k - 1])
            if now <= floor and before <= floor:
                continue
            loaded = True
            ratio = now / before if before > 0 else np.float32(0)
            if not ratio > 0:
                return False
            low, high = min(low, ratio), max(high, ratio)
    return loaded and low > 0 and high < _widest_spread(factor) * low


@kernel
def edge_factor(e: Electrical, k: Scalar, floor: Scalar) -> Scalar:
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


@kernel
def _fill_widths(p: Array, q: Array, widths: Array) -> None:
    """Fill `widths` with the spread that an edge of P may have, 0 where P or Q shows none."""
    widths[0] = 0
    for k in range(1, len(p)):
        now, before = p[k], p[k - 1]
        size = now / before if now > before else before / now
        width = TANGENT_BASE + TANGENT_SLOPE * size
        width = width if width < LOOSE_SPREAD else LOOSE_SPREAD
        own, other = abs(q[k] * before), abs(q[k - 1] * now)
        scales = (own < width * other) & (other < width * own)
        widths[k] = width if scales & (size > LOOSE_EDGE) else np.float32(0)


@kernel
def _keep_current(p: Array, i: Array, floor: Scalar, widths: Array) -> None:
    """Clear the widths where a loaded current does not scale with P."""
    for k in range(1, len(i)):
        now, before = abs(i[k]), abs(i[k - 1])
        own, other = now * p[k - 1], before * p[k]
        scales = (own < widths[k] * other) & (other < widths[k] * own)
        stays = scales | ((now <= floor) & (before <= floor))
        widths[k] = widths[k] if stays else np.float32(0)


@kernel
def mark_candidates(e: Electrical, floor: Scalar, widths: Array) -> bool:
    """Fill `widths` (n,) float32, above 0 where an edge may be; return whether there is any.

    It keeps all edges and drops nearly everything else, at the price of a few products.
    """
    _fill_widths(e.p, e.q, widths)
    for i in (e.i_a, e.i_b, e.i_c):
        if len(i) > 0:
            _keep_current(e.p, i, floor, widths)
    found = False
    for k in range(len(widths)):
        found |= widths[k] > 0
    return found


@kernel
def write_edges(
    e: Electrical, floor: Scalar, minute: Array, step: Scalar, widths: Array, out: Array
) -> None:
    """Write count, depth and low time of the edges of a run; needs P, Q and a current.

    `widths` (n,) float32 is overwritten.
    """
    if len(e.p) == 0 or len(e.q) == 0 or not has_current(e):
        return
    if not mark_candidates(e, floor, widths):
        out[DOWN_COUNT] = out[UP_COUNT] = out[LOW_MINUTES] = np.float32(0)
        return
    downs = ups = 0
    depth = low_minutes = 0.0
    low_since = np.float32(-1)
    for k in range(1, len(minute)):
        if widths[k] == 0 or minute[k] - minute[k - 1] > GAP_STEPS * step:
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
