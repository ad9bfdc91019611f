from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.outcomes.penalised_logistic import fit_logistic


def _cases(count: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    columns = rng.random((count, 3))
    odds = -1.0 + columns @ np.array([3.0, -2.0, 0.0])
    outcome = (rng.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    return columns, outcome, rng.uniform(0.5, 2.0, count)


def test_it_is_what_scikit_learn_finds_without_prior_and_floor() -> None:
    columns, outcome, weight = _cases()
    mine = fit_logistic(
        columns, outcome, weight, penalty=np.full(3, 2.0), prior=np.zeros(3), is_monotone=False
    )
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(columns, outcome, weight)
    assert np.allclose(mine.coefficients, theirs.coef_[0], atol=1e-4)
    assert np.isclose(mine.intercept, theirs.intercept_[0], atol=1e-4)


def test_no_evidence_counts_against_suspicion() -> None:
    columns, outcome, weight = _cases()
    fitted = fit_logistic(
        columns, outcome, weight, penalty=np.ones(3), prior=np.zeros(3), is_monotone=True
    )
    assert fitted.coefficients.min() >= 0
    assert fitted.coefficients[1] == 0
    assert fitted.coefficients[0] > 1


def test_what_cannot_pay_for_a_change_stays_at_its_prior() -> None:
    columns, outcome, weight = _cases(20)
    prior = np.array([1.0, 0.0, 0.5])
    fitted = fit_logistic(
        columns, outcome, weight, penalty=np.full(3, 1e6), prior=prior, is_monotone=True
    )
    assert np.allclose(fitted.coefficients, prior, atol=1e-3)
