"""Training: from visits to a model, and whether it may judge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from models.backtesting.visits import day_number
from models.evaluation.json_value import json_value
from models.outcomes.card import model_card
from models.outcomes.columns import Seen
from models.outcomes.figures import MEASURES, figures
from models.outcomes.folds import customers_of
from models.outcomes.labels import Label, labels_of
from models.outcomes.learner import fit_finding, fit_learner
from models.outcomes.model import OutcomeModel
from models.outcomes.model_file import digest, model_bytes
from models.outcomes.proxy import proxy_report
from models.outcomes.selection import VisitWeights, visit_weights
from models.outcomes.share import earned_share
from models.outcomes.training_set import TrainingSet
from models.outcomes.validation import (
    OutOfTime,
    Visits,
    calibration_of,
    chosen_penalty,
    cold_calibration,
    json_counts,
    out_of_time,
)

# Of thefts, and of innocents: with fewer there is nothing to tell apart.
FEWEST_OF_EACH = 5


class NotEnoughOutcomesError(ValueError):
    """Too few visits proved something; the message says what there is and what is needed."""


@dataclass(frozen=True)
class Parameters:
    """What a training is asked.

    capacity: visits a day that the crews can make; precision is told for so many.
    previous_share: the share of the score that the model before this one had, 0 without.
    """

    capacity: int = 100
    previous_share: float = 0.0


@dataclass(frozen=True)
class Trained:
    """What came out of a training.

    model: to be released unless refused. card: model card, plain JSON types. proxy: the proxy
    report. validation: figures of the time-ordered validation, None where there were too few
    visits for one. share: of the score that the learner gets. refusal: why the model must not
    be released, None where it may.
    """

    model: OutcomeModel
    card: dict[str, Any]
    proxy: dict[str, Any]
    validation: dict[str, Any] | None
    share: float
    refusal: str | None


def train(training_set: TrainingSet, parameters: Parameters, date: dt.date, seed: int) -> Trained:
    """Learn from the visits up to `date`; the same inputs in any order give the same bytes.

    seed: of the draws for the intervals. NotEnoughOutcomesError where too few visits proved
    something.
    """
    # The sums are small: threads cost more than they save, and would add up in another order.
    with threadpool_limits(1):
        return _train(training_set, parameters, date, seed)


def _train(training_set: TrainingSet, parameters: Parameters, date: dt.date, seed: int) -> Trained:
    known = _in_order(training_set.take(training_set.day <= day_number(date)))
    labels = labels_of(known.outcome)
    is_proof = labels != Label.NOTHING.value
    _require(labels)
    weights = visit_weights(known, is_proof)
    proved = known.take(is_proof)
    visits = _visits(proved, labels[is_proof], weights)
    penalty = chosen_penalty(visits)
    foretold = out_of_time(visits, penalty)
    validation, share = _validated(visits, foretold, parameters, seed)
    proxy = proxy_report(proved, visits, foretold, seed)
    model = _fitted(visits, foretold, penalty, share)
    facts = {
        "labels": json_counts(visits),
        "share": share,
        "refusal": proxy["refusal"],
        "penalty": penalty,
        "seed": seed,
        "validation": validation,
        "proxy": proxy,
        "sha256": digest(model_bytes(model)),
    }
    card = model_card(known, model.learner, weights, facts, date)
    return Trained(model, card, card["proxy"], card["validation"], share, proxy["refusal"])


def _in_order(training: TrainingSet) -> TrainingSet:
    return training.take(np.lexsort((training.outcome, training.account_id, training.day)))


def _require(labels: NDArray[np.str_]) -> None:
    found = {label: int((labels == label.value).sum()) for label in Label}
    if min(found[Label.THEFT], found[Label.INNOCENT]) < FEWEST_OF_EACH:
        raise NotEnoughOutcomesError(
            f"inspections with scores before them: {found[Label.THEFT]} found theft,"
            f" {found[Label.INNOCENT]} found nothing wrong; at least {FEWEST_OF_EACH} of each"
            " are needed to learn"
        )


def _visits(proved: TrainingSet, labels: NDArray[np.str_], weights: VisitWeights) -> Visits:
    def is_label(label: Label) -> NDArray[np.float64]:
        return np.asarray(labels == label.value, dtype=np.float64)

    return Visits(
        seen=Seen(proved.values, proved.names, proved.family_scores, proved.score),
        theft=is_label(Label.THEFT),
        innocent=is_label(Label.INNOCENT),
        fault=is_label(Label.FAULT),
        record_error=is_label(Label.RECORD_ERROR),
        weight=weights.weight,
        day=proved.day,
        customer=customers_of(proved.account_id, proved.customer_id),
    )


def _validated(
    visits: Visits, foretold: OutOfTime | None, parameters: Parameters, seed: int
) -> tuple[dict[str, Any] | None, float]:
    """Return the figures of the validation and the share that follows from them."""
    if foretold is None:
        return None, 0.0
    counts = json_counts(visits)
    told = figures(visits, foretold, 0.0, parameters.capacity, seed)
    share = earned_share(told, counts, parameters.previous_share)
    told = figures(visits, foretold, share, parameters.capacity, seed)
    return {
        "visits": len(foretold.row),
        "thefts": int(visits.theft[foretold.row].sum()),
        "measures": json_value({name: told[name] for name in MEASURES}),
        "reliability": json_value(told["reliability"]),
    }, share


def _fitted(
    visits: Visits, foretold: OutOfTime | None, penalty: float, share: float
) -> OutcomeModel:
    """Return the model that learned from every visit."""
    telling = visits.is_telling
    learner = fit_learner(visits.seen.take(telling), visits.theft[telling], penalty)
    columns = learner.columns(visits.seen)
    everyone = np.ones(len(visits), dtype=np.bool_)
    return OutcomeModel(
        share=share,
        learner=learner,
        calibration=calibration_of(visits, foretold),
        cold_calibration=cold_calibration(visits, everyone),
        fault=fit_finding(columns, visits.fault, visits.weight),
        record_error=fit_finding(columns, visits.record_error, visits.weight),
    )
