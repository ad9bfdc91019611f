"""Doubt: where an innocent explanation holds, what it explains counts less."""

from __future__ import annotations

import numpy as np

from features.registry import Explanation, FeatureTable
from features.window import Flags, Floats


def credibility(table: FeatureTable) -> Floats:
    """Return (n, f), what innocent explanations leave of each feature's degree, 0 to 1.

    Of several that explain one feature the strongest counts: they tell the same story
    rather than several.
    """
    left = np.ones((len(table.coverage), len(table.features)))
    for explanation in table.explanations:
        if explanation.left is not None:
            weakened = np.where(explanation.applies, explanation.left, 1.0)
            explained = _explained(table, explanation)
            left[:, explained] = np.minimum(left[:, explained], weakened[:, None])
    return left


def _explained(table: FeatureTable, explanation: Explanation) -> Flags:
    """(f,) features whose name or family the explanation weakens."""
    names = explanation.weakens
    return np.array(
        [one.name in names or one.family in names for one in table.features], dtype=bool
    )
