"""The released model: probabilities and a score from what was measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Floats

Values = NDArray[np.float32] | Floats


@dataclass(frozen=True)
class OutcomeModel:
    """What was learned from outcomes; judges any account, visited or not.

    share: of the score that the learner was given, in 0..1; the rest is the cold start's.
    """

    share: float

    def probabilities(
        self, values: Values, names: tuple[str, ...], family_scores: Floats, score: Floats
    ) -> Floats:
        """Return (n, 3): of theft, of a fault and of a record error, at a visit today.

        values: (n, f) of features `names`, in any order; a feature that the model does not
        know is ignored, one that is missing counts as not judged. family_scores: (n, k) a
        column for every `Family`. score: (n,) of the cold start. A row sums to 1 at most.
        """
        raise NotImplementedError

    def blended(
        self, values: Values, names: tuple[str, ...], family_scores: Floats, score: Floats
    ) -> Floats:
        """Return (n,) (1 - share) x cold score + share x learned score, on the cold's scale.

        More evidence never lowers it. NaN where the cold score is NaN.
        """
        raise NotImplementedError
