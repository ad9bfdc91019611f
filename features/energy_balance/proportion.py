"""Fixed proportion: a supply meter that counts in proportion too much or too little.

Its error is the same share of every hour of the day. A customer's theft is not, nor is a
customer on record elsewhere: one customer's day is another than the sum of all.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall, level_around
from features.energy_balance.balance import Ledger
from features.robust import row_mad, row_median
from features.supplied import HOURS_A_DAY
from features.window import Codes, Flags, Floats

LEAST_DAYS, LEAST_HOURS, NEAR_DAYS = 7, 18, 14
# A share so far from none, always, that days and hours of the day agree on but for so much
# of it. Without hours, days alone must tell: they have to agree to a hair.
FAR_SHARE, MOST_DAY_SCATTER, MOST_HOUR_SCATTER = 0.08, 0.08, 0.04
FAR_WITHOUT_HOURS, MOST_SCATTER_WITHOUT_HOURS = 0.15, 0.04
# A share that steps by so much, many times its scatter, by the same in the hours of the day;
# and so much of the step has to be in what was sent in: else meters fell, and that is theft.
LEAST_STEP, STEP_SIGMAS, MOST_STEP_SCATTER, LEAST_SENT = 0.025, 4.0, 0.15, 0.6


def fixed_proportion(daily: Ledger, hourly: Ledger, unexplained: Floats, by_hour: Floats) -> Flags:
    """(m,) whether the supply meter is off in a fixed proportion, always or from a day on.

    unexplained: (m, d) loss beyond the wires', by_hour: (m, d * 24) the same of hours.
    """
    share = unexplained / np.where(daily.metered > 0, daily.metered, np.nan)
    hours = by_hour / np.where(hourly.metered > 0, hourly.metered, np.nan)
    nowhere = np.zeros(len(share), dtype=np.int32)
    always = _is_far(share, _by_hour_of_day(hours, nowhere))
    split, size = find_step(share)
    sent_rose = _rise(daily.supplied, split) > LEAST_SENT * np.abs(size)
    sent_fell = _rise(daily.supplied, split) < -LEAST_SENT * np.abs(size)
    followed = np.where(size > 0, sent_rose, sent_fell)
    return np.asarray(always | (followed & _steps_evenly(hours, split)))


def _is_far(share: Floats, profile: Floats) -> Flags:
    level, scatter = row_median(share, LEAST_DAYS), row_mad(share, LEAST_DAYS)
    size = np.abs(level)
    has_hours = np.isfinite(profile).sum(axis=1) >= LEAST_HOURS
    even = _evenness(profile) < MOST_HOUR_SCATTER
    even = even & (size > FAR_SHARE) & (scatter < MOST_DAY_SCATTER * size)
    alone = (size > FAR_WITHOUT_HOURS) & (scatter < MOST_SCATTER_WITHOUT_HOURS * size)
    return np.where(has_hours, even, alone)


def find_step(share: Floats) -> tuple[Codes, Floats]:
    """First day (m,) after the clearest step of the share, -1 without one; how far it rose."""
    split, size = np.full(len(share), -1, dtype=np.int32), np.zeros(len(share))
    for sign in (1.0, -1.0):
        step = find_fall(sign * share, LEAST_DAYS, LEAST_DAYS)
        scale = np.nan_to_num(step.scale, nan=1.0)
        sure = step.fall > np.maximum(STEP_SIGMAS * scale, LEAST_STEP)
        larger = sure & (step.fall > np.abs(size))
        split = np.where(larger, step.split, split).astype(np.int32)
        size = np.where(larger, -sign * step.fall, size)
    return split, size


def _rise(sent: Floats, split: Codes) -> Floats:
    """How much more (m,) was sent in the two weeks from day `split` than before, relative."""
    away = np.arange(sent.shape[1])[None, :] - split[:, None]
    near = (np.abs(away + 0.5) < NEAR_DAYS) & (split >= 0)[:, None]
    before, since = level_around(np.where(near, sent, np.nan), split, LEAST_DAYS)
    return np.asarray(since / np.where(before > 0, before, np.nan) - 1.0)


def _steps_evenly(hours: Floats, split: Codes) -> Flags:
    """(m,) whether the share of each hour of the day steps by the same at day `split`."""
    day = np.arange(hours.shape[1] // HOURS_A_DAY)[None, :]
    before = np.repeat(day < split[:, None], HOURS_A_DAY, axis=1)
    early = _by_hour_of_day(np.where(before, hours, np.nan), np.zeros_like(split))
    step = _by_hour_of_day(hours, split) - early
    return np.asarray((split >= 0) & (_evenness(step) < MOST_STEP_SCATTER))


def _by_hour_of_day(hours: Floats, first: Codes) -> Floats:
    """Median share (m, 24) of each hour of the day, from day `first` (m,) on."""
    days = hours.shape[1] // HOURS_A_DAY
    since = np.arange(days)[None, :] >= first[:, None]
    cube = np.where(since[:, :, None], hours.reshape(len(hours), days, HOURS_A_DAY), np.nan)
    flat = np.ascontiguousarray(cube.transpose(0, 2, 1)).reshape(-1, days)
    return row_median(flat, LEAST_DAYS).reshape(len(hours), HOURS_A_DAY)


def _evenness(profile: Floats) -> Floats:
    """Scatter (m,) of a share (m, 24) over the hours of the day, relative; NaN below 18 hours."""
    middle = np.abs(row_median(profile, LEAST_HOURS))
    return np.asarray(row_mad(profile, LEAST_HOURS) / np.where(middle > 0, middle, np.nan))
