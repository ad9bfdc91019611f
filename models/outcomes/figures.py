"""Figures: cold start, learner and blend side by side, with 95 % intervals by customers."""

from __future__ import annotations

from typing import Any

import numpy as np

from features.window import Floats
from models.evaluation.bootstrap import interval, resampled
from models.evaluation.calibration import calibration as reliability
from models.evaluation.curve_areas import Weights, average_precision, roc_auc
from models.evaluation.ranking import rank
from models.outcomes.calibration import log_loss
from models.outcomes.labels import Words
from models.outcomes.validation import OutOfTime, Visits

DRAWS = 300
# Sums of many terms may differ by less where they are added up in another order.
_NOTHING = 1e-9
_DIGITS = 6
# At most so large a share of a fold's visits counts as what the crews could have made.
_TOP_SHARE = 0.25
# Of each of these a larger one is better; of the others a smaller one.
BETTER_LARGER = ("precision_at_capacity", "auc", "average_precision")
MEASURES = (*BETTER_LARGER, "brier", "log_loss")


def figures(
    visits: Visits, foretold: OutOfTime, share: float, capacity: int, seed: int
) -> dict[str, Any]:
    """Return measure to {cold, learner, blend, gain}, each {value, low, high}; and reliability.

    gain: how much better the learner is than the cold start, positive is better, by visits
    drawn together; with `sureness`, the share of the draws in which it is.
    precision_at_capacity: thefts among the visits first in each fold, as many as the crews
    make in a day, a quarter of the fold at most. Faults count as no theft.
    """
    theft = visits.theft[foretold.row]
    mixed = (1.0 - share) * foretold.cold + share * foretold.learned
    mixed_probability = (1.0 - share) * foretold.cold_probability + share * foretold.probability
    judged = {
        "cold": (foretold.cold, foretold.cold_probability),
        "learner": (foretold.learned, foretold.probability),
        "blend": (mixed, mixed_probability),
    }
    drawn = draws_of(visits.customer[foretold.row], seed)
    found = {
        name: _measured(foretold, scores, theft, capacity, drawn) for name, scores in judged.items()
    }
    told: dict[str, Any] = {}
    for measure in MEASURES:
        sign = 1.0 if measure in BETTER_LARGER else -1.0
        gain = sign * (found["learner"][measure] - found["cold"][measure])
        told[measure] = {
            **{name: figure(one[measure]) for name, one in found.items()},
            "gain": {**figure(gain), "sureness": float(np.mean(gain[1:] > _NOTHING))},
        }
    return told | {"reliability": reliability(mixed_probability, theft > 0)}


def draws_of(customer: Words, seed: int) -> Weights:
    """Return (1 + b, m) how often each visit counts: once, then as its customer was drawn."""
    customers, place = np.unique(customer, return_inverse=True)
    strata = np.zeros(len(customers), dtype=np.str_)
    drawn = np.concatenate(list(resampled(strata, DRAWS, seed)))
    once = np.ones((1, len(customers)), dtype=np.int64)
    return np.asarray(np.concatenate([once, drawn])[:, place])


def _measured(
    foretold: OutOfTime,
    judged: tuple[Floats, Floats],
    theft: Floats,
    capacity: int,
    drawn: Weights,
) -> dict[str, Floats]:
    """Return each measure of scores and probabilities under every draw, (1 + b,)."""
    score, probability = judged
    ids = np.char.zfill(np.arange(len(score)).astype(np.str_), 9)
    ranking = rank(score, ids, theft > 0)
    ordered = drawn[:, ranking.order]
    total = np.maximum(drawn.sum(axis=1), 1)
    return {
        "precision_at_capacity": _precision(foretold, ranking.order, theft, capacity, drawn),
        "auc": roc_auc(ranking, ordered),
        "average_precision": average_precision(ranking, ordered),
        "brier": drawn @ (probability - theft) ** 2 / total,
        "log_loss": drawn @ log_loss(probability, theft) / total,
    }


def _precision(
    foretold: OutOfTime, order: np.ndarray, theft: Floats, capacity: int, drawn: Weights
) -> Floats:
    """Return (1 + b,) the share of thefts among the first visits of all folds."""
    found, made = np.zeros(len(drawn)), np.zeros(len(drawn))
    for fold in np.unique(foretold.fold):
        mine = order[foretold.fold[order] == fold]
        places = max(1, min(capacity, int(_TOP_SHARE * len(mine))))
        counts = drawn[:, mine]
        taken = np.clip(places - (np.cumsum(counts, axis=1) - counts), 0, counts)
        found += taken @ theft[mine]
        made += taken.sum(axis=1)
    return np.asarray(found / np.maximum(made, 1))


def figure(draws: Floats) -> dict[str, float | None]:
    """Return {value, low, high} of draws (1 + b,), the first of which is the plain figure."""
    low, high = interval(draws[1:])
    return {
        name: round(float(value), _DIGITS) if np.isfinite(value) else None
        for name, value in (("value", draws[0]), ("low", low), ("high", high))
    }
