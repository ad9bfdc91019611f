"""Near-proofs: features that beyond a certain value leave hardly any innocent account."""

from __future__ import annotations

import numpy as np

from features.registry import FeatureTable
from features.window import Flags, Floats


def fired(table: FeatureTable) -> Flags:
    """Return (n, f), true where a feature is a near-proof and its value reaches `rule_at`."""
    limits = np.array(
        [
            np.inf if feature.rule_at is None or feature.error_rate is None else feature.rule_at
            for feature in table.features
        ]
    )
    return np.asarray(np.nan_to_num(table.matrix(), nan=-np.inf) >= limits)


def certainty(table: FeatureTable) -> Floats:
    """Return (n, f): 1 - error rate of the near-proofs that fired, 0 elsewhere."""
    held = np.array([1.0 - (feature.error_rate or 0.0) for feature in table.features])
    return np.where(fired(table), held, 0.0)
