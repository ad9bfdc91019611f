"""Context: where an account is and what it is, which may explain visits but never suspicion."""

from __future__ import annotations

import numpy as np

from features.window import Floats
from models.outcomes.training_set import TrainingSet

# A place or a class with fewer visits has no figure of its own.
_FEWEST = 5
PROXIES = ("zone", "tariff_class", "meter_model")


def context_columns(visits: TrainingSet, of: TrainingSet, names: tuple[str, ...]) -> Floats:
    """Return (n, c) for the rows of `of`: 1 where it has a word that `visits` has often, else 0.

    names: of the columns to read, see `PROXIES`.
    """
    columns = [np.zeros((len(of), 0))]
    for name in names:
        words, counts = np.unique(getattr(visits, name), return_counts=True)
        common = words[(counts >= _FEWEST) & (words != "")]
        columns.append((getattr(of, name)[:, None] == common[None, :]).astype(np.float64))
    return np.hstack(columns)
