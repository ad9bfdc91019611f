from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from models.outcomes.selection import Source, visit_weights
from models.outcomes.training_set import TrainingSet

Maker = Callable[..., TrainingSet]


def _biased(utility: Maker) -> tuple[TrainingSet, np.ndarray]:
    """Return accounts of which four zones are hardly visited, and which ones were."""
    everyone = utility(6000, seed=4)
    is_near = np.isin(everyone.zone, ["zone-0", "zone-1", "zone-2", "zone-3"])
    rng = np.random.default_rng(9)
    is_visit = rng.random(6000) < np.where(is_near, 0.2, 0.02) * (0.4 + everyone.score)
    outcome = np.where(is_visit, everyone.outcome, "")
    return dataclasses.replace(everyone, outcome=outcome), is_visit


def test_weighted_visits_look_like_the_population(utility: Maker) -> None:
    training, is_visit = _biased(utility)
    found = visit_weights(training, is_visit)
    far = np.isin(training.zone, ["zone-4", "zone-5", "zone-6", "zone-7"])
    plain, weighted = far[is_visit].mean(), np.average(far[is_visit], weights=found.weight)
    assert found.source is Source.POPULATION
    assert plain < 0.15
    assert weighted > 2.2 * plain
    score = np.average(training.score[is_visit], weights=found.weight)
    missed = abs(training.score[is_visit].mean() - training.score.mean())
    assert abs(score - training.score.mean()) < 0.6 * missed
    assert found.effective_count < is_visit.sum()
    assert np.isclose(found.weight.mean(), 1.0)


def test_the_random_share_stands_for_the_population(utility: Maker) -> None:
    training, is_visit = _biased(utility)
    rng = np.random.default_rng(2)
    is_drawn = ~is_visit & (rng.random(len(training)) < 0.05)
    made = dataclasses.replace(
        training,
        reason=np.where(is_drawn, "random", "suspect"),
        selection_probability=np.where(is_drawn, 0.05, 1.0),
    ).take(is_visit | is_drawn)
    made = dataclasses.replace(made, outcome=np.where(made.outcome == "", "clean", made.outcome))
    found = visit_weights(made, np.ones(len(made), dtype=bool))
    far = np.isin(made.zone, ["zone-4", "zone-5", "zone-6", "zone-7"])
    assert found.source is Source.RANDOM_SHARE
    assert np.average(far, weights=found.weight) > 1.3 * far.mean()


def test_without_a_sample_every_visit_counts_the_same(utility: Maker) -> None:
    visits = utility(100)
    found = visit_weights(visits, np.ones(100, dtype=bool))
    assert found.source is Source.NONE
    assert found.weight.tolist() == [1.0] * 100
    assert found.effective_count == 100
