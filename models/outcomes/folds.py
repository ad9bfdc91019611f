"""Folds: the past to learn from, the time after it to be judged on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.outcomes.labels import Words

FOLDS = 4
# The first fold learns from so large a share of the visits.
_FIRST = 1.0 / 3.0


@dataclass(frozen=True)
class Fold:
    """Rows to learn from, all before the rows to be judged; no customer is in both."""

    past: NDArray[np.intp]
    later: NDArray[np.intp]


def time_folds(day: NDArray[np.int64], customer: Words) -> list[Fold]:
    """Cut visits (n,) into folds, each of which has the ones before it as its past.

    Visits of one day stay together. A customer who is judged is taken out of the past, so
    that nobody is recognised.
    """
    if not len(day):
        return []
    steps = np.linspace(_FIRST, 1.0, FOLDS + 1)[:-1]
    starts = np.unique(np.quantile(day, steps, method="inverted_cdf").astype(np.int64))
    starts = starts[starts > day.min()]
    edges = np.r_[starts, day.max() + 1]
    folds = []
    for start, end in pairwise(edges):
        later = np.flatnonzero((day >= start) & (day < end))
        is_past = (day < start) & ~np.isin(customer, customer[later])
        folds.append(Fold(np.flatnonzero(is_past), later))
    return folds


def customers_of(account_id: Words, customer_id: Words) -> Words:
    """Return (n,) who stands behind each account: the account itself where nobody is known."""
    return np.where(customer_id == "", np.char.add("account ", account_id), customer_id)
