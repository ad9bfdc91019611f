"""Curves over the cases: what a shorter or a longer list would have been worth."""

from __future__ import annotations

import numpy as np

from models.backtesting.cases import Cases

Curve = dict[str, list[float]]


def curves(cases: Cases) -> dict[str, Curve]:
    """Return the curves of `models.evaluation.report`, over conclusive visits alone.

    roc and precision_recall over the visits to accounts that could be judged, a point for
    each level of the score; empty without a theft or without another visit among them.
    by_length over the lists' ranks: of the visits to accounts up to that rank, the share
    that was theft, and the share of all thefts that they were.
    """
    judged = np.isfinite(cases.score)
    theft = cases.is_theft[judged]
    if not theft.any() or theft.all():
        roc, trade = _empty("false_positive_share", "recall"), _empty("recall", "precision")
    else:
        _, place = np.unique(-cases.score[judged], return_inverse=True)
        found, wrong = np.cumsum(np.bincount(place, theft)), np.cumsum(np.bincount(place, ~theft))
        recall, false = found / found[-1], wrong / wrong[-1]
        roc = _curve(false_positive_share=np.r_[0, false], recall=np.r_[0, recall])
        trade = _curve(recall=recall, precision=found / (found + wrong))
    return {"roc": roc, "precision_recall": trade, "by_length": _by_length(cases)}


def _by_length(cases: Cases) -> Curve:
    listed = cases.is_listed
    if not listed.any():
        return _empty("length", "precision", "recall")
    length, place = np.unique(cases.rank[listed], return_inverse=True)
    found = np.cumsum(np.bincount(place, cases.is_theft[listed]))
    visited = np.cumsum(np.bincount(place))
    thefts = max(int(cases.is_theft.sum()), 1)
    return _curve(length=length, precision=found / visited, recall=found / thefts)


def _curve(**columns: np.typing.NDArray[np.float64]) -> Curve:
    return {name: np.asarray(values, dtype=np.float64).tolist() for name, values in columns.items()}


def _empty(*names: str) -> Curve:
    return {name: [] for name in names}
