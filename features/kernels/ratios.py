"""Current ratios of one run: each phase against the mean of the others, where that is loaded."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel, summing_kernel
from features.kernels.electrical import Electrical
from features.kernels.layout import phase_place
from features.kernels.numba_types import Array, Scalar
from features.kernels.spacing import GAP_STEPS

# A step over 20 %: one ratio falls below this share of its neighbour.
STEP_SHARE = np.float32(0.8)
RATIO_MEAN = phase_place("ratio_{}_mean")
RATIO_STD = phase_place("ratio_{}_std")
RATIO_STEPS = phase_place("ratio_{}_step_count")


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
