"""The proxy report: would the zone, the class and the meter type alone do as well?

Inspections follow habits: where crews like to go, thieves are found. A learner that repeats
this is no better than a map, and unjust to everyone on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from features.window import Floats
from models.evaluation.curve_areas import roc_auc
from models.evaluation.ranking import rank
from models.outcomes.context import PROXIES, context_columns
from models.outcomes.figures import draws_of, figure
from models.outcomes.folds import time_folds
from models.outcomes.penalised_logistic import fit_logistic
from models.outcomes.training_set import TrainingSet
from models.outcomes.validation import OutOfTime, Visits

# The learner's area under the curve must be larger than the proxies' by so much.
MARGIN = 0.05
# Of the learner's own order so much may follow from the proxies.
MOST_EXPLAINED = 0.5
_PENALTY = 1.0
# With fewer thefts judged, nothing can be said of proxies.
_FEWEST = 10


def proxy_report(
    training: TrainingSet, visits: Visits, foretold: OutOfTime | None, seed: int
) -> dict[str, Any]:
    """Return what zone, class and meter type alone tell, and the refusal that follows.

    training: the same rows as `visits` (n,). `auc`: of each proxy, of all of them together
    and of the learner, on visits later than those learned from. `margin`: learner less all
    proxies, {value, low, high}. `explained`: share of the learner's order that the proxies
    explain. `refusal`: None where nothing speaks against a release, or nothing can be said.
    """
    if foretold is None or visits.theft[foretold.row].sum() < _FEWEST:
        return {"auc": {}, "margin": None, "explained": None, "refusal": None}
    theft = visits.theft[foretold.row] > 0
    drawn = draws_of(visits.customer[foretold.row], seed)
    scores = {name: _alone(training, visits, foretold, (name,)) for name in PROXIES}
    scores |= {"all": _alone(training, visits, foretold, PROXIES), "learner": foretold.log_odds}
    ids = np.char.zfill(np.arange(len(theft)).astype(np.str_), 9)
    areas = {}
    for name, score in scores.items():
        ranking = rank(score - score.min(), ids, theft)
        areas[name] = roc_auc(ranking, drawn[:, ranking.order])
    margin = areas["learner"] - areas["all"]
    explained = _explained(training.take(foretold.row), foretold.log_odds)
    return {
        "auc": {name: round(float(area[0]), 6) for name, area in areas.items()},
        "margin": figure(margin),
        "explained": explained,
        "refusal": _refusal(float(areas["learner"][0]), float(areas["all"][0]), explained),
    }


def _alone(
    training: TrainingSet, visits: Visits, foretold: OutOfTime, names: tuple[str, ...]
) -> Floats:
    """Return (m,) log odds of theft by context columns alone, learned from each fold's past."""
    odds = np.full(len(visits), np.nan)
    for fold in time_folds(visits.day, visits.customer):
        past = training.take(fold.past)
        columns = context_columns(past, past, names)
        theft = visits.theft[fold.past]
        if not 0 < theft.sum() < len(theft):
            continue
        fitted = fit_logistic(
            columns,
            theft,
            np.ones(len(theft)),
            penalty=np.full(columns.shape[1], _PENALTY),
            prior=np.zeros(columns.shape[1]),
            is_monotone=False,
        )
        later = context_columns(past, training.take(fold.later), names)
        odds[fold.later] = fitted.log_odds(later)
    return odds[foretold.row]


def _explained(judged: TrainingSet, log_odds: Floats) -> float:
    """Return the adjusted share of the variance of ranks that the context columns explain."""
    columns = context_columns(judged, judged, PROXIES)
    _, place = np.unique(log_odds, return_inverse=True)
    ranks = np.argsort(np.argsort(place, kind="stable"), kind="stable").astype(np.float64)
    ranks -= ranks.mean()
    base = columns - columns.mean(axis=0)
    left = ranks - base @ (np.linalg.pinv(base) @ ranks)
    freedom = len(ranks) - 1 - np.linalg.matrix_rank(base)
    if freedom <= 0:
        return 0.0
    unexplained = (left @ left / freedom) / (ranks @ ranks / (len(ranks) - 1))
    return round(float(np.clip(1.0 - unexplained, 0.0, 1.0)), 6)


def _refusal(learner: float, proxies: float, explained: float) -> str | None:
    if learner < proxies + MARGIN:
        return (
            f"zone, tariff class and meter type alone tell thefts from other visits with an area"
            f" under the curve of {proxies:.2f}; the learner reaches {learner:.2f} and must be"
            f" better by {MARGIN:.2f}"
        )
    if explained > MOST_EXPLAINED:
        return (
            f"zone, tariff class and meter type explain {explained:.0%} of the learner's order;"
            f" at most {MOST_EXPLAINED:.0%} is allowed"
        )
    return None
