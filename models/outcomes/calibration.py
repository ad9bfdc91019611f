"""Calibration: log odds turned into shares of thefts as they were found later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression

from features.window import Floats
from models.outcomes.penalised_logistic import fit_logistic

# With fewer cases, or thefts among them, a curve of free form would follow chance.
FREE_FORM_CASES = 1000
FREE_FORM_THEFTS = 150
# With fewer thefts, or innocents, there is nothing to calibrate by.
FEWEST = 8
# Pulls the slope towards 1: as strong as a few visits.
_PENALTY = 2.0


@dataclass(frozen=True)
class Calibration:
    """Probability = sigmoid(intercept + slope x log odds), or the line through knots.

    knots: (m, 2) log odds and probabilities, rising; without any the sigmoid counts.
    """

    slope: float
    intercept: float
    knots: Floats

    def probability(self, log_odds: Floats) -> Floats:
        """Return (n,) probabilities, never falling with the log odds."""
        if len(self.knots):
            return np.asarray(np.interp(log_odds, self.knots[:, 0], self.knots[:, 1]))
        return np.asarray(expit(self.intercept + self.slope * log_odds))


NOT_CALIBRATED = Calibration(1.0, 0.0, np.empty((0, 2)))


def fit_calibration(log_odds: Floats, outcome: Floats, weight: Floats) -> Calibration:
    """Calibrate predictions (n,) that were made before their outcomes (n,), 0 or 1.

    weight: (n,) what a case counts. By size: nothing is changed, a slope and an intercept are
    fitted, or a rising line of free form.
    """
    thefts, cases = int(outcome.sum()), len(outcome)
    if min(thefts, cases - thefts) < FEWEST:
        return NOT_CALIBRATED
    if cases >= FREE_FORM_CASES and thefts >= FREE_FORM_THEFTS:
        return _free_form(log_odds, outcome, weight)
    return fit_sigmoid(log_odds, outcome, weight)


def fit_sigmoid(log_odds: Floats, outcome: Floats, weight: Floats) -> Calibration:
    """Calibrate by a slope and an intercept, from as little as one case of each kind."""
    one = np.ones(1)
    fitted = fit_logistic(
        log_odds[:, None], outcome, weight, penalty=_PENALTY * one, prior=one, is_monotone=True
    )
    return Calibration(float(fitted.coefficients[0]), fitted.intercept, np.empty((0, 2)))


def _free_form(log_odds: Floats, outcome: Floats, weight: Floats) -> Calibration:
    """Isotonic regression; no probability is nearer to 0 or 1 than the cases can tell."""
    edge = 0.5 / len(outcome)
    fitted = IsotonicRegression(y_min=edge, y_max=1.0 - edge, out_of_bounds="clip")
    fitted.fit(log_odds, outcome, sample_weight=weight)
    return Calibration(1.0, 0.0, np.column_stack([fitted.X_thresholds_, fitted.y_thresholds_]))


def log_loss(probability: Floats, outcome: Floats) -> Floats:
    """Return (n,) the loss of each case: minus the log of what its outcome was given."""
    odds = logit(np.clip(probability, 1e-6, 1.0 - 1e-6))
    return np.asarray(np.logaddexp(0.0, odds) - outcome * odds)
