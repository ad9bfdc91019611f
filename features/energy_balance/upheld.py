"""What is upheld: what those found take, fitted all at once, and how firmly."""

from __future__ import annotations

import numpy as np
from numba import njit

from features.energy_balance.heard import (
    BETA,
    IS_MIRRORED,
    MIRROR_Z,
    ONSET,
    STABILITY,
    TAKEN,
    TAKEN_HIGH,
    TAKEN_LOW,
)
from features.energy_balance.loss_regression import bootstrapped, day_products
from features.energy_balance.mirror import clipped, without
from features.window import Codes, Flags, Floats

# A mirrored load appears kWh for kWh, give or take so much.
BETA_SPREAD = 0.15
# A draw of days upholds a finding if so much of it is left.
UPHELD_SHARE = 0.5
LOW_QUANTILE, HIGH_QUANTILE = 0.1, 0.9


@njit(cache=False)
def mirrored_course(  # noqa: PLR0917 - a kernel takes its columns one by one
    heard: Floats, low: Floats, states: Floats, slot_own: Floats, known: Flags, slots: int
) -> Floats:
    """Return what a mirrored account takes, by days (first row) and slots (second), kWh."""
    sigma = heard[BETA] / heard[MIRROR_Z]
    trust, prior = 1.0 / sigma**2, 1.0 / BETA_SPREAD**2
    beta = (heard[BETA] * trust + prior) / (trust + prior)
    high, fell = np.zeros(slots), np.zeros(slots)
    highs, falls = 1e-9, 1e-9
    for day in range(len(known)):
        if not known[day]:
            continue
        piece = slot_own[day * slots : (day + 1) * slots]
        if low[day] > 0.5:
            fell, falls = fell + piece, falls + 1.0
        else:
            high, highs = high + piece, highs + 1.0
    shape = beta * (high / highs - fell / falls)
    out = np.zeros((2, len(slot_own)))
    for day in range(len(low)):
        out[0, day] = beta * (states[2] - states[1]) * low[day]
        out[1, day * slots : (day + 1) * slots] = shape * low[day]
    return out


@njit(cache=False)
def uphold(  # noqa: PLR0917
    heard: Floats,
    taken: Floats,
    chosen: Codes,
    slot_taken: Floats,
    day_left: Floats,
    slot_left: Floats,
    trust: Floats,
    root: Floats,
    basis: Floats,
    draws: Floats,
) -> None:
    """Fit all that were found at once, on draws of days, and write down what is upheld.

    day_left, slot_left: what they leave. A share is told by slots alone: its days could
    hide behind drift; a mirrored load by its days as well.
    """
    count, days = len(chosen), len(day_left)
    slots = len(slot_left) // days
    by_day, left = day_left.copy(), slot_left.copy()
    columns = np.zeros((count, days))
    for k in range(count):
        left += slot_taken[k]
        if heard[chosen[k], IS_MIRRORED] > 0:
            by_day += taken[chosen[k]]
            columns[k] = without(taken[chosen[k]] * root, basis)
    by_day = clipped(without(by_day * root, basis), root > 0)
    grams, moments = np.zeros((days, count, count)), np.zeros((days, count))
    for k in range(count):
        moments[:, k] = columns[k] * by_day + day_products(slot_taken[k], left, trust, slots)
        for j in range(count):
            products = day_products(slot_taken[k], slot_taken[j], trust, slots)
            grams[:, k, j] = columns[k] * columns[j] + products
    fitted = bootstrapped(grams, moments, draws)
    for k in range(count):
        i, sizes = chosen[k], np.sort(fitted[1:, k])
        usual = taken[i].sum() / max(1.0, days - heard[i, ONSET])
        heard[i, TAKEN] = usual * fitted[0, k]
        heard[i, TAKEN_LOW] = usual * sizes[int(LOW_QUANTILE * (len(sizes) - 1))]
        heard[i, TAKEN_HIGH] = usual * sizes[int(HIGH_QUANTILE * (len(sizes) - 1))]
        heard[i, STABILITY] = (sizes >= UPHELD_SHARE).mean()
