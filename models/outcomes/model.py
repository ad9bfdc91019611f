"""The released model: probabilities and a score from what was measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from features.window import Floats
from models.outcomes.calibration import Calibration
from models.outcomes.columns import Seen, above_faint
from models.outcomes.learner import Learner
from models.outcomes.penalised_logistic import PenalisedLogistic
from models.outcomes.training_set import Values

# A fault and a record error together leave at least this much of the chances to the rest.
_LEFT = 0.02


@dataclass(frozen=True)
class OutcomeModel:
    """What was learned from outcomes; judges any account, visited or not.

    share: of the score and of the probability that the learner was given, in 0..1; the rest
    is the cold start's. learner: evidence of theft against innocence. calibration: of its
    log odds; cold_calibration: of the cold score. fault, record_error: chances of these.
    """

    share: float
    learner: Learner
    calibration: Calibration
    cold_calibration: Calibration
    fault: PenalisedLogistic
    record_error: PenalisedLogistic

    def probabilities(
        self, values: Values, names: tuple[str, ...], family_scores: Floats, score: Floats
    ) -> Floats:
        """Return (n, 3): of theft, of a fault and of a record error, at a visit today.

        values: (n, f) of features `names`, in any order; a feature that the model does not
        know is ignored, one that is missing counts as not judged. family_scores: (n, k) a
        column for every `Family`. score: (n,) of the cold start. A row sums to 1 at most.
        """
        columns = self.learner.columns(Seen(values, names, family_scores, score))
        found = np.column_stack(
            [expit(self.fault.log_odds(columns)), expit(self.record_error.log_odds(columns))]
        )
        total = found.sum(axis=1, keepdims=True)
        found *= np.minimum(1.0, (1.0 - _LEFT) / np.maximum(total, _LEFT))
        learned = self.calibration.probability(self.learner.evidence.log_odds(columns))
        cold = self.cold_calibration.probability(above_faint(score))
        theft = (1.0 - self.share) * cold + self.share * learned
        return np.column_stack([theft * (1.0 - found.sum(axis=1)), found])

    def learned(
        self, values: Values, names: tuple[str, ...], family_scores: Floats, score: Floats
    ) -> Floats:
        """Return (n,) the learner's own score, on the cold score's scale."""
        return self.learner.score(Seen(values, names, family_scores, score))

    def blended(
        self, values: Values, names: tuple[str, ...], family_scores: Floats, score: Floats
    ) -> Floats:
        """Return (n,) (1 - share) x cold score + share x learned score, on the cold's scale.

        More evidence never lowers it. NaN where the cold score is NaN.
        """
        if self.share == 0.0:
            return score.astype(np.float64)
        learned = self.learned(values, names, family_scores, score)
        mixed = (1.0 - self.share) * score + self.share * learned
        # Rounding must not carry the mean of two scores beyond both of them.
        return np.clip(mixed, np.minimum(score, learned), np.maximum(score, learned))
