"""Growth: a reference in, scikit-learn's isolation forest out."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import IsolationForest

from models.forest.trees import Floats32


def ordered(values: Floats32) -> Floats32:
    """Return the rows of `values` (n, f) in an order of their own, NaN last.

    Trees sample rows by position: a fixed order makes the forest a function of the set.
    """
    return np.ascontiguousarray(values[np.lexsort(values.T)])


def filled(values: Floats32, seed: int) -> Floats32:
    """Return ordered `values` (n, f) with each NaN drawn from what others measured.

    So trees split a feature where those who have it differ, however many lack it. A feature
    that nobody has is 0, and no tree splits it.
    """
    whole = values.copy()
    rng = np.random.default_rng(seed)
    for feature in np.flatnonzero(np.isnan(values).any(axis=0)):
        missing = np.isnan(values[:, feature])
        known = values[~missing, feature]
        whole[missing, feature] = rng.choice(known, missing.sum()) if len(known) else 0.0
    return whole


def grow(values: Floats32, trees: int, samples: int, seed: int) -> IsolationForest:
    """Return a forest of `trees` on complete `values` (n, f), each on `samples` of them."""
    return IsolationForest(
        n_estimators=trees, max_samples=samples, random_state=seed, n_jobs=1
    ).fit(values)
