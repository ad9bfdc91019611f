"""Columns: what the learner sees of an account; all of them one-sided, all of them evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.family_score import degree
from models.outcomes.training_set import Values

# Below this a score tells innocents from innocents; above its mirror image, thieves from thieves.
FAINT = 0.005
# A family score of 1 is no certainty: evidence of one family stops here.
_MOST = 0.99
# Log odds between the faintest score and an even chance count as so much: 0 to about 5.
_SCALE = 2.0


@dataclass(frozen=True)
class Seen:
    """What the cold start knows of n accounts.

    values: (n, f) of features `names`. family_scores: (n, k). score: (n,).
    """

    values: Values
    names: tuple[str, ...]
    family_scores: Floats
    score: Floats

    def take(self, rows: NDArray[np.generic]) -> Seen:
        """Return the rows of an index or a mask."""
        return Seen(self.values[rows], self.names, self.family_scores[rows], self.score[rows])


def columns_of(seen: Seen, names: tuple[str, ...], thresholds: Floats) -> Floats:
    """Return (n, 1 + 2k + f) of features `names` with `thresholds` (f,); larger is worse.

    In this order: the cold score; each family's score; the cold score as it would be without
    each family, for a family can be wrong in a whole utility; each feature's degree. What was
    not judged is at 0, the innocent value: nobody is suspected for a channel that he lacks.
    """
    families = np.nan_to_num(seen.family_scores, nan=0.0)
    evidence = -np.log1p(-_MOST * np.clip(families, 0.0, 1.0))
    others = evidence.sum(axis=1, keepdims=True) - evidence
    return np.hstack(
        [
            above_faint(seen.score)[:, None],
            families,
            above_faint(-np.expm1(-others)),
            degree(_in_order(seen, names), thresholds),
        ]
    )


def above_faint(score: Floats) -> Floats:
    """Return scores in 0..1 as log odds above the faintest, 0 there; NaN counts as 0."""
    known = np.clip(np.nan_to_num(score, nan=0.0), FAINT, 1.0 - FAINT)
    return np.asarray((np.log(known / (1.0 - known)) - np.log(FAINT / (1.0 - FAINT))) / _SCALE)


def _in_order(seen: Seen, names: tuple[str, ...]) -> Floats:
    """Return values (n, f) of `names`, NaN where a feature was not measured at all."""
    place = {name: index for index, name in enumerate(seen.names)}
    found = np.full((len(seen.score), len(names)), np.nan)
    for column, name in enumerate(names):
        if name in place:
            found[:, column] = seen.values[:, place[name]]
    return found
