"""Regression: which accounts' use the unexplained loss of a district moves with.

Where a share k of a load passes beside its meter, a = k / (1 - k) kWh vanish with each kWh
that is counted: L = sum a_i E_i with a_i >= 0, since a day from which it holds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.window import Floats

# A day of onset every so often, and so many days at least that must follow it.
ONSET_EVERY, LEAST_DAYS = 3, 12
# What an onset inside the window must gain, in squared standard errors: it is searched for.
ONSET_PRICE = 6.0
SWEEPS, PRECISION = 200, 1e-7


@njit(cache=True)
def day_products(left: Floats, right: Floats, trust: Floats, slots: int) -> Floats:
    """Return sums (d,) of trust * left * right over the slots (T,) of each day."""
    days = len(trust) // slots
    out = np.zeros(days)
    for day in range(days):
        for at in range(day * slots, (day + 1) * slots):
            out[day] += trust[at] * left[at] * right[at]
    return out


@njit(cache=True)
def surest_onset(moved: Floats, support: Floats) -> tuple[int, float, float]:
    """Return the day since which a coefficient holds best, the coefficient, and its z.

    moved, support: (d,) each day's products of own use with the loss and with itself. z is
    the coefficient in standard errors that are made from days, which may be unlike.
    (-1, 0, 0) where nothing positive is found.
    """
    days = len(moved)
    best, best_gain, best_slope, best_z = -1, 0.0, 0.0, 0.0
    for onset in range(0, max(days - LEAST_DAYS, 1), ONSET_EVERY):
        top, bottom = moved[onset:].sum(), support[onset:].sum()
        used = (support[onset:] > 0).sum()
        if bottom <= 0.0 or top <= 0.0 or used < LEAST_DAYS:
            continue
        slope = top / bottom
        spread = ((moved[onset:] - slope * support[onset:]) ** 2).sum()
        z = top / np.sqrt(spread * used / (used - 1.0) + 1e-12)
        gain = min(top * top / bottom, z * z) - (ONSET_PRICE if onset > 0 else 0.0)
        if gain > best_gain:
            best, best_gain, best_slope, best_z = onset, gain, slope, z
    return best, best_slope, best_z


@njit(cache=True)
def non_negative(gram: Floats, moment: Floats) -> Floats:
    """Return the x (p,) >= 0 of least x'Gx / 2 - m'x by coordinate descent.

    gram: (p, p) sums of products, moment: (p,) products with what is to be explained.
    """
    found = np.zeros(len(moment))
    for _ in range(SWEEPS):
        change = 0.0
        for k in range(len(moment)):
            if gram[k, k] <= 0.0:
                continue
            rest = moment[k] - (gram[k] * found).sum()
            new = max(0.0, found[k] + rest / gram[k, k])
            change = max(change, abs(new - found[k]) * np.sqrt(gram[k, k]))
            found[k] = new
        if change < PRECISION:
            break
    return found


@njit(cache=True)
def bootstrapped(grams: Floats, moments: Floats, draws: Floats) -> Floats:
    """Return the joint coefficients (b + 1, p) of all days, then of each draw of days.

    grams: (d, p, p) and moments (d, p) of single days, so that a draw is a weighted sum.
    draws: (b, d) how often each day is drawn.
    """
    days, size = moments.shape
    out = np.zeros((len(draws) + 1, size))
    for draw in range(len(draws) + 1):
        gram, moment = np.zeros((size, size)), np.zeros(size)
        for day in range(days):
            times = 1.0 if draw == 0 else draws[draw - 1, day]
            if times > 0.0:
                gram += times * grams[day]
                moment += times * moments[day]
        out[draw] = non_negative(gram, moment)
    return out
