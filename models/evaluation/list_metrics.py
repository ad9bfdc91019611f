"""Metrics of a list of a given length: precision, recall, lift and MAP among the first k.

Weights are (b, n) as in `curve_areas`, and results (b,). k beyond the number of accounts is
that number. NaN where there is nothing to divide by.
"""

from __future__ import annotations

import numpy as np

from features.window import Floats
from models.evaluation.curve_areas import Weights
from models.evaluation.ranking import Ranking
from models.evaluation.shares import shares


def thieves_within(ranking: Ranking, weights: Weights, k: int) -> Weights:
    """Return (b,) how many thieves stand among the first `k`."""
    found: Weights = (_taken(weights, k) * ranking.is_thief).sum(axis=1)
    return found


def innocents_within(ranking: Ranking, weights: Weights, k: int) -> Floats:
    """Return (b,) how many who are no thieves stand among the first `k`."""
    found: Weights = (_taken(weights, k) * ~ranking.is_thief).sum(axis=1)
    return found.astype(np.float64)


def precision_at(ranking: Ranking, weights: Weights, k: int) -> Floats:
    """Return (b,) the share of thieves among the first `k`."""
    return shares(thieves_within(ranking, weights, k), _taken(weights, k).sum(axis=1))


def recall_at(ranking: Ranking, weights: Weights, k: int) -> Floats:
    """Return (b,) the share of all thieves that stand among the first `k`."""
    thieves = (weights * ranking.is_thief).sum(axis=1)
    return shares(thieves_within(ranking, weights, k), thieves)


def lift_at(ranking: Ranking, weights: Weights, k: int) -> Floats:
    """Return (b,) how many times more thieves the first `k` hold than as many drawn by lot."""
    thieves = (weights * ranking.is_thief).sum(axis=1)
    return shares(precision_at(ranking, weights, k), shares(thieves, weights.sum(axis=1)))


def map_at(ranking: Ranking, weights: Weights, k: int) -> Floats:
    """Return (b,) MAP@k: the mean of the precision at the rank of each thief in the first `k`.

    As in Zheng, Yang, Niu, Dai, Zhou: Wide and Deep Convolutional Neural Networks for
    Electricity-Theft Detection to Secure Smart Grids, IEEE Transactions on Industrial
    Informatics 14 (2018). 0 where the first `k` hold no thief; NaN where there is none at all.
    """
    taken = _taken(weights, k) * ranking.is_thief
    innocents = weights * ~ranking.is_thief
    innocents_above = np.cumsum(innocents, axis=1)
    above = np.cumsum(weights, axis=1) - weights
    # A thief that counts w times has the ranks above + 1 to above + w, where the precision is
    # 1 - innocents_above / rank: their sum needs only sums of 1 / rank, the harmonic numbers.
    ranks = np.arange(1, weights.sum(axis=1).max(initial=0) + 1)
    harmonic = np.r_[0.0, np.cumsum(1.0 / ranks)]
    precision = taken - innocents_above * (harmonic[above + taken] - harmonic[above])
    found = taken.sum(axis=1)
    mean = precision.sum(axis=1) / np.maximum(found, 1)
    return np.where((weights * ranking.is_thief).any(axis=1), mean, np.nan)


def _taken(weights: Weights, k: int) -> Weights:
    """Return (b, n) how often each account counts among the first `k`."""
    above = np.cumsum(weights, axis=1) - weights
    taken: Weights = np.clip(k - above, 0, weights)
    return taken
