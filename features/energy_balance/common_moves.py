"""Common moves: what moves the loss of any district, theft or none, taken out before a search.

Wires lose with the load, a supply meter may be off in proportion, seasons drift. All this
follows the district as a whole, within what wires and meters can do.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.energy_balance.mirror import clipped, orthonormal, without
from features.energy_balance.rhythm import less_rhythm
from features.window import Flags, Floats

# Meters and wires are known to about this; what follows the district within it is theirs.
COMMON_SPREAD = 0.05
CAUSES = 3
# Days that a step needs on either side, and how much of the scatter it must explain.
LEAST_STEP_DAYS, STEP_SHARE = 7, 0.5


@njit(cache=False)
def day_basis(total: Floats, weight: Floats, weekend: Flags) -> Floats:
    """Return the orthonormal basis (5, d) of drift, week and load, times the root of weights.

    total: (d,) energy sent. weight: (d,) trust, 0 where a day is not known.
    """
    days = len(total)
    size = max(total.max(), 1e-9)
    columns = np.ones((5, days))
    columns[1] = (np.arange(days) - 0.5 * days) / days
    columns[2] = np.where(weekend, 1.0, 0.0)
    columns[3] = total / size
    columns[4] = (total / size) ** 2
    return orthonormal(columns, weight)


@njit(cache=False)
def common_moves(total: Floats, known: Flags, slots: int, weekend: Flags) -> Floats:
    """Return departures (3, T) that wires or a supply meter could put into the loss.

    In proportion to the load, early and late in the window, and to its square.
    """
    moved = less_rhythm(total, known, slots, weekend)
    late = np.arange(len(total)) / len(total)
    mean = max(1e-9, total[known].mean())
    out = np.empty((CAUSES, len(total)))
    out[0], out[1] = moved * (1.0 - late), moved * late
    out[2] = less_rhythm(total**2 / (2.0 * mean), known, slots, weekend)
    return out


@njit(cache=False)
def less_common(values: Floats, common: Floats, trust: Floats) -> Floats:
    """Return values (T,) less what `common` (3, T) explains within its spread.

    trust: (T,) one over the variance of a slot, 0 where not known.
    """
    weighted = common * trust
    gram = weighted @ common.T + np.eye(CAUSES) / COMMON_SPREAD**2
    share = weighted @ values
    # Elimination without pivoting is safe: the gram is positive definite.
    for k in range(CAUSES):
        for row in range(k + 1, CAUSES):
            factor = gram[row, k] / gram[k, k]
            gram[row] -= factor * gram[k]
            share[row] -= factor * share[k]
    for k in range(CAUSES - 1, -1, -1):
        for column in range(k + 1, CAUSES):
            share[k] -= gram[k, column] * share[column]
        share[k] /= gram[k, k]
    return values - share @ common


@njit(cache=False)
def step_of_all(loss: Floats, total: Floats, basis: Floats, known: Flags) -> tuple[int, float]:
    """Return the day since which the loss is higher by a share of the load, and that share.

    loss, total: (d,) times the root of weights. (-1, 0) where no step explains most of what
    `basis` (p, d) leaves.
    """
    days = len(loss)
    left = clipped(without(loss, basis), known)
    best, best_gain, share = -1, float(STEP_SHARE * (left @ left)), 0.0
    for onset in range(LEAST_STEP_DAYS, days - LEAST_STEP_DAYS):
        if known[:onset].sum() < LEAST_STEP_DAYS or known[onset:].sum() < LEAST_STEP_DAYS:
            continue
        step = total.copy()
        step[:onset] = 0.0
        step = without(step, basis)
        support, moved = step @ step, step @ left
        if support > 0.0 and moved * moved / support > best_gain:
            best, best_gain, share = onset, float(moved * moved / support), float(moved / support)
    return best, share
