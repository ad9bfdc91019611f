from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from models.outcomes.calibration import (
    NOT_CALIBRATED,
    fit_calibration,
    fit_sigmoid,
    log_loss,
)


def _overconfident(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return log odds three times too far from even, outcomes and the true chances."""
    rng = np.random.default_rng(seed)
    true = rng.normal(-1.0, 1.0, count)
    return 3.0 * true + 1.0, (rng.random(count) < expit(true)).astype(float), expit(true)


@pytest.mark.parametrize("count", [300, 5000])
def test_overconfidence_is_taken_back(count: int) -> None:
    odds, outcome, true = _overconfident(count)
    fitted = fit_calibration(odds, outcome, np.ones(count))
    assert bool(len(fitted.knots)) == (count >= 1000)
    found = fitted.probability(odds)
    assert np.abs(found - true).mean() < 0.05
    assert np.abs(expit(odds) - true).mean() > 0.1


@pytest.mark.parametrize("count", [300, 5000])
def test_a_probability_never_falls_with_the_odds_and_is_never_certain(count: int) -> None:
    odds, outcome, _ = _overconfident(count)
    found = fit_calibration(odds, outcome, np.ones(count)).probability(np.linspace(-20, 20, 99))
    assert (np.diff(found) >= 0).all()
    assert found.min() > 0
    assert found.max() < 1


def test_weights_count() -> None:
    odds, outcome = np.zeros(200), np.r_[np.ones(50), np.zeros(150)]
    weight = np.where(outcome > 0, 3.0, 1.0)
    found = fit_calibration(odds, outcome, weight).probability(np.zeros(1))
    assert found[0] == pytest.approx(0.5, abs=0.01)


def test_few_cases_change_nothing() -> None:
    few = np.r_[np.ones(3), np.zeros(30)]
    assert fit_calibration(np.zeros(33), few, np.ones(33)) is NOT_CALIBRATED
    found = fit_sigmoid(np.zeros(33), few, np.ones(33)).probability(np.zeros(1))
    assert found[0] == pytest.approx(3 / 33, abs=0.01)


def test_log_loss_is_minus_the_log_of_what_came_true() -> None:
    found = log_loss(np.array([0.25, 0.25]), np.array([1.0, 0.0]))
    assert np.allclose(found, -np.log([0.25, 0.75]))
