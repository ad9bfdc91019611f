from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.metrics import average_precision_score

from features.measurement import ALL_FEATURES
from models.outcomes.columns import Seen
from models.outcomes.learner import fit_finding, fit_learner, known_features
from models.outcomes.training_set import TrainingSet
from pipeline.contract.vocabulary import Family

Maker = Callable[..., TrainingSet]


def _seen(visits: TrainingSet) -> Seen:
    return Seen(visits.values, visits.names, visits.family_scores, visits.score)


def test_it_beats_the_cold_start_where_a_family_is_wrong_in_this_utility(utility: Maker) -> None:
    past = utility(500, seed=1, wrong=Family.CONSUMPTION)
    later = utility(3000, seed=2, wrong=Family.CONSUMPTION)
    learner = fit_learner(_seen(past), (past.outcome == "theft").astype(float), 3.0)
    truth = later.outcome == "theft"
    cold = average_precision_score(truth, later.score)
    learned = average_precision_score(truth, learner.score(_seen(later)))
    assert learned > cold + 0.05


def test_few_outcomes_change_little(utility: Maker) -> None:
    past, later = utility(20, seed=5), utility(500, seed=6)
    learner = fit_learner(_seen(past), (past.outcome == "theft").astype(float), 30.0)
    order = np.corrcoef(learner.log_odds(_seen(later)), np.log(later.score + 0.02))[0, 1]
    assert order > 0.9


def test_features_that_the_registry_does_not_know_are_left_out() -> None:
    feature = ALL_FEATURES[3]
    names, thresholds = known_features(("of_another_time", feature.name))
    assert names == (feature.name,)
    assert thresholds.tolist() == [feature.threshold]


def test_a_rare_finding_has_one_chance_everywhere() -> None:
    columns = np.random.default_rng(0).random((99, 4))
    fitted = fit_finding(columns, np.r_[np.ones(9), np.zeros(90)], np.ones(99))
    assert not fitted.coefficients.any()
    assert np.isclose(1 / (1 + np.exp(-fitted.intercept)), 9.5 / 100)


def test_a_frequent_finding_follows_what_was_seen() -> None:
    columns = np.random.default_rng(0).random((400, 2))
    fitted = fit_finding(columns, (columns[:, 1] > 0.7).astype(float), np.ones(400))
    assert fitted.coefficients[1] > 1
    assert fitted.coefficients[0] < 0.3
