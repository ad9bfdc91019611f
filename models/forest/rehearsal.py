"""Compilation ahead of use, so that the first forest of a set-up does not wait for it."""

from __future__ import annotations

import numpy as np

from models.forest.estimator import SuspicionForest


def compile_forest() -> None:
    """Compile the forest's kernels, or load them from their cache, by using each once."""
    values = np.arange(64.0).reshape(32, 2)
    forest = SuspicionForest(n_estimators=1).fit(values)
    values[0, 0] = np.nan
    forest.score_samples(values)
    forest.attributions(values)
