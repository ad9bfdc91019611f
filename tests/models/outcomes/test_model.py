from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.outcomes.calibration import fit_sigmoid
from models.outcomes.columns import Seen
from models.outcomes.learner import fit_learner
from models.outcomes.model import OutcomeModel
from models.outcomes.penalised_logistic import PenalisedLogistic
from models.outcomes.training_set import TrainingSet
from pipeline.contract.vocabulary import Family
from tests.models.outcomes.small_utility import NAMES, make


def _model() -> OutcomeModel:
    visits = make(300, seed=1, wrong=Family.CONSUMPTION)
    seen = Seen(visits.values, visits.names, visits.family_scores, visits.score)
    theft = (visits.outcome == "theft").astype(float)
    learner = fit_learner(seen, theft, 3.0)
    calibration = fit_sigmoid(learner.log_odds(seen), theft, np.ones(300))
    width = len(learner.evidence.coefficients)
    rare = PenalisedLogistic(-3.0, np.zeros(width))
    often = PenalisedLogistic(4.0, np.zeros(width))
    return OutcomeModel(0.5, learner, calibration, calibration, often, rare)


MODEL = _model()
shares = st.floats(0, 1)
accounts = st.lists(shares, min_size=len(Family) + 4, max_size=len(Family) + 4)


def _account(numbers: list[float]) -> tuple[np.ndarray, tuple[str, ...], np.ndarray, np.ndarray]:
    values = np.array([numbers[:3]])
    return values, NAMES[:3], np.array([numbers[3:-1]]), np.array(numbers[-1:])


@given(accounts, shares)
def test_the_blend_lies_between_both_scores(numbers: list[float], share: float) -> None:
    model = dataclasses.replace(MODEL, share=share)
    cold, learned = numbers[-1], model.learned(*_account(numbers))[0]
    blended = model.blended(*_account(numbers))[0]
    assert min(cold, learned) <= blended <= max(cold, learned)


@given(accounts, shares, st.integers(0, len(Family) + 3))
def test_more_evidence_never_lowers_the_blend(
    numbers: list[float], more: float, place: int
) -> None:
    raised = list(numbers)
    raised[place] = max(raised[place], more)
    before, after = MODEL.blended(*_account(numbers))[0], MODEL.blended(*_account(raised))[0]
    assert after >= before - 1e-12


def test_without_a_share_the_cold_start_stands_to_the_last_bit(
    utility: Callable[..., TrainingSet],
) -> None:
    later = utility(100, seed=2)
    seen = (later.values, later.names, later.family_scores, later.score)
    assert np.array_equal(dataclasses.replace(MODEL, share=0.0).blended(*seen), later.score)


def test_chances_never_add_up_to_more_than_one(utility: Callable[..., TrainingSet]) -> None:
    later = utility(100, seed=2)
    found = MODEL.probabilities(later.values, later.names, later.family_scores, later.score)
    assert found.min() > 0
    assert found.sum(axis=1).max() <= 1
    assert (found[:, 1] > 0.9).all()


def test_missing_values_do_not_raise_suspicion(utility: Callable[..., TrainingSet]) -> None:
    later = utility(100, seed=2)
    blank = np.full_like(later.values, np.nan)
    seen = (later.names, later.family_scores, later.score)
    assert (MODEL.learned(blank, *seen) <= MODEL.learned(later.values, *seen)).all()


def test_a_score_that_is_unknown_stays_unknown() -> None:
    seen = (np.zeros((1, 0)), (), np.zeros((1, len(Family))), np.array([np.nan]))
    assert np.isnan(MODEL.blended(*seen)).all()
    assert MODEL.learned(*seen)[0] == pytest.approx(0.0, abs=0.2)
