"""Selection: weights for who was chosen for a visit, so that the others count too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Floats
from models.outcomes.columns import above_faint
from models.outcomes.context import context_columns
from models.outcomes.penalised_logistic import fit_logistic
from models.outcomes.training_set import TrainingSet
from pipeline.contract.vocabulary import VisitReason

# Fewer accounts drawn at random say too little about the population.
FEWEST_DRAWN = 50
# No visit counts more than so many times, or less than a so-manieth part of, another.
_CLIP = 4.0
_PENALTY = 3.0
_SEEN_BY = ("zone", "tariff_class")


class Source(StrEnum):
    """By what the population was known."""

    POPULATION = "accounts that were not visited"
    RANDOM_SHARE = "visits that were drawn at random"
    NONE = "nothing: every visit counts the same"


@dataclass(frozen=True)
class VisitWeights:
    """What each visit counts.

    weight: (n,) with mean 1. effective_count: how many visits of equal weight would tell as
    much. source: by what the population was known.
    """

    weight: Floats
    effective_count: float
    source: Source


def visit_weights(training: TrainingSet, is_visit: Flags) -> VisitWeights:
    """Weigh the rows (v,) of `training` that `is_visit` (n,) marks.

    The weight is the inverse of the odds to be visited against standing in a sample of the
    population, by cold score, zone and class. The sample is of accounts not visited, else
    the random share of the visits, each by the inverse of its logged chance.
    """
    sample, share, source = _population(training)
    visits = np.flatnonzero(is_visit)
    if source is Source.NONE or not len(visits):
        return VisitWeights(np.ones(len(visits)), float(len(visits)), Source.NONE)
    rows = np.r_[visits, sample]
    both = training.take(rows)
    context = context_columns(both, both, _SEEN_BY)
    columns = np.column_stack([above_faint(both.score), context])
    fitted = fit_logistic(
        columns,
        np.r_[np.ones(len(visits)), np.zeros(len(sample))],
        np.r_[np.ones(len(visits)), share * len(visits) / share.sum()],
        penalty=np.full(columns.shape[1], _PENALTY),
        prior=np.zeros(columns.shape[1]),
        is_monotone=False,
    )
    odds = fitted.log_odds(columns[: len(visits)])
    weight = np.clip(np.exp(np.median(odds) - odds), 1.0 / _CLIP, _CLIP)
    weight /= weight.mean()
    return VisitWeights(weight, float(weight.sum() ** 2 / np.sum(weight**2)), source)


def _population(training: TrainingSet) -> tuple[NDArray[np.intp], Floats, Source]:
    """Return rows (m,) that stand for the population, what each counts, and what they are."""
    unvisited = np.flatnonzero(training.outcome == "")
    if len(unvisited) >= FEWEST_DRAWN:
        return unvisited, np.ones(len(unvisited)), Source.POPULATION
    logged = training.selection_probability
    is_drawn = (training.reason == VisitReason.RANDOM.value) & (np.nan_to_num(logged) > 0)
    drawn = np.flatnonzero(is_drawn)
    if len(drawn) >= FEWEST_DRAWN:
        return drawn, 1.0 / logged[drawn], Source.RANDOM_SHARE
    return drawn, np.ones(len(drawn)), Source.NONE
