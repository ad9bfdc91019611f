"""Mirror test: what a district's loss does when an account's use switches.

A load that is led round its meter falls there and appears, kWh for kWh, in the loss of the
district; taken back, it moves the other way: beta = -dL / dE is 1. When an honest customer
leaves, nothing appears anywhere: beta is 0. How large a beta chance makes is told by the
same switches at wrong times.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.robust import MAD_TO_SIGMA
from features.window import Flags, Floats

# Days that each state needs, and how far apart the states must be.
LEAST_DAYS, LEAST_CONTRAST = 3, 1.3
# Shifts in time at which the switches are no longer those of the account.
NEAREST_SHIFT = 3
CLIPPED_AT, OFTEN_SHARE, BEYOND_OFTEN = 4.0, 0.9, 1.2
# Of the noise: below it no other times are asked.
WORTH_ASKING = 1.5


@njit(cache=True)
def orthonormal(columns: Floats, weight: Floats) -> Floats:
    """Return an orthonormal basis (p, T) of columns (p, T) times the root of weights (T,).

    A column that the others make up becomes zero.
    """
    basis = columns * np.sqrt(weight)
    for k in range(len(basis)):
        size = np.sqrt((basis[k] ** 2).sum())
        for _ in range(2):
            for j in range(k):
                basis[k] -= (basis[j] @ basis[k]) * basis[j]
        left = np.sqrt((basis[k] ** 2).sum())
        basis[k] = basis[k] / left if left > 1e-6 * size and left > 0 else 0.0 * basis[k]
    return basis


@njit(cache=True)
def without(values: Floats, basis: Floats) -> Floats:
    """Return values (T,) less what an orthonormal basis (p, T) explains."""
    left = values.copy()
    for k in range(len(basis)):
        left -= (basis[k] @ left) * basis[k]
    return left


@njit(cache=True)
def clipped(values: Floats, known: Flags) -> Floats:
    """Return residuals (T,) without leaps, 0 where not known.

    They end at some robust sigma, or a little beyond what one day in ten exceeds: what
    comes that often is no leap.
    """
    if not known.any():
        return np.zeros(len(values))
    sizes = np.sort(np.abs(values[known]))
    often = sizes[int(OFTEN_SHARE * (len(sizes) - 1))]
    limit = max(CLIPPED_AT * MAD_TO_SIGMA * np.median(sizes), BEYOND_OFTEN * often)
    return np.where(known, np.minimum(np.maximum(values, -limit), limit), 0.0)


@njit(cache=True)
def two_states(energy: Floats, known: Flags) -> tuple[float, float, float]:
    """Return the threshold that parts days (d,) into low and high, and the mean of each.

    Least squares of the roots, in which a spread grows little with its level; NaN where a
    state would have too few days, or where the two are too close.
    """
    ordered = np.sort(energy[known])
    days = len(ordered)
    if days < 4 * LEAST_DAYS:
        return np.nan, np.nan, np.nan
    total = np.cumsum(np.sqrt(np.maximum(ordered, 0.0)))
    best, split = -1.0, 0
    for low in range(LEAST_DAYS, days - LEAST_DAYS + 1):
        below, above = total[low - 1] / low, (total[-1] - total[low - 1]) / (days - low)
        between = low * (days - low) * (above - below) ** 2
        if between > best:
            best, split = between, low
    low_mean, high_mean = ordered[:split].mean(), ordered[split:].mean()
    if high_mean < LEAST_CONTRAST * low_mean or high_mean <= 0.0:
        return np.nan, np.nan, np.nan
    return 0.5 * (ordered[split - 1] + ordered[split]), low_mean, high_mean


@njit(cache=True)
def low_days(energy: Floats, known: Flags, threshold: float) -> Floats:
    """Return 1 on days (d,) below the threshold, 0 above, their mean where not known."""
    low = np.where(energy < threshold, 1.0, 0.0)
    mean = low[known].mean() if known.any() else 0.0
    return np.where(known, low, mean)


@njit(cache=True)
def states_of(own: Floats, own_known: Flags, day_known: Flags) -> tuple[Floats, Floats]:
    """Return low days (k, d) and threshold and means (k, 3) of the accounts with two states."""
    low, states = np.zeros(own.shape), np.full((len(own), 3), np.nan)
    for i in range(len(own)):
        known = own_known[i] & day_known
        threshold, low_mean, high_mean = two_states(own[i], known)
        if np.isfinite(threshold):
            states[i] = np.array([threshold, low_mean, high_mean])
            low[i] = low_days(own[i], known, threshold)
    return low, states


@njit(cache=True)
def mirror(low: Floats, own: Floats, loss: Floats, weight: Floats, basis: Floats) -> Floats:
    """Return beta, its z, and the fall of own use, kWh a day, across switches.

    low: (d,) state; own: (d,) its energy; loss: (d,) what is unexplained, already less
    `basis` (p, d), the orthonormal basis of what else moves all of them; weight: (d,), all
    three with the root of it. z is against the same switches at other times.
    """
    root = np.sqrt(weight)
    switched = without(low * root, basis)
    support = switched @ switched
    if support < 1.0 * weight.max():
        return np.zeros(3)
    fall = -(switched @ without(own * root, basis)) / support
    rise = (switched @ loss) / support
    if fall <= 0.0:
        return np.zeros(3)
    # What the switches explain is no chance, least of all where they come round every week.
    left = loss - rise * switched
    freedom = max(1.0, (weight > 0).sum() - len(basis) - 2.0)
    noise, statistic = np.sqrt((left @ left) / freedom), rise * np.sqrt(support)
    # Wrong times are only asked where the right ones say something.
    by_chance = _by_chance(low, left, root, basis) if statistic > WORTH_ASKING * noise else 0.0
    chance = max(float(noise), float(by_chance))
    return np.array([rise / fall, statistic / max(chance, 1e-12), fall])


@njit(cache=True)
def _by_chance(low: Floats, loss: Floats, root: Floats, basis: Floats) -> float:
    """Return the root mean square of the statistic over wrong times."""
    days, squares, count = len(low), 0.0, 0
    used = np.flatnonzero(root > 0)
    moved = np.zeros(days)
    for shift in range(NEAREST_SHIFT, len(used) - NEAREST_SHIFT + 1):
        moved[:] = 0.0
        for k in range(len(used)):
            moved[used[k]] = low[used[(k + shift) % len(used)]] * root[used[k]]
        left = without(moved, basis)
        support = left @ left
        if support > 0.0:
            squares += float((left @ loss) ** 2 / support)
            count += 1
    return float(np.sqrt(squares / count)) if count else 0.0
