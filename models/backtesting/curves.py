"""Curves over the cases: what a shorter or a longer list would have been worth."""

from __future__ import annotations

import numpy as np

from models.backtesting.cases import Cases
from models.evaluation import curves as ranking_curves

Curve = dict[str, list[float]]


def curves(cases: Cases) -> dict[str, Curve]:
    """Return the curves of `models.evaluation.report`, over conclusive visits alone.

    roc and precision_recall over the visits to accounts that could be judged. by_length
    over the lists' ranks: of the visits to accounts up to that rank, the share that was
    theft, and the share of all thefts that they were.
    """
    return ranking_curves.curves(cases.ranking()) | {"by_length": _by_length(cases)}


def _by_length(cases: Cases) -> Curve:
    listed = cases.is_listed
    length, place = np.unique(cases.rank[listed], return_inverse=True)
    found = np.cumsum(np.bincount(place, cases.is_theft[listed], len(length)))
    visited = np.cumsum(np.bincount(place, minlength=len(length)))
    thefts = max(int(cases.is_theft.sum()), 1)
    return {
        "length": length.tolist(),
        "precision": (found / visited).tolist(),
        "recall": (found / thefts).tolist(),
    }
