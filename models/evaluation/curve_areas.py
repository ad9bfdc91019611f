"""Areas under curves: ROC AUC and average precision, of many weightings at once.

Weights are (b, n), how often each account of the ranking counts, in the ranking's order; ones
give the plain figure, the counts of a bootstrap one figure a draw. Results are (b,), NaN
where there are no thieves or no innocents to tell apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.evaluation.ranking import Ranking
from models.evaluation.shares import shares

Weights = NDArray[np.int64]


def roc_auc(ranking: Ranking, weights: Weights) -> Floats:
    """Return (b,) the chance that a thief stands above an innocent; equal scores count half."""
    thieves, innocents = _by_tie(ranking, weights)
    below = innocents.sum(axis=1, keepdims=True) - np.cumsum(innocents, axis=1)
    won = (thieves * (below + innocents / 2)).sum(axis=1)
    return shares(won, thieves.sum(axis=1) * innocents.sum(axis=1))


def average_precision(ranking: Ranking, weights: Weights) -> Floats:
    """Return (b,) the mean precision over thieves, each at the end of its run of equal scores."""
    thieves, innocents = _by_tie(ranking, weights)
    found = np.cumsum(thieves, axis=1)
    precision = shares(found, found + np.cumsum(innocents, axis=1))
    total = (thieves * np.where(thieves > 0, precision, 0.0)).sum(axis=1)
    return shares(total, thieves.sum(axis=1))


def _by_tie(ranking: Ranking, weights: Weights) -> tuple[Weights, Weights]:
    """Return (b, g) thieves and innocents of each run of equal scores."""
    if not len(ranking.tie_starts):
        return weights, weights
    counts = np.add.reduceat(weights, ranking.tie_starts, axis=1)
    thieves = np.add.reduceat(weights * ranking.is_thief, ranking.tie_starts, axis=1)
    return thieves, counts - thieves
