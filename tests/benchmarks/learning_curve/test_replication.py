"""A history: models know only what was found before the lists that they are judged on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.learning_curve import replication, tables
from benchmarks.learning_curve.memory import Memory
from benchmarks.learning_curve.replication import BOTH, COLD, LEARNER, History, Row, replicate

if TYPE_CHECKING:
    from models.outcomes.trained import Parameters, Trained
    from models.outcomes.training_set import TrainingSet
    from tests.benchmarks.learning_curve.conftest import Made


@pytest.fixture(scope="module")
def history(made: Made) -> History:
    """Four months with models at 100 and 300 outcomes."""
    return replicate([made(month) for month in range(5)], seed=1, stages=(0, 100, 300))


def test_every_stage_is_judged_on_the_months_that_follow(history: History) -> None:
    months = {
        stage: {row.month for row in history.rows if row.stage == stage} for stage in (0, 100, 300)
    }
    assert months[0] == {0, 1, 2}
    assert months[100] == {1, 2, 3}
    assert min(months[300]) == 3


def test_without_outcomes_there_is_no_learner_and_the_hand_over_is_the_cold_start(
    history: History,
) -> None:
    at_start = [row for row in history.rows if row.stage == 0]
    assert {row.way for row in at_start} == {COLD, BOTH}
    by_month = {(row.month, row.way): row for row in at_start}
    for month in range(3):
        assert by_month[month, COLD].precision == by_month[month, BOTH].precision
    assert {row.way for row in history.rows if row.stage == 300} == {COLD, LEARNER, BOTH}


def test_training_sees_the_stage_and_nothing_later(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    real = replication.train

    def watched(known: TrainingSet, parameters: Parameters, *more: object) -> Trained:
        told.append((int(tables_told(known)), int(known.day.max())))
        return real(known, parameters, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(replication, "train", watched)
    people = [made(month) for month in range(3)]
    replicate(people, seed=1, stages=(100,))
    assert [count for count, _ in told] == [35, 52, 78, 100]
    # The model that is judged on the second month's list knows visits before it alone.
    assert max(day for _, day in told) < people[1].day


def tables_told(known: TrainingSet) -> int:
    """Return how many rows proved something."""
    return int(replication.field_work.is_told(known.outcome).sum())


def test_memory_gives_the_earliest_visits(made: Made) -> None:
    memory, rng = Memory(), np.random.default_rng(1)
    for month in range(2):
        people = made(month)
        outcomes = replication.field_work.outcomes_of(people, rng)
        done = replication.field_work.visits(people, people.score, outcomes, np.ones(8), rng)
        memory.add(people, done, rng)
    first = memory.first(150)
    assert tables_told(first) == 150
    assert first.day.max() <= memory.first(memory.told).day.max()
    assert (first.outcome == "").any()
    assert tables_told(memory.first(memory.told)) == memory.told


def test_table_tells_how_far_the_hand_over_is_behind_the_better_one() -> None:
    rows = [
        Row(100, 1, way, 0.5, precision, 10.0)
        for way, precision in ((COLD, 0.4), (LEARNER, 0.5), (BOTH, 0.48))
    ]
    told = tables.curve([History(rows), History(rows)], tables.PRECISION)
    assert told.splitlines()[-1] == "| 100 | 40 % ± 0 | 50 % ± 0 | 48 % ± 0 | 0.50 | 0.96 | 0.96 |"
