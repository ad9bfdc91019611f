"""The place of the learning curve, from its files to scores beside the truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from benchmarks.learning_curve.place import MONTHS, WEAK_MODEL, month_end, place
from benchmarks.learning_curve.population import Population, population
from pipeline.contract.vocabulary import Outcome
from simulator.simulation import Simulation


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one month of few accounts."""
    folder = tmp_path_factory.mktemp("kept")
    population(3, 150, folder)
    return folder


def test_months_follow_one_another() -> None:
    ends = [month_end(month) for month in range(MONTHS)]
    assert ends[0] == dt.date(2024, 1, 31)
    assert all((one + dt.timedelta(days=1)).day == 1 for one in ends)
    assert len({(one.year, one.month) for one in ends}) == MONTHS


def test_thieves_keep_to_some_zones_and_failures_to_one_model() -> None:
    world = place(0, 1500)
    simulation = Simulation(world.accounts, world.timeline(), world.seed, world)
    roster = simulation.roster
    thefts = [row for one in simulation.happenings if one.label == "theft" for row in one.spans]
    zone = np.unique(roster.zone, return_inverse=True)[1][thefts]
    assert (zone % 4 == 0).mean() > 0.4  # a quarter of the zones
    failed = [
        row for one in simulation.happenings if one.kind == "meter_fault" for row in one.spans
    ]
    assert (roster.meter_model[failed] == WEAK_MODEL).mean() > 0.4


def test_truth_stands_beside_the_scores(kept: Path) -> None:
    people = population(3, 150, kept)
    assert len(people) == 150
    assert ((people.score >= 0) & (people.score <= 1)).all()
    assert 0 < people.is_thief.sum() < 30
    assert (people.finding[people.is_thief] == Outcome.THEFT).all()
    assert (people.finding[~people.is_thief] != Outcome.THEFT).all()
    assert ((people.stolen_kwh > 0) == people.is_thief).all()
    assert people.day == (month_end(3) - dt.date(1970, 1, 1)).days


def test_kept_population_is_taken_as_it_lies_there(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> Population:
        raise AssertionError("made again")

    monkeypatch.setattr("benchmarks.learning_curve.population._made", never)
    population(3, 150, kept)
    with pytest.raises(AssertionError, match="made again"):
        population(4, 150, kept)
