"""Doubt: where an innocent explanation holds, lower use alone is no ground for a visit."""

from __future__ import annotations

import numpy as np

from features.registry import FeatureTable
from features.window import Flags, Floats
from pipeline.contract.vocabulary import Family

# An empty building and a bypassed meter look the same in kWh, and there are far more empty
# buildings. So what consumption says counts this much less: as a rule it takes another
# family, such as the balance of the district, to put such an account on the list. A load
# that the voltage too saw go was not taken past the meter.
DOUBT_SHARE = 0.7
EXPLAINED_BY = ("vacancy", "closure_or_vacation", "load_fell")


def doubted(scores: Floats, families: tuple[Family, ...], table: FeatureTable) -> Floats:
    """Return family scores (n, k), consumption's weakened where emptiness explains it."""
    weakened = scores.copy()
    if Family.CONSUMPTION in families:
        place = families.index(Family.CONSUMPTION)
        weakened[:, place] *= np.where(_is_explained(table), DOUBT_SHARE, 1.0)
    return weakened


def _is_explained(table: FeatureTable) -> Flags:
    explained = np.zeros(len(table.coverage), dtype=np.bool_)
    for explanation in table.explanations:
        if explanation.name in EXPLAINED_BY:
            explained |= explanation.applies
    return explained
