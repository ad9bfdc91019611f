"""Curves of a ranking, thinned to what a page can draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.evaluation.ranking import Ranking

POINTS = 200
_DECIMALS = 5


def curves(ranking: Ranking) -> dict[str, dict[str, list[float]]]:
    """Return ROC, precision over recall, and both over the length of a list.

    Empty lists where there are no thieves or no innocents. Accounts with equal scores make
    one point of the first two curves.
    """
    names = {
        "roc": ("false_positive_share", "recall"),
        "precision_recall": ("recall", "precision"),
        "by_length": ("length", "precision", "recall"),
    }
    if ranking.is_thief.all() or not ranking.is_thief.any():
        return {curve: {axis: [] for axis in axes} for curve, axes in names.items()}
    lengths = np.arange(1, len(ranking.is_thief) + 1)
    found = np.cumsum(ranking.is_thief)
    precision, recall = found / lengths, found / found[-1]
    wrong = (lengths - found) / (lengths[-1] - found[-1])
    ends = np.r_[ranking.tie_starts[1:], len(lengths)] - 1
    seen = ends[_thinned(len(ends))]
    by_rank = _thinned(len(lengths))
    lines = {
        "roc": (np.r_[0.0, wrong[seen]], np.r_[0.0, recall[seen]]),
        "precision_recall": (recall[seen], precision[seen]),
        "by_length": (lengths[by_rank], precision[by_rank], recall[by_rank]),
    }
    return {
        curve: {axis: _rounded(line) for axis, line in zip(axes, lines[curve], strict=True)}
        for curve, axes in names.items()
    }


def _thinned(count: int) -> NDArray[np.intp]:
    """Return at most `POINTS` of `count` places, closer together towards the top of the list."""
    if count <= POINTS:
        return np.arange(count)
    return np.unique(np.round(np.geomspace(1, count, POINTS)).astype(np.intp)) - 1


def _rounded(line: Floats | NDArray[np.int64]) -> list[float]:
    values: list[float] = np.round(line, _DECIMALS).tolist()
    return values
