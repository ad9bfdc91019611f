"""Field work: whom crews visit and what they bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.learning_curve import field
from pipeline.contract.vocabulary import Outcome, VisitReason

if TYPE_CHECKING:
    from tests.benchmarks.learning_curve.conftest import Made


def test_nobody_is_visited_twice_and_the_best_are(made: Made) -> None:
    people, rng = made(), np.random.default_rng(1)
    outcomes = field.outcomes_of(people, rng)
    done = field.visits(people, people.score, outcomes, field.likings(8, rng), rng)
    assert len(np.unique(done.row)) == len(done.row)
    suspects = done.row[done.reason == VisitReason.SUSPECT.value]
    assert people.score[suspects].min() >= np.delete(people.score, suspects).max()
    assert (outcomes[done.row] == done.outcome).all()
    assert (np.diff(done.day) >= 0).all()
    assert done.day.min() > people.day


def test_chance_is_logged_for_those_drawn_at_random_alone(made: Made) -> None:
    people, rng = made(), np.random.default_rng(1)
    outcomes = field.outcomes_of(people, rng)
    done = field.visits(people, people.score, outcomes, field.likings(8, rng), rng)
    is_drawn = done.reason == VisitReason.RANDOM.value
    assert is_drawn.sum() == field.AT_RANDOM
    assert np.isfinite(done.chance).tolist() == is_drawn.tolist()
    # Those that were chosen and those that the drawn ones stand for are all accounts.
    stood_for = (1 / done.chance[is_drawn]).sum() + (~is_drawn).sum()
    assert stood_for == pytest.approx(len(people))


def test_inspectors_err_as_often_as_stated(made: Made) -> None:
    people = made(accounts=60_000)
    outcomes = field.outcomes_of(people, np.random.default_rng(2))
    told = field.is_told(outcomes)
    assert (outcomes == Outcome.NO_ACCESS).mean() == pytest.approx(field.NO_ACCESS, abs=0.01)
    thieves = people.is_thief & (told | (outcomes == Outcome.RECTIFIED_ON_ARRIVAL))
    found = (outcomes[thieves] == Outcome.THEFT).mean()
    assert found == pytest.approx(1 - field.MISSED - field.RECTIFIED, abs=0.02)
    honest = (people.finding == Outcome.CLEAN) & told
    assert (outcomes[honest] == Outcome.THEFT).mean() == pytest.approx(field.FALSE_THEFT, abs=0.001)


def test_crews_like_some_zones(made: Made) -> None:
    people, liking = made(accounts=5000), np.ones(8)
    liking[3] = 1000.0
    rng = np.random.default_rng(3)
    done = field.visits(people, people.score, field.outcomes_of(people, rng), liking, rng)
    routine = people.zone[done.row[done.reason == ""]]
    assert (routine == "zone-3").mean() > 0.9


def test_best_breaks_ties_by_order_and_puts_the_unjudged_last() -> None:
    score = np.array([0.2, np.nan, 0.7, 0.2, 0.0])
    assert field.best(score, 4).tolist() == [2, 0, 3, 4]
