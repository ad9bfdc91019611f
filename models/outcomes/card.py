"""The model card: what a model was made of, how good it is, and what it must not be used for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from models.backtesting.visits import EPOCH
from models.evaluation.json_value import json_value
from models.outcomes.learner import Learner
from models.outcomes.selection import VisitWeights
from models.outcomes.training_set import TrainingSet
from pipeline.contract.vocabulary import Family

LIMITS = (
    "A probability is of theft being found at a visit to this account now, in this utility.",
    "It holds for accounts like those visited; weights correct for who was chosen only as far"
    " as score, zone and class tell.",
    "Visits that found nothing may have overlooked a theft; the probabilities are of what"
    " crews find.",
    "Faults are neither theft nor innocence to the evidence of theft; they have a probability"
    " of their own. It is not calibrated apart and rests on few cases.",
    "It knows nothing of means that no visit has found yet; for these the cold start and the"
    " visits drawn at random are there.",
)
HARMS = (
    "A high probability is a reason for a visit. It is no proof, and no ground to bill, to cut"
    " off or to accuse anyone.",
    "Crews that go where they have always gone find what they have always found. The proxy"
    " report and the random share are there to see it.",
    "Zone, tariff class and meter type are never read as evidence; they may still be mirrored"
    " in what is measured.",
)
_STRONGEST = 12


def model_card(
    training: TrainingSet,
    learner: Learner,
    weights: VisitWeights,
    facts: dict[str, Any],
    date: dt.date,
) -> dict[str, Any]:
    """Return the card as plain JSON types; `facts` adds what the training found out."""
    is_visit = training.outcome != ""
    days = training.day[is_visit]
    outcomes, counts = np.unique(training.outcome[is_visit], return_counts=True)
    card = {
        "trained_on": date,
        "data": {
            "first_visit": EPOCH + dt.timedelta(days=int(days.min())),
            "last_visit": EPOCH + dt.timedelta(days=int(days.max())),
            "visits": int(is_visit.sum()),
            "accounts": len(np.unique(training.account_id[is_visit])),
            "accounts_not_visited": int((~is_visit).sum()),
            "outcomes": dict(zip(outcomes.tolist(), counts.tolist(), strict=True)),
        },
        "population": {
            name: _counts(getattr(training, name)[is_visit])
            for name in ("zone", "tariff_class", "meter_model")
        },
        "features": list(learner.names),
        "strongest_evidence": _strongest(learner),
        "selection": {
            "known_by": weights.source.value,
            "effective_visits": weights.effective_count,
        },
        **facts,
        "limits": list(LIMITS),
        "harms": list(HARMS),
    }
    plain: dict[str, Any] = json_value(card)
    return plain


def _counts(words: np.ndarray) -> dict[str, int]:
    names, counts = np.unique(words, return_counts=True)
    return {str(name) or "unknown": int(count) for name, count in zip(names, counts, strict=True)}


def _strongest(learner: Learner) -> list[dict[str, Any]]:
    """Return the columns with the largest coefficients, in log odds."""
    names = [
        "score of the cold start",
        *(f"family {family.value}" for family in Family),
        *(f"score without family {family.value}" for family in Family),
        *learner.names,
    ]
    weight = learner.evidence.coefficients
    order = np.argsort(-weight, kind="stable")[:_STRONGEST]
    return [
        {"evidence": names[place], "log_odds": round(float(weight[place]), 4)}
        for place in order
        if weight[place] > 0
    ]
