from __future__ import annotations

import dataclasses

import numpy as np

from models.outcomes.columns import Seen
from models.outcomes.proxy import MARGIN, proxy_report
from models.outcomes.training_set import TrainingSet
from models.outcomes.validation import OutOfTime, Visits, out_of_time
from tests.models.outcomes.small_utility import make


def _visits(training: TrainingSet) -> Visits:
    theft = (training.outcome == "theft").astype(float)
    none = np.zeros(len(training))
    seen = Seen(training.values, training.names, training.family_scores, training.score)
    return Visits(seen, theft, 1 - theft, none, none, none + 1, training.day, training.account_id)


def _foretold(visits: Visits) -> OutOfTime:
    found = out_of_time(visits, 3.0)
    assert found is not None
    return found


def test_a_learner_of_evidence_passes() -> None:
    training = make(600, seed=1)
    visits = _visits(training)
    found = proxy_report(training, visits, _foretold(visits), seed=1)
    assert found["refusal"] is None
    assert found["auc"]["learner"] > 0.8
    assert 0.35 < found["auc"]["all"] < 0.65
    assert found["margin"]["low"] > MARGIN
    assert found["explained"] < 0.1


def test_where_the_zone_alone_foretells_theft_the_learner_is_refused() -> None:
    training = make(600, seed=1, theft_by_zone=True)
    visits = _visits(training)
    found = proxy_report(training, visits, _foretold(visits), seed=1)
    assert found["auc"]["zone"] > 0.8
    assert found["auc"]["meter_model"] < 0.6
    assert found["refusal"].startswith("zone, tariff class and meter type alone")


def test_an_order_that_follows_the_zones_is_refused_even_if_it_is_better() -> None:
    training = make(600, seed=1, theft_by_zone=True)
    visits = _visits(training)
    number = np.array([int(zone[-1]) for zone in training.zone])
    odds = 10 * np.isin(number, [1, 5]) + number + 3 * visits.theft
    mirror = _foretold(visits)
    mirror = dataclasses.replace(mirror, log_odds=odds[mirror.row])
    found = proxy_report(training, visits, mirror, seed=1)
    assert found["margin"]["value"] > MARGIN
    assert found["explained"] > 0.5
    assert "explain" in found["refusal"]


def test_nothing_is_said_without_visits_to_judge() -> None:
    training = make(30, seed=1)
    found = proxy_report(training, _visits(training), None, seed=1)
    assert found["refusal"] is None
    assert found["margin"] is None


def test_no_context_explains_nothing() -> None:
    training = make(600, seed=1)
    blank = np.full(600, "")
    training = dataclasses.replace(training, zone=blank, tariff_class=blank, meter_model=blank)
    visits = _visits(training)
    found = proxy_report(training, visits, _foretold(visits), seed=1)
    assert found["explained"] == 0.0
    assert 0.45 < found["auc"]["all"] < 0.55
