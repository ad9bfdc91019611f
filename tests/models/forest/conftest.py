from __future__ import annotations

import numpy as np
import pytest

from models import SuspicionForest
from models.forest.trees import Floats32


@pytest.fixture(scope="session")
def rows() -> Floats32:
    """One-sided features of 300 accounts, most of them 0."""
    rng = np.random.default_rng(7)
    values = rng.exponential(size=(300, 4)) * (rng.random((300, 4)) < 0.4)
    return values.astype(np.float32)


@pytest.fixture(scope="session")
def forest(rows: Floats32) -> SuspicionForest:
    return SuspicionForest(n_estimators=20).fit(rows)
