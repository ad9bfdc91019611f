"""Bootstrap: how far a figure would move with other accounts of the same kinds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from features.window import Floats
from models.evaluation.curve_areas import Weights
from models.evaluation.truth import Words

DRAWS = 500
LEVEL = 0.95
# Counts held at a time: some 16 MB.
_CELLS = 2_000_000


def resampled(strata: Words, draws: int, seed: int) -> Iterator[Weights]:
    """Yield (b, n) how often each of n accounts counts in b draws, `draws` in all.

    strata: (n,) labels; each keeps its number of accounts in every draw, drawn with
    replacement.
    """
    rng = np.random.default_rng(seed)
    places = [np.flatnonzero(strata == label) for label in np.unique(strata)]
    step = max(1, _CELLS // max(1, len(strata)))
    for first in range(0, draws, step):
        block = min(step, draws - first)
        weights = np.zeros((block, len(strata)), dtype=np.int64)
        for own in places:
            weights[:, own] = _drawn(rng, block, len(own))
        yield weights


def _drawn(rng: np.random.Generator, block: int, count: int) -> Weights:
    """Return (block, count) how often each of `count` things comes in `count` draws."""
    rows = np.arange(block)[:, None] * count
    picks = rng.integers(0, count, (block, count)) + rows
    counts: Weights = np.bincount(picks.ravel(), minlength=block * count).reshape(block, count)
    return counts


def interval(draws: Floats) -> tuple[float, float]:
    """Return the bounds between which 95 % of the `draws` lie; NaN where none is known."""
    known = draws[np.isfinite(draws)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
