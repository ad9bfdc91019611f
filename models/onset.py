"""Onset: the day on which a loss began, as an interval, and the day on which it ended.

The features that speak against an account name a day each. Where energy can be compared
with a reference, every day then speaks for itself: days with a loss for having begun before
them, days without one against it. The onset is where their sum is largest (a cumulative sum,
Page 1954); all days that come close make the interval, and with them days without readings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.robust import row_mean
from features.window import Codes, Flags, Floats

# A day without loss speaks less against a theft than one with loss speaks for it: many
# thieves rest on four days of five.
REST_WEIGHT = 0.2
LEAST_SHARE, SIGMAS = 0.02, 3.0
LARGEST_SPEECH = 2.0
# Days whose sum is within this of the best belong to the interval.
SLACK_CLEAR, SLACK_NOISY = 0.3, 1.5
# So many quiet days, and so many times the longest rest before, end a theft.
QUIET_DAYS, QUIET_TIMES = 14, 2


@dataclass(frozen=True)
class Onset:
    """When losses began, (n,) each, as indices of days of the window; -1 unknown.

    best: the likeliest first day. earliest, latest: bounds. last: the last day of a loss that
    ended, -1 where it goes on or nothing tells.
    """

    best: Codes
    earliest: Codes
    latest: Codes
    last: Codes

    def or_else(self, other: Onset, chosen: Flags) -> Onset:
        """Return this one where `chosen` (n,), the other elsewhere."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Onset(*(np.where(chosen, own, its).astype(np.int32) for own, its in pairs))


def speech_of_clear(missing_share: Floats, sigma: Floats) -> Floats:
    """Return (m, d) how much each day speaks for a loss by an exact reference; 0 unknown.

    missing_share: (m, d), NaN unknown. sigma: (m,) its scatter on honest days.
    """
    least = np.fmax(LEAST_SHARE, SIGMAS * sigma)[:, None]
    spoken = np.where(missing_share > least, 1.0, -REST_WEIGHT)
    return np.where(np.isfinite(missing_share), spoken, 0.0)


def speech_of_level(missing_share: Floats, sigma: Floats, onset: Codes) -> Floats:
    """Return (m, d) how much likelier each day is at the level since `onset` than before.

    Half the difference of the squared distances in sigmas, bounded so that no single day
    decides; 0 unknown.
    """
    days = np.arange(missing_share.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    after = row_mean(np.where(since, missing_share, np.nan), 2)[:, None]
    spread = np.fmax(sigma, LEAST_SHARE)[:, None]
    nearer = (missing_share**2 - (missing_share - after) ** 2) / (2.0 * spread**2)
    nearer = np.where(after > 0, nearer, np.nan)
    return np.nan_to_num(np.clip(nearer, -LARGEST_SPEECH, LARGEST_SPEECH))


def refine(guess: Codes, speech: Floats, slack: float, reach_days: int) -> Onset:
    """Return where the sum of `speech` (m, d) from a day on is largest, near `guess` (m,).

    Where no day within `reach_days` speaks for a loss, the guess stands. `last` is -1.
    """
    best, earliest, latest = _refine(
        guess.astype(np.int64), np.ascontiguousarray(speech, dtype=np.float64), slack, reach_days
    )
    ongoing = np.full(len(guess), -1)
    return Onset(*(found.astype(np.int32) for found in (best, earliest, latest, ongoing)))


def last_day(onset: Codes, speech: Floats) -> Codes:
    """Return (m,) the last day that speaks for a loss, where a long quiet followed; else -1."""
    found = _last_day(onset.astype(np.int64), np.ascontiguousarray(speech, dtype=np.float64))
    return found.astype(np.int32)


def widened_by_gaps(found: Onset, known: Flags) -> Onset:
    """Let the interval begin right after the last day before it that was read, (m, d) known."""
    days = np.arange(known.shape[1])[None, :]
    seen_before = known & (days < found.earliest[:, None])
    last_seen = np.where(seen_before, days, -1).max(axis=1, initial=-1)
    earliest = np.where(found.earliest >= 0, np.minimum(found.earliest, last_seen + 1), -1)
    return Onset(found.best, earliest.astype(np.int32), found.latest, found.last)


@njit(cache=True)
def _refine(
    guess: NDArray[np.int64], speech: NDArray[np.float64], slack: float, reach_days: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    n, d = speech.shape
    best, earliest, latest = guess.copy(), guess.copy(), guess.copy()
    for i in range(n):
        if guess[i] < 0:
            continue
        first, after = max(0, guess[i] - reach_days), min(d, guess[i] + reach_days + 1)
        total, top, chosen = 0.0, -np.inf, -1
        sums = np.zeros(d)
        for t in range(d - 1, -1, -1):
            total += speech[i, t]
            sums[t] = total
            if first <= t < after and speech[i, t] > 0 and total >= top:
                top, chosen = total, t
        if chosen < 0:
            continue
        best[i] = earliest[i] = latest[i] = chosen
        for t in range(chosen - 1, first - 1, -1):
            if sums[t] < top - slack:
                break
            earliest[i] = t
        for t in range(chosen + 1, after):
            if sums[t] < top - slack:
                break
            latest[i] = t
    return best, earliest, latest


@njit(cache=True)
def _last_day(onset: NDArray[np.int64], speech: NDArray[np.float64]) -> NDArray[np.int64]:
    n, d = speech.shape
    last = np.full(n, -1, dtype=np.int64)
    for i in range(n):
        if onset[i] < 0:
            continue
        seen, quiet, longest = -1, 0, 0
        for t in range(onset[i], d):
            if speech[i, t] > 0:
                longest = max(longest, quiet) if seen >= 0 else 0
                seen, quiet = t, 0
            elif speech[i, t] < 0:
                quiet += 1
        if seen >= 0 and quiet >= max(QUIET_DAYS, QUIET_TIMES * longest):
            last[i] = seen
    return last
