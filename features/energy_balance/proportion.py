"""Fixed proportion: a supply meter that counts in proportion too much or too little.

Its error is the same share of every hour. A customer's theft is not: the customer's day is
another than the sum of all, and leaves its own scatter in the share that is lost.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall, level_around
from features.energy_balance.balance import Ledger
from features.robust import row_mad, row_median
from features.window import Codes, Flags, Floats

LEAST_DAYS = 7
# A ratio so far from one, with so little scatter over days, from the first day on.
FAR_SHARE, MOST_SCATTER = 0.1, 0.02
# A ratio that steps by so much, many times its scatter, and does not scatter more since.
LEAST_STEP, STEP_SIGMAS, MORE_SCATTER = 0.025, 6.0, 1.3


def fixed_proportion(daily: Ledger, hourly: Ledger, unexplained: Floats) -> Flags:
    """(m,) whether the supply meter is off in a fixed proportion, always or from a day on."""
    metered = np.where(daily.metered > 0, daily.metered, np.nan)
    share = unexplained / metered
    level, scatter = row_median(share, LEAST_DAYS), row_mad(share, LEAST_DAYS)
    by_hour = _hour_scatter(hourly)
    tight = np.where(np.isfinite(by_hour), by_hour < 2 * MOST_SCATTER, scatter < MOST_SCATTER / 2)
    far = (np.abs(level) > FAR_SHARE) & (scatter < MOST_SCATTER * (1 + np.abs(level))) & tight
    return np.asarray(far | _steps(share, hourly))


def _hour_scatter(hourly: Ledger) -> Floats:
    """Robust scatter (m,) of sent over metered energy of an hour, relative; NaN without hours."""
    ratio = hourly.sent / np.where(hourly.metered > 0, hourly.metered, np.nan)
    return np.asarray(row_mad(ratio, LEAST_DAYS) / row_median(ratio))


def _steps(share: Floats, hourly: Ledger) -> Flags:
    """(m,) whether the share steps from a day on, and no customer's day is seen in the step."""
    split = np.full(len(share), -1, dtype=np.int32)
    size = np.zeros(len(share))
    for sign in (1.0, -1.0):
        fall = find_fall(sign * share, LEAST_DAYS, LEAST_DAYS)
        sure = fall.fall > np.maximum(STEP_SIGMAS * np.nan_to_num(fall.scale, nan=1.0), LEAST_STEP)
        larger = sure & (fall.fall > size)
        split, size = np.where(larger, fall.split, split), np.where(larger, fall.fall, size)
    return np.asarray((split >= 0) & ~_scatters_more(hourly, split.astype(np.int32)))


def _scatters_more(hourly: Ledger, split: Codes) -> Flags:
    """(m,) whether hours scatter more about the lost share since `split`; true without hours."""
    slots = hourly.sent.shape[1]
    ratio = np.log(
        np.where((hourly.sent > 0) & (hourly.metered > 0), hourly.sent / hourly.metered, np.nan)
    )
    per_day = max(slots // 24, 1)
    place = np.where(split >= 0, split * (slots // per_day), -1).astype(np.int32)
    before, since = level_around(ratio, place, LEAST_DAYS)
    is_since = np.arange(slots)[None, :] >= place[:, None]
    early = row_mad(np.where(is_since, np.nan, ratio - before[:, None]), LEAST_DAYS)
    late = row_mad(np.where(is_since, ratio - since[:, None], np.nan), LEAST_DAYS)
    return ~(late <= MORE_SCATTER * early)
