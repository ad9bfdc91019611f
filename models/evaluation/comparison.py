"""The comparison: the same metrics, with intervals, for several ways to score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from features.window import Floats
from models.evaluation import curve_areas, list_metrics
from models.evaluation.bootstrap import interval, resampled
from models.evaluation.curve_areas import Weights
from models.evaluation.curves import curves
from models.evaluation.ranking import Ranking, rank
from models.evaluation.truth import Label, Words


@dataclass(frozen=True)
class Lengths:
    """Lengths of lists: the number of thieves, what crews can visit, and the list as it is."""

    thieves: int
    capacity: int
    listed: int


@dataclass(frozen=True)
class Entrant:
    """One way to score: its name, its title, and the scores (n,) that it gave the accounts."""

    name: str
    label: str
    scores: Floats


def compare(
    entrants: Sequence[Entrant],
    account_ids: Words,
    label: Words,
    lengths: Lengths,
    *,
    draws: int,
    seed: int,
) -> list[dict[str, Any]]:
    """Return `comparison` of the report: metrics with intervals and curves of each entrant.

    account_ids, label: (n,), in the order of the scores. Every entrant meets the same
    draws, so that differences between two are not those of the draws.
    """
    is_thief = np.asarray(label == Label.THEFT)
    rankings = [rank(entrant.scores, account_ids, is_thief) for entrant in entrants]
    blocks: list[list[dict[str, Floats]]] = [[] for _ in entrants]
    for weights in resampled(label, draws, seed):
        for ranking, drawn in zip(rankings, blocks, strict=True):
            drawn.append(measure(ranking, weights[:, ranking.order], lengths))
    return [
        {
            "name": entrant.name,
            "label": entrant.label,
            "metrics": _with_intervals(measure(ranking, _once(ranking), lengths), drawn),
            "curves": curves(ranking),
        }
        for entrant, ranking, drawn in zip(entrants, rankings, blocks, strict=True)
    ]


def measure(ranking: Ranking, weights: Weights, lengths: Lengths) -> dict[str, Floats]:
    """Return every metric of `report.METRICS`, (b,) each, for weights (b, n) of a ranking."""
    capacity, thieves = lengths.capacity, lengths.thieves
    return {
        "auc": curve_areas.roc_auc(ranking, weights),
        "pr_auc": curve_areas.average_precision(ranking, weights),
        "precision_at_k": list_metrics.precision_at(ranking, weights, thieves),
        "precision_at_capacity": list_metrics.precision_at(ranking, weights, capacity),
        "recall_at_capacity": list_metrics.recall_at(ranking, weights, capacity),
        "map_at_k": list_metrics.map_at(ranking, weights, thieves),
        "lift_at_capacity": list_metrics.lift_at(ranking, weights, capacity),
        "innocents_listed": list_metrics.innocents_within(ranking, weights, lengths.listed),
    }


def at_lengths(ranking: Ranking, named: dict[str, int]) -> list[dict[str, Any]]:
    """Return `at_k` of the report, for lengths by name; those beyond the accounts are left out."""
    once = _once(ranking)
    return [
        {
            "name": name,
            "k": k,
            "thieves": int(list_metrics.thieves_within(ranking, once, k)[0]),
            "precision": list_metrics.precision_at(ranking, once, k)[0],
            "recall": list_metrics.recall_at(ranking, once, k)[0],
            "map": list_metrics.map_at(ranking, once, k)[0],
            "lift": list_metrics.lift_at(ranking, once, k)[0],
        }
        for name, k in named.items()
        if k <= len(ranking.order)
    ]


def _once(ranking: Ranking) -> Weights:
    return np.ones((1, len(ranking.order)), dtype=np.int64)


def _with_intervals(
    plain: dict[str, Floats], drawn: list[dict[str, Floats]]
) -> dict[str, dict[str, float]]:
    figures = {}
    for name, value in plain.items():
        low, high = interval(np.concatenate([np.empty(0), *(block[name] for block in drawn)]))
        figures[name] = {"value": float(value[0]), "low": low, "high": high}
    return figures
