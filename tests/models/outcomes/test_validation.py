from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from models.outcomes.columns import Seen
from models.outcomes.trained import Parameters, train
from models.outcomes.validation import (
    PENALTIES,
    Visits,
    calibration_of,
    chosen_penalty,
    cold_calibration,
    out_of_time,
)
from tests.models.outcomes.small_utility import make


def _visits(count: int, seed: int = 1) -> Visits:
    training = make(count, seed=seed)
    theft = (training.outcome == "theft").astype(float)
    none = np.zeros(count)
    seen = Seen(training.values, training.names, training.family_scores, training.score)
    return Visits(seen, theft, 1 - theft, none, none, none + 1, training.day, training.account_id)


def test_what_is_foretold_does_not_depend_on_what_came_later() -> None:
    visits = _visits(400)
    plain = out_of_time(visits, 3.0)
    late = visits.day >= np.quantile(visits.day, 0.9)
    turned = np.where(late, 1 - visits.theft, visits.theft)
    other = out_of_time(dataclasses.replace(visits, theft=turned, innocent=1 - turned), 3.0)
    assert plain is not None
    assert other is not None
    assert np.array_equal(plain.log_odds, other.log_odds)
    assert np.array_equal(plain.learned, other.learned)
    assert np.array_equal(plain.cold_probability, other.cold_probability)
    assert np.array_equal(plain.probability, other.probability)


def test_every_later_visit_is_foretold_once() -> None:
    found = out_of_time(_visits(400), 3.0)
    assert found is not None
    assert len(np.unique(found.row)) == len(found.row) >= 0.6 * 400


def test_a_past_without_thefts_teaches_nothing() -> None:
    visits = _visits(60)
    none = np.zeros(60)
    assert out_of_time(dataclasses.replace(visits, theft=none, innocent=none + 1), 3.0) is None


def test_the_penalty_is_one_of_those_tried() -> None:
    assert chosen_penalty(_visits(300)) in PENALTIES


def test_the_cold_score_is_calibrated_by_the_visits() -> None:
    visits = _visits(1500)
    everyone = np.ones(1500, dtype=bool)
    fitted = cold_calibration(visits, everyone)
    assert fitted.slope > 0.5


def test_the_learner_is_calibrated_out_of_time() -> None:
    visits = _visits(800)
    foretold = out_of_time(visits, 3.0)
    assert foretold is not None
    given = calibration_of(visits, foretold).probability(foretold.log_odds)
    assert given.mean() == pytest.approx(visits.theft[foretold.row].mean(), abs=0.02)


def test_the_capacity_is_told_in_the_figures() -> None:
    training = make(300, seed=1)
    small = train(training, Parameters(capacity=2), dt.date(2030, 1, 1), 1).validation
    large = train(training, Parameters(capacity=90), dt.date(2030, 1, 1), 1).validation
    assert small is not None
    assert large is not None
    assert small["measures"]["precision_at_capacity"] != large["measures"]["precision_at_capacity"]
