"""One history of two years: visits month after month, models at the stages, lists compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.learning_curve import field as field_work
from benchmarks.learning_curve.field import BY_SCORE, best
from benchmarks.learning_curve.memory import Memory
from benchmarks.learning_curve.population import Floats, Population
from models.outcomes.trained import NotEnoughOutcomesError, Parameters, Trained, train
from models.outcomes.training_set import TrainingSet

STAGES = (0, 100, 300, 1000, 3000)
FOLLOWING = 3  # months on which a model is judged
EVERY_MONTH_UNTIL = 12  # afterwards a model is trained every third month
COLD, LEARNER, BOTH = "cold start", "learner", "hand-over"


@dataclass(frozen=True)
class Row:
    """What the best of one list were, by one way of scoring.

    stage: outcomes known. share: of the score that the learner has in the hand-over.
    precision: thieves among the accounts of the capacity; kwh_a_visit: stolen by them so far,
    over all visits.
    """

    stage: int
    month: int
    way: str
    share: float
    precision: float
    kwh_a_visit: float


@dataclass
class History:
    """What a replication leaves behind: compared lists, and why models were refused, by stage."""

    rows: list[Row] = field(default_factory=list)
    refusals: dict[int, str] = field(default_factory=dict)


def replicate(people: Sequence[Population], seed: int, stages: Sequence[int] = STAGES) -> History:
    """Return the history of the months' populations with one draw of the field work.

    After every month, later every third, a model is trained on all outcomes, and the crews
    work by its hand-over.
    At every stage one is trained on just so many outcomes, the earliest, and judged on the
    lists of the months that follow.
    """
    rng = np.random.default_rng([seed, 0])
    liking = field_work.likings(len(np.unique(people[0].zone)), rng)
    history, memory = History(), Memory()
    trained: Trained | None = None
    open_stages = [stage for stage in stages if stage > 0]
    history.rows += _judged(people, 0, 0, None)
    for month, now in enumerate(people):
        draws = np.random.default_rng([seed, 1, month])
        outcomes = field_work.outcomes_of(now, draws)
        done = field_work.visits(now, in_force(now, trained), outcomes, liking, draws)
        memory.add(now, done, draws)
        while open_stages and memory.told >= open_stages[0]:
            stage = open_stages.pop(0)
            at_stage = _trained(memory.first(stage), trained, seed)
            history.rows += _judged(people, month + 1, stage, at_stage)
            if at_stage is not None and at_stage.refusal:
                history.refusals[stage] = at_stage.refusal
        if open_stages and (month < EVERY_MONTH_UNTIL or month % 3 == 0):
            trained = _trained(memory.first(memory.told), trained, seed)
    return history


def in_force(people: Population, trained: Trained | None) -> Floats:
    """Return the score (n,) by which the list is made: the hand-over's, if a model is released."""
    if trained is None or trained.refusal:
        return people.score
    return trained.model.blended(*seen(people))


def seen(people: Population) -> tuple[np.ndarray, tuple[str, ...], Floats, Floats]:
    """Return what a model judges a population by."""
    return people.values, tuple(people.names.tolist()), people.family_scores, people.score


def _trained(visits: TrainingSet, before: Trained | None, seed: int) -> Trained | None:
    """Return a model of these visits, None where they are too few to learn from."""
    date = dt.date(1970, 1, 1) + dt.timedelta(days=int(visits.day.max()))
    share = 0.0 if before is None or before.refusal else before.share
    try:
        return train(visits, Parameters(capacity=BY_SCORE, previous_share=share), date, seed)
    except NotEnoughOutcomesError:
        return None


def _judged(
    people: Sequence[Population], first: int, stage: int, trained: Trained | None
) -> list[Row]:
    """Judge the lists of the following months, by each way of scoring that there is."""
    share = 0.0 if trained is None or trained.refusal else trained.share
    return [
        Row(stage, month, way, share, *_yield(people[month], score))
        for month in range(first, min(first + FOLLOWING, len(people)))
        for way, score in _ways(people[month], trained).items()
    ]


def _ways(people: Population, trained: Trained | None) -> dict[str, Floats]:
    ways = {COLD: people.score, BOTH: in_force(people, trained)}
    if trained is not None:
        ways[LEARNER] = trained.model.learned(*seen(people))
    return ways


def _yield(people: Population, score: Floats) -> tuple[float, float]:
    chosen = best(score, BY_SCORE)
    return float(people.is_thief[chosen].mean()), float(people.stolen_kwh[chosen].mean())
