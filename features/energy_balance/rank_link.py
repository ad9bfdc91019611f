"""Rank link: whether the loss and what an account would take rise and fall together.

Ranks ask neither for a straight line nor for tame outliers, so that a leak in the rain or a
gap that closes cannot make a link. What the whole district moves is taken out of both ranks.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.robust import mid_ranks
from features.window import Flags, Floats


@njit(cache=True)
def correlation(left: Floats, right: Floats) -> float:
    """Return Pearson's correlation of two series (m,); 0 where one does not vary."""
    one, other = left - left.mean(), right - right.mean()
    bottom = np.sqrt((one @ one) * (other @ other))
    return (one @ other) / bottom if bottom > 0.0 else 0.0


@njit(cache=True)
def rank_link(loss: Floats, taken: Floats, total: Floats, known: Flags) -> tuple[float, float]:
    """Return Spearman's partial correlation of loss and taken energy, given the total; and z.

    Each (T,), read where `known`. z grows with the root of the count of slots.
    """
    count = int(known.sum())
    if count < 8:
        return 0.0, 0.0
    one, other, third = mid_ranks(loss[known]), mid_ranks(taken[known]), mid_ranks(total[known])
    direct = correlation(one, other)
    by_loss, by_taken = correlation(one, third), correlation(other, third)
    bottom = np.sqrt(max(1e-9, (1.0 - by_loss**2) * (1.0 - by_taken**2)))
    partial = (direct - by_loss * by_taken) / bottom
    partial = min(max(partial, -0.999), 0.999)
    return partial, np.arctanh(partial) * np.sqrt(count - 4.0)
