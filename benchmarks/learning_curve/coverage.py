"""Whether what visits at random tell of all accounts holds as often as it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.learning_curve.field import (
    BY_SCORE,
    Visits,
    best,
    is_told,
    likings,
    outcomes_of,
    visits,
)
from benchmarks.learning_curve.population import Flags, Population, Texts
from models.monitoring.interval import Figure
from models.monitoring.unbiased import Sample, recall_of, theft_share
from pipeline.contract.vocabulary import Outcome, VisitReason

QUARTER = 3  # months that are told of together


@dataclass(frozen=True)
class Estimate:
    """What was told of a quarter, and what is true: thefts that visits to all would find.

    share: thefts among all accounts; recall: of them, those at listed accounts. plain: thefts
    among all visits with a result, as one would count who forgets how they were chosen.
    """

    share: Figure
    true_share: float
    recall: Figure
    true_recall: float
    plain: float


@dataclass(frozen=True)
class _Month:
    sample: Sample
    is_listed: Flags
    told: int
    thefts: int
    listed_thefts: int


def estimates(people: Sequence[Population], seed: int) -> list[Estimate]:
    """Return an estimate for each quarter of one draw of the field work, by the cold start."""
    liking = likings(len(np.unique(people[0].zone)), np.random.default_rng([seed, 0]))
    months = []
    for month, now in enumerate(people):
        rng = np.random.default_rng([seed, 1, month])
        outcomes = outcomes_of(now, rng)
        months.append(_month(now, visits(now, now.score, outcomes, liking, rng), outcomes))
    starts = range(0, len(months) - QUARTER + 1, QUARTER)
    return [_estimate(months[start : start + QUARTER]) for start in starts]


def _month(people: Population, done: Visits, outcomes: Texts) -> _Month:
    is_drawn = done.reason == VisitReason.RANDOM.value
    listed = best(people.score, BY_SCORE)
    is_theft = outcomes == str(Outcome.THEFT)
    return _Month(
        sample=Sample(
            weight=1.0 / np.where(is_drawn, done.chance, 1.0),
            is_drawn=is_drawn,
            has_result=is_told(done.outcome),
            is_theft=done.outcome == str(Outcome.THEFT),
            zone=people.zone[done.row].astype(object),
        ),
        is_listed=np.isin(done.row, listed),
        told=int(is_told(outcomes).sum()),
        thefts=int(is_theft.sum()),
        listed_thefts=int(is_theft[listed].sum()),
    )


def _estimate(months: Sequence[_Month]) -> Estimate:
    sample = _joined([month.sample for month in months])
    is_listed = np.concatenate([month.is_listed for month in months])
    thefts = sum(month.thefts for month in months)
    return Estimate(
        share=theft_share(sample),
        true_share=thefts / sum(month.told for month in months),
        recall=recall_of(sample, is_listed),
        true_recall=sum(month.listed_thefts for month in months) / thefts,
        plain=float(sample.is_theft.sum() / sample.has_result.sum()),
    )


def _joined(samples: Sequence[Sample]) -> Sample:
    joined = {
        name: np.concatenate([getattr(one, name) for one in samples])
        for name in Sample.__dataclass_fields__
    }
    return Sample(**joined)


def holds(figure: Figure, truth: float) -> bool:
    """Whether an interval has the truth in it; one that is not known has not."""
    return bool(figure.low <= truth <= figure.high)
