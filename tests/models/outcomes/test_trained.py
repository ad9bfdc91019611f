from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from models.outcomes import validation
from models.outcomes.model_file import model_bytes
from models.outcomes.trained import NotEnoughOutcomesError, Parameters, Trained, train
from models.outcomes.training_set import TrainingSet
from pipeline.contract.vocabulary import Family

Maker = Callable[..., TrainingSet]
DATE = dt.date(2030, 1, 1)


def _train(visits: TrainingSet, previous: float = 0.0) -> Trained:
    return train(visits, Parameters(capacity=30, previous_share=previous), DATE, seed=1)


def _bytes(trained: Trained) -> tuple[bytes, str]:
    return model_bytes(trained.model), json.dumps(trained.card, allow_nan=False)


@pytest.fixture(scope="module")
def wrong_family(utility: Maker) -> TrainingSet:
    return utility(700, seed=1, wrong=Family.CONSUMPTION, fault_share=0.1)


@pytest.fixture(scope="module")
def trained(wrong_family: TrainingSet) -> Trained:
    return _train(wrong_family)


def test_it_takes_over_a_quarter_where_it_beat_the_cold_start(trained: Trained) -> None:
    assert trained.refusal is None
    assert trained.share == 0.25
    assert trained.model.share == 0.25
    measures = trained.card["validation"]["measures"]
    assert measures["average_precision"]["gain"]["low"] > 0
    assert measures["brier"]["learner"]["value"] < measures["brier"]["cold"]["value"]


def test_it_takes_over_more_the_next_time(wrong_family: TrainingSet) -> None:
    assert 0.5 < _train(wrong_family, 0.75).share < 1.0


def test_twenty_outcomes_hand_nothing_over(utility: Maker) -> None:
    trained = _train(utility(20, seed=5), previous=0.5)
    assert trained.share == 0.0
    assert trained.refusal is None


def test_where_the_cold_start_is_right_it_loses_nothing(utility: Maker) -> None:
    visits = utility(400, seed=3)
    honest = dataclasses.replace(visits, outcome=np.where(visits.score > 0.4, "theft", "clean"))
    assert _train(honest).share < 0.05


def test_probabilities_are_right_in_the_mean(utility: Maker, trained: Trained) -> None:
    later = utility(4000, seed=8, wrong=Family.CONSUMPTION, fault_share=0.1)
    found = trained.model.probabilities(later.values, later.names, later.family_scores, later.score)
    assert found[:, 0].mean() == pytest.approx((later.outcome == "theft").mean(), rel=0.2)
    assert found[:, 1].mean() == pytest.approx(0.1, abs=0.03)
    assert found[:, 2].mean() < 0.01
    assert found.sum(axis=1).max() <= 1


def test_the_same_visits_in_another_order_give_the_same_bytes(
    wrong_family: TrainingSet, trained: Trained
) -> None:
    mixed = wrong_family.take(np.random.default_rng(0).permutation(len(wrong_family)))
    assert _bytes(_train(mixed)) == _bytes(trained)


def test_the_number_of_threads_changes_no_byte(wrong_family: TrainingSet, trained: Trained) -> None:
    with threadpool_limits(2):
        two = _bytes(_train(wrong_family))
    assert two == _bytes(trained)


def test_visits_after_the_date_are_not_known(wrong_family: TrainingSet, trained: Trained) -> None:
    future = dataclasses.replace(wrong_family, day=wrong_family.day + 10_000)
    both = {
        field.name: np.concatenate([getattr(wrong_family, field.name), getattr(future, field.name)])
        for field in dataclasses.fields(wrong_family)
        if field.name != "names"
    }
    assert _bytes(_train(TrainingSet(names=wrong_family.names, **both))) == _bytes(trained)


def test_faults_are_no_negatives_of_theft(
    wrong_family: TrainingSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "PENALTIES", (3.0,))
    is_fault = wrong_family.outcome == "fault"
    assert is_fault.sum() > 50
    with_faults = _train(wrong_family).model.learner.evidence
    without = _train(wrong_family.take(~is_fault)).model.learner.evidence
    assert np.array_equal(with_faults.coefficients, without.coefficients)


def test_zone_class_and_meter_never_reach_the_learner(
    wrong_family: TrainingSet, trained: Trained
) -> None:
    nowhere = np.full(len(wrong_family), "")
    blind = dataclasses.replace(wrong_family, zone=nowhere, tariff_class=nowhere)
    assert model_bytes(_train(blind).model) == model_bytes(trained.model)


def test_a_map_is_no_model(utility: Maker) -> None:
    trained = _train(utility(600, seed=2, theft_by_zone=True))
    assert trained.refusal is not None
    assert "zone" in trained.refusal
    assert trained.card["refusal"] == trained.refusal


def test_too_few_outcomes_say_what_there_is_and_what_is_needed(utility: Maker) -> None:
    visits = utility(30, seed=1)
    clean = dataclasses.replace(visits, outcome=np.array(["theft"] * 2 + ["clean"] * 28))
    with pytest.raises(
        NotEnoughOutcomesError, match="2 found theft, 28 found nothing wrong; at least 5"
    ):
        _train(clean)
    with pytest.raises(NotEnoughOutcomesError, match="0 found theft"):
        _train(visits.take(np.zeros(30, dtype=bool)))


def test_all_on_one_day_can_be_learned_but_not_judged(utility: Maker) -> None:
    visits = utility(200, seed=1)
    trained = _train(dataclasses.replace(visits, day=np.full(200, 20_000)))
    assert trained.validation is None
    assert trained.share == 0.0
