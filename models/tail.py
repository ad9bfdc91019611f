"""Tail: how rare a score is among the innocent of its day, whatever share of thieves there is."""

from __future__ import annotations

import numpy as np

from features.window import Floats

# Beyond this share the thieves that are still doubtful outnumber the innocent: there the tail
# is drawn on from what is before it.
DRAWN_FROM = 0.02
# From this share on the tail is straight enough to draw it on.
STRAIGHT_FROM = 0.1
# Fewer accounts' worth than this say nothing of a slope.
FEWEST = 5.0


def innocent_tail(scores: Floats) -> Floats:
    """Return (n,) the share of the innocent of a day that would score as high, in (0, 1).

    scores: (n,) of every account of one day, 0 to 1; NaN, of who was not judged, stays NaN.
    Each account counts with the doubt that is left, 1 - score, so that thieves who are found
    take hardly any part. Ties share their middle. Beyond `DRAWN_FROM` the tail falls as a
    power of the odds, as it does from `STRAIGHT_FROM` to there.
    """
    known = np.flatnonzero(np.isfinite(scores))
    found = np.full(len(scores), np.nan)
    if len(known):
        found[known] = _tail(scores[known])
    return found


def _tail(scores: Floats) -> Floats:
    values, place = np.unique(scores, return_inverse=True)
    doubt: Floats = np.bincount(place, weights=1.0 - scores).astype(np.float64)
    if doubt.sum() <= 0:
        return np.full(len(scores), 0.5)
    beyond = np.cumsum(doubt[::-1])[::-1]
    tail = (beyond - doubt / 2.0) / doubt.sum()
    return np.asarray(_drawn_on(values, doubt, tail)[place])


def _drawn_on(values: Floats, doubt: Floats, tail: Floats) -> Floats:
    """Replace the tail (v,) of scores `values` (v,) beyond `DRAWN_FROM` by a power of the odds."""
    is_straight = (tail <= STRAIGHT_FROM) & (tail > DRAWN_FROM) & (values > 0)
    worth = doubt[is_straight].sum()
    if worth < FEWEST or not (tail <= DRAWN_FROM).any():
        return tail
    odds = _log_odds(values)
    start, end = odds[is_straight][[0, -1]]
    span = odds[is_straight] - start
    # Who is beyond the end counts as being there, as far as the tail says they are many.
    after = doubt[is_straight].sum() * DRAWN_FROM / (STRAIGHT_FROM - DRAWN_FROM)
    scale = (np.sum(doubt[is_straight] * span) + after * (end - start)) / worth
    last = tail[is_straight][-1]
    if scale <= 0:
        return tail
    return np.where(tail <= DRAWN_FROM, last * np.exp(-(odds - end) / scale), tail)


def _log_odds(scores: Floats) -> Floats:
    inside = np.clip(scores, 1e-12, 1.0 - 1e-12)
    return np.asarray(np.log(inside) - np.log1p(-inside))
