"""Current facts of one run: means, extremes, reversal, imbalance and current ratios."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel, summing_kernel
from features.kernels.electrical import CURRENT_FLOOR_A, Electrical, ElectricalStatistics
from features.kernels.layout import phase_place, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.spacing import GAP_STEPS
from features.kernels.statistics import Statistics

# Currents under this share of the day's largest say nothing about a ratio.
LOADED_SHARE = np.float32(0.05)
# A step over 20 %: one ratio falls below this share of its neighbour.
STEP_SHARE = np.float32(0.8)

MEAN = phase_place("i_{}_mean_a")
MAX = phase_place("i_{}_max_a")
REVERSED = phase_place("i_{}_reversed_minutes")
IMBALANCE = place("i_imbalance_mean")
RATIO_MEAN = phase_place("ratio_{}_mean")
RATIO_STD = phase_place("ratio_{}_std")
RATIO_STEPS = phase_place("ratio_{}_step_count")


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


@kernel
def _fill_ratio_of_two(i: Array, j: Array, floor: Scalar, ratio: Array) -> None:
    """Fill `ratio` with |i| over |j|, NaN where not loaded."""
    for k in range(len(i)):
        other = abs(j[k])
        ratio[k] = abs(i[k]) / other if other > floor else np.float32(np.nan)


@kernel
def _fill_ratio_of_three(i: Array, j: Array, m: Array, floor: Scalar, ratio: Array) -> None:
    """Fill `ratio` with |i| over the mean of |j| and |m|, NaN where not loaded."""
    for k in range(len(i)):
        other = (abs(j[k]) + abs(m[k])) * np.float32(0.5)
        ratio[k] = abs(i[k]) / other if other > floor else np.float32(np.nan)


@summing_kernel
def _sum_of_known(values: Array) -> tuple[Scalar, ...]:
    count = 0
    total = np.float32(0)
    for k in range(len(values)):
        is_known = values[k] == values[k]
        total += values[k] if is_known else np.float32(0)
        count += is_known
    return count, total


@summing_kernel
def _squares_of_known(values: Array, mean: Array) -> Scalar:
    total = np.float32(0)
    for k in range(len(values)):
        away = values[k] - mean
        total += away * away if away == away else np.float32(0)
    return total


@kernel
def _step_count(ratio: Array, minute: Array, limit: Scalar) -> Scalar:
    steps = 0
    for k in range(1, len(ratio)):
        now, before = ratio[k], ratio[k - 1]
        is_step = (now < STEP_SHARE * before) | (before < STEP_SHARE * now)
        steps += is_step & (minute[k] - minute[k - 1] <= limit)
    return steps


@kernel
def _write_ratio(ratio: Array, minute: Array, step: Scalar, out: Array) -> None:
    count, total = _sum_of_known(ratio)
    if count == 0:
        return
    mean = total / np.float32(count)
    out[RATIO_MEAN] = mean
    out[RATIO_STD] = np.sqrt(_squares_of_known(ratio, mean) / np.float32(count))
    if len(ratio) > 1:
        out[RATIO_STEPS] = _step_count(ratio, minute, GAP_STEPS * step)


@kernel
def write_ratios(
    e: Electrical, floor: Scalar, minute: Array, step: Scalar, scratch: Array, out: Array
) -> None:
    """Write mean, deviation and steps of each phase's ratio to the others.

    `scratch` (n,) float32 is overwritten.
    """
    _write_one(e.i_a, e.i_b, e.i_c, floor, minute, step, scratch, out)
    _write_one(e.i_b, e.i_a, e.i_c, floor, minute, step, scratch, out[1:])
    _write_one(e.i_c, e.i_a, e.i_b, floor, minute, step, scratch, out[2:])


@kernel
def _write_one(
    i: Array,
    j: Array,
    m: Array,
    floor: Scalar,
    minute: Array,
    step: Scalar,
    scratch: Array,
    out: Array,
) -> None:
    if len(i) == 0 or len(j) + len(m) == 0:
        return
    ratio = scratch[: len(i)]
    if len(j) == 0:
        _fill_ratio_of_two(i, m, floor, ratio)
    elif len(m) == 0:
        _fill_ratio_of_two(i, j, floor, ratio)
    else:
        _fill_ratio_of_three(i, j, m, floor, ratio)
    _write_ratio(ratio, minute, step, out)
