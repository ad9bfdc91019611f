"""The score's scale: learned log odds told on the scale of the cold start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.window import Floats

_STEPS = 64


@dataclass(frozen=True)
class ScoreScale:
    """A rising line through knots: log odds (m,) to scores (m,) in 0..1.

    It is drawn once, at training, so that a number means the same on every later day.
    """

    log_odds: Floats
    scores: Floats

    def score(self, log_odds: Floats) -> Floats:
        """Return (n,) the scores of log odds (n,)."""
        return np.asarray(np.interp(log_odds, self.log_odds, self.scores))


def fit_scale(log_odds: Floats, score: Floats, lowest: float, highest: float) -> ScoreScale:
    """Draw the scale on which the learner gives out the scores that the cold start gave.

    log_odds, score: (n,) of the accounts in the training, each quantile of the one put to the
    same quantile of the other. lowest, highest: log odds without any evidence, and with all
    that there can be; they are at 0 and 1.
    """
    steps = np.linspace(0.0, 1.0, _STEPS + 1)
    learned = np.quantile(log_odds, steps)
    knots = np.maximum.accumulate(np.r_[lowest, learned, max(highest, learned[-1])])
    scores = np.clip(np.r_[0.0, np.quantile(score, steps), 1.0], 0.0, 1.0)
    # Of knots at one place the last counts, or the line would not be a function.
    last = np.r_[knots[1:] > knots[:-1], True]
    return ScoreScale(knots[last], scores[last])
