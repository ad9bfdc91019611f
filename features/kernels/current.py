"""Current facts of one run: means, extremes, reversal and imbalance."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel, summing_kernel
from features.kernels.electrical import CURRENT_FLOOR_A, Electrical, ElectricalStatistics
from features.kernels.layout import phase_place, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.statistics import Statistics

# Currents under this share of the day's largest say nothing about a ratio.
LOADED_SHARE = np.float32(0.05)
MEAN = phase_place("i_{}_mean_a")
MAX = phase_place("i_{}_max_a")
REVERSED = phase_place("i_{}_reversed_minutes")
IMBALANCE = place("i_imbalance_mean")


@kernel
def _write_phase(s: Statistics, out: Array) -> None:
    if s.known:
        out[MEAN] = s.magnitude_total / s.known
        out[MAX] = s.peak


@kernel
def write_current(s: ElectricalStatistics, out: Array) -> None:
    """Write mean and largest magnitude of each phase and the neutral from their statistics."""
    _write_phase(s.i_a, out)
    _write_phase(s.i_b, out[1:])
    _write_phase(s.i_c, out[2:])
    _write_phase(s.i_n, out[3:])


@kernel
def _write_reversed(i: Array, s: Statistics, cover: Array, out: Array) -> None:
    if s.known == 0:
        return
    minutes = 0.0
    for k in range(len(i) if s.lowest < -CURRENT_FLOOR_A else 0):
        if i[k] < -CURRENT_FLOOR_A:
            minutes += cover[k]
    out[REVERSED] = minutes


@kernel
def write_reversed(e: Electrical, s: ElectricalStatistics, cover: Array, out: Array) -> None:
    """Write the minutes in which each phase current is negative."""
    _write_reversed(e.i_a, s.i_a, cover, out)
    _write_reversed(e.i_b, s.i_b, cover, out[1:])
    _write_reversed(e.i_c, s.i_c, cover, out[2:])


@kernel
def loaded_floor(s: ElectricalStatistics) -> Scalar:
    """Return the current above which a phase counts as loaded in this run."""
    return max(LOADED_SHARE * max(s.i_a.peak, s.i_b.peak, s.i_c.peak), CURRENT_FLOOR_A)


# Sums are taken in whatever order vectorises; an unknown value stays NaN.
@summing_kernel
def _imbalance_of_two(i: Array, j: Array, floor: Scalar) -> Scalar:
    count = 0
    total = np.float32(0)
    for k in range(len(i)):
        x, y = abs(i[k]), abs(j[k])
        high = x if x > y else y
        is_loaded = (high > floor) & (x == x) & (y == y)
        total += abs(x - y) / high if is_loaded else np.float32(0)
        count += is_loaded
    return total / count if count else np.float32(np.nan)


@summing_kernel
def _imbalance_of_three(i: Array, j: Array, m: Array, floor: Scalar) -> Scalar:
    count = 0
    total = np.float32(0)
    for k in range(len(i)):
        x, y, z = abs(i[k]), abs(j[k]), abs(m[k])
        high = x if x > y else y
        high = z if z > high else high
        low = x if x < y else y
        low = z if z < low else low
        is_loaded = (high > floor) & (x == x) & (y == y) & (z == z)
        total += (high - low) / high if is_loaded else np.float32(0)
        count += is_loaded
    return total / count if count else np.float32(np.nan)


@kernel
def write_imbalance(e: Electrical, floor: Scalar, out: Array) -> None:
    """Write the mean of (largest - smallest) / largest over loaded readings."""
    a, b, c = len(e.i_a) > 0, len(e.i_b) > 0, len(e.i_c) > 0
    if a and b and c:
        out[IMBALANCE] = _imbalance_of_three(e.i_a, e.i_b, e.i_c, floor)
    elif a and c:
        out[IMBALANCE] = _imbalance_of_two(e.i_a, e.i_c, floor)
    elif a and b:
        out[IMBALANCE] = _imbalance_of_two(e.i_a, e.i_b, floor)
    elif b and c:
        out[IMBALANCE] = _imbalance_of_two(e.i_b, e.i_c, floor)
