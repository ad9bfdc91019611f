"""The learner: evidence of theft, weighed as visits showed it to be worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.measurement import ALL_FEATURES
from features.window import Floats
from models.outcomes.columns import Seen, columns_of
from models.outcomes.penalised_logistic import PenalisedLogistic, fit_logistic
from models.outcomes.score_scale import ScoreScale, fit_scale

# The cold score is no stranger: it moves from its prior at a fraction of the others' price.
_COLD_PENALTY_SHARE = 0.05
# A fault or an error found less often than this has the same chance everywhere.
FEWEST_FOUND = 15
_FOUND_PENALTY = 10.0


@dataclass(frozen=True)
class Learner:
    """Log odds of theft against innocence, never lower for more evidence.

    names: features that it reads, with `thresholds` (f,). evidence: of the columns of
    `models.outcomes.columns`. scale: on which it tells a score.
    """

    names: tuple[str, ...]
    thresholds: Floats
    evidence: PenalisedLogistic
    scale: ScoreScale

    def columns(self, seen: Seen) -> Floats:
        """Return (n, c) what the learner sees."""
        return columns_of(seen, self.names, self.thresholds)

    def log_odds(self, seen: Seen) -> Floats:
        """Return (n,) log odds, not calibrated."""
        return self.evidence.log_odds(self.columns(seen))

    def score(self, seen: Seen) -> Floats:
        """Return (n,) the log odds on the cold score's scale."""
        return self.scale.score(self.log_odds(seen))


def known_features(names: tuple[str, ...]) -> tuple[tuple[str, ...], Floats]:
    """Return those of `names` that the registry declares, and their thresholds."""
    thresholds = {feature.name: feature.threshold for feature in ALL_FEATURES}
    known = tuple(name for name in names if name in thresholds)
    return known, np.array([thresholds[name] for name in known], dtype=np.float64)


def fit_learner(seen: Seen, is_theft: Floats, penalty: float) -> Learner:
    """Learn from accounts found to be thieves (1) or innocent (0), (n,); both must be there.

    It starts from the cold score and moves from it as far as the outcomes pay for:
    `penalty` is what a coefficient costs, so that few outcomes change little. Every visit
    counts the same: weights for who was chosen made the order worse, and serve the
    probabilities alone.
    """
    names, thresholds = known_features(seen.names)
    columns = columns_of(seen, names, thresholds)
    prior = np.zeros(columns.shape[1])
    prior[0] = 1.0
    price = np.full(columns.shape[1], penalty)
    price[0] *= _COLD_PENALTY_SHARE
    even = np.ones(len(is_theft))
    evidence = fit_logistic(columns, is_theft, even, penalty=price, prior=prior, is_monotone=True)
    most = columns_of(_everything(seen), names, thresholds)
    scale = fit_scale(
        evidence.log_odds(columns),
        np.nan_to_num(seen.score, nan=0.0),
        evidence.intercept,
        float(evidence.log_odds(most)[0]),
    )
    return Learner(names, thresholds, evidence, scale)


def fit_finding(columns: Floats, is_found: Floats, weight: Floats) -> PenalisedLogistic:
    """Learn how often a fault, or an error, is found (n,); by columns (n, c) if often enough."""
    if is_found.sum() < FEWEST_FOUND:
        share = (is_found.sum() + 0.5) / (len(is_found) + 1.0)
        return PenalisedLogistic(float(np.log(share / (1.0 - share))), np.zeros(columns.shape[1]))
    price = np.full(columns.shape[1], _FOUND_PENALTY)
    return fit_logistic(
        columns, is_found, weight, penalty=price, prior=np.zeros(len(price)), is_monotone=True
    )


def _everything(seen: Seen) -> Seen:
    """Return one account against which everything speaks."""
    return Seen(
        np.full((1, len(seen.names)), np.inf),
        seen.names,
        np.ones((1, seen.family_scores.shape[1])),
        np.ones(1),
    )
