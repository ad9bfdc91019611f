"""Penalised logistic regression with a prior and a floor for every coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from features.window import Floats

_STEPS = 1000
# So much nearer than a visit can tell: only the last digits of a coefficient depend on it.
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class PenalisedLogistic:
    """log odds = intercept + columns (n, c) x coefficients (c,)."""

    intercept: float
    coefficients: Floats

    def log_odds(self, columns: Floats) -> Floats:
        """Return (n,) the log odds of rows (n, c)."""
        return self.intercept + _product(columns, self.coefficients)


def fit_logistic(
    columns: Floats,
    outcome: Floats,
    weight: Floats,
    *,
    penalty: Floats,
    prior: Floats,
    is_monotone: bool,
) -> PenalisedLogistic:
    """Fit outcomes (n,) of 0 and 1 that count `weight` (n,) each.

    penalty: (c,) of the squared distance of a coefficient from its prior (c,), both in log
    odds; the intercept is free. is_monotone: no coefficient goes below zero, so that a larger
    value never lowers the odds. Every kind of outcome must be there.
    """

    def loss(point: Floats) -> tuple[float, Floats]:
        odds, away = point[0] + _product(columns, point[1:]), point[1:] - prior
        value = np.sum(weight * (np.logaddexp(0.0, odds) - outcome * odds))
        slope = weight * (expit(odds) - outcome)
        steep = np.einsum("nc,n->c", columns, slope) + penalty * away
        return float(value + 0.5 * np.sum(penalty * away**2)), np.r_[slope.sum(), steep]

    share = np.average(outcome, weights=weight)
    start = np.r_[np.log(share / (1.0 - share)) - np.mean(_product(columns, prior)), prior]
    bounds = [(None, None), *[(0.0 if is_monotone else None, None)] * len(prior)]
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": _STEPS, "ftol": _TOLERANCE},
    )
    # The search may end a rounding error below a bound.
    floor = 0.0 if is_monotone else -np.inf
    return PenalisedLogistic(float(found.x[0]), np.maximum(found.x[1:], floor))


def _product(columns: Floats, coefficients: Floats) -> Floats:
    """Return columns (n, c) x coefficients (c,), summed in one order on any number of threads."""
    return np.asarray(np.einsum("nc,c->n", columns, coefficients))
