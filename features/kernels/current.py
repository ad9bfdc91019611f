"""Current facts of one run: means, extremes, reversal, imbalance and current ratios."""

from __future__ import annotations

import numpy as np
from numba import njit

from features.kernels.electrical import CURRENT_FLOOR_A, largest
from features.kernels.layout import phase_place, place
from features.kernels.spacing import GAP_STEPS

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


@njit(nogil=True)
def _write_phase(i, phase, out):
    count = 0
    total = 0.0
    peak = np.float32(0)
    for k in range(len(i)):
        if i[k] == i[k]:
            count += 1
            total += abs(i[k])
            peak = max(peak, abs(i[k]))
    if count:
        out[MEAN + phase] = total / count
        out[MAX + phase] = peak


@njit(nogil=True)
def write_current(e, out):
    """Write mean and largest magnitude of each phase and the neutral."""
    _write_phase(e.i_a, 0, out)
    _write_phase(e.i_b, 1, out)
    _write_phase(e.i_c, 2, out)
    _write_phase(e.i_n, 3, out)


@njit(nogil=True)
def _write_reversed(i, phase, cover, out):
    if len(i) == 0:
        return
    minutes = 0.0
    for k in range(len(i)):
        if i[k] < -CURRENT_FLOOR_A:
            minutes += cover[k]
    out[REVERSED + phase] = minutes


@njit(nogil=True)
def write_reversed(e, cover, out):
    """Write the minutes in which each phase current is negative."""
    _write_reversed(e.i_a, 0, cover, out)
    _write_reversed(e.i_b, 1, cover, out)
    _write_reversed(e.i_c, 2, cover, out)


@njit(nogil=True)
def loaded_floor(e):
    """Return the current above which a phase counts as loaded in this run."""
    peak = max(largest(e.i_a), largest(e.i_b), largest(e.i_c))
    return max(LOADED_SHARE * peak, CURRENT_FLOOR_A)


@njit(nogil=True)
def write_imbalance(e, floor, out):
    """Write the mean of (largest - smallest) / largest over loaded readings."""
    phases = (len(e.i_a) > 0) + (len(e.i_b) > 0) + (len(e.i_c) > 0)
    if phases < 2:
        return
    n = max(len(e.i_a), len(e.i_b))
    count = 0
    total = 0.0
    for k in range(n):
        high = np.float32(0)
        low = np.float32(np.inf)
        complete = True
        for i in (e.i_a, e.i_b, e.i_c):
            if len(i) > 0:
                complete &= i[k] == i[k]
                high = max(high, abs(i[k]))
                low = min(low, abs(i[k]))
        if complete and high > floor:
            count += 1
            total += (high - low) / high
    if count:
        out[IMBALANCE] = total / count


@njit(nogil=True)
def _fill_ratio(i, j, l, floor, ratio):
    """Fill `ratio` with |i| over the mean of the other phases j and l, NaN where not loaded."""
    for k in range(len(i)):
        others = np.float32(0)
        if len(j) > 0:
            others += abs(j[k])
        if len(l) > 0:
            others += abs(l[k])
        if len(j) > 0 and len(l) > 0:
            others *= np.float32(0.5)
        ratio[k] = abs(i[k]) / others if others > floor else np.float32(np.nan)


@njit(nogil=True)
def _write_ratio(ratio, phase, minute, step, out):
    count = 0
    total = 0.0
    for k in range(len(ratio)):
        if ratio[k] == ratio[k]:
            count += 1
            total += ratio[k]
    if count == 0:
        return
    mean = total / count
    squares = 0.0
    for k in range(len(ratio)):
        if ratio[k] == ratio[k]:
            squares += (ratio[k] - mean) ** 2
    out[RATIO_MEAN + phase] = mean
    out[RATIO_STD + phase] = np.sqrt(squares / count)
    if len(ratio) < 2:
        return
    steps = 0
    for k in range(1, len(ratio)):
        if minute[k] - minute[k - 1] <= GAP_STEPS * step:
            now, before = ratio[k], ratio[k - 1]
            steps += now < STEP_SHARE * before or before < STEP_SHARE * now
    out[RATIO_STEPS + phase] = steps


@njit(nogil=True)
def write_ratios(e, floor, minute, step, scratch, out):
    """Write mean, deviation and steps of each phase's ratio to the others.

    `scratch` (n,) float32 is overwritten.
    """
    _write_one(e.i_a, e.i_b, e.i_c, 0, floor, minute, step, scratch, out)
    _write_one(e.i_b, e.i_a, e.i_c, 1, floor, minute, step, scratch, out)
    _write_one(e.i_c, e.i_a, e.i_b, 2, floor, minute, step, scratch, out)


@njit(nogil=True)
def _write_one(i, j, l, phase, floor, minute, step, scratch, out):
    if len(i) > 0 and len(j) + len(l) > 0:
        ratio = scratch[: len(i)]
        _fill_ratio(i, j, l, floor, ratio)
        _write_ratio(ratio, phase, minute, step, out)
