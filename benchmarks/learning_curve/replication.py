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
# Outcomes at the first training, a week's, and how much more there are at each next one: as
# often as every week at first, and later, where a training changes little, more rarely.
FIRST_TRAINING, GROWTH = 35, 1.5
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

    A model is trained again and again as outcomes come in, always on just so many of the
    earliest, and the crews' next list goes by its hand-over. Those of the stages are judged
    on the lists of the months that follow.
    """
    rng = np.random.default_rng([seed, 0])
    liking = field_work.likings(len(np.unique(people[0].zone)), rng)
    history, memory = History(), Memory()
    trained: Trained | None = None
    trainings = _trainings(stages)
    history.rows += _judged(people, 0, 0, None)
    for month, now in enumerate(people):
        draws = np.random.default_rng([seed, 1, month])
        outcomes = field_work.outcomes_of(now, draws)
        done = field_work.visits(now, in_force(now, trained), outcomes, liking, draws)
        memory.add(now, done, draws)
        while trainings and memory.told >= trainings[0]:
            outcomes_count = trainings.pop(0)
            trained = _trained(memory.first(outcomes_count), trained, seed)
            if outcomes_count in stages:
                history.rows += _judged(people, month + 1, outcomes_count, trained)
                if trained is not None and trained.refusal:
                    history.refusals[outcomes_count] = trained.refusal
    return history


def _trainings(stages: Sequence[int]) -> list[int]:
    """Return at how many outcomes a model is trained, the stages among them, in order."""
    count, found = float(FIRST_TRAINING), set(stages) - {0}
    while count < max(stages):
        found.add(int(count))
        count *= GROWTH
    return sorted(found)


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
