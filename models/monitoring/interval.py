"""Intervals of shares: honest for small counts, for weighted ones too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

LEVEL = 0.9
_Z = float(stats.norm.ppf((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Figure:
    """A figure with its interval; NaN where it is not known."""

    value: float
    low: float
    high: float


UNKNOWN = Figure(np.nan, np.nan, np.nan)


def wilson(hits: float, count: float) -> Figure:
    """Return the share `hits` of `count` with Wilson's interval at LEVEL; unknown of nothing."""
    if count <= 0:
        return UNKNOWN
    share, extra = hits / count, _Z * _Z / count
    middle = (share + extra / 2) / (1 + extra)
    half = _Z * np.sqrt(share * (1 - share) / count + extra / (4 * count)) / (1 + extra)
    return Figure(share, float(max(middle - half, 0.0)), float(min(middle + half, 1.0)))


def exact(share: float, count: float) -> Figure:
    """Return `share` of `count` trials with its exact mid-p interval at LEVEL.

    Count and hits need not be whole: a weighted sample is as good as so many equal trials.
    Half of the chance of just what was seen counts to either side: on the average over true
    shares the interval holds as often as it says, also where one or two hits are all.
    """
    if count <= 0:
        return UNKNOWN
    hits = min(max(share, 0.0), 1.0) * count
    tail = (1 - LEVEL) / 2
    low = 0.0 if hits <= 0 else _root(hits, count, tail)
    high = 1.0 if hits >= count else _root(hits, count, 1 - tail)
    return Figure(share, min(low, share), max(high, share))


def _root(hits: float, count: float, chance: float) -> float:
    """Return the true share at which more than `hits` come with that chance, half of ties."""

    def miss(share: float) -> float:
        more = special.betainc(hits + 1, max(count - hits, 1e-12), share)
        as_many = special.betainc(hits, count - hits + 1, share) if hits > 0 else 1.0
        return float(more + as_many) / 2 - chance

    return float(optimize.brentq(miss, 0.0, 1.0, xtol=1e-12))
