"""Zero hours: hours without any use inside days on which use went on.

Something always runs in a home or a shop that is lived in: a fridge, a router, a standby.
Where the lowest hours fall to nothing while others stay as they were, the load is led round
the meter for hours. An empty building is at nothing all day; roofs with panels are so by
daylight, which therefore hardly counts.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.consumption_hours import hours_of, whole_days
from features.consumption_shape import Shape, energy_quantum
from features.level import block_means, onset_day
from features.robust import row_quantile
from features.study import Study
from features.window import Flags, Floats

WEEK = 7
LEAST_DAYS, LEAST_WEEKS = 4, 2
# Of the usual lowest hour: next to nothing.
NOTHING_SHARE = 0.15
# Of the usual highest hour: the day went on.
WENT_ON_SHARE = 0.5
# A register that shows fewer steps than these in the lowest hour cannot tell it from nothing.
LEAST_QUANTA = 3.0
DAYLIGHT = range(7, 19)
DAYLIGHT_WEIGHT = 0.25
# What came on top must stand out from what was there before by so many scatters.
SCATTERS = 2.0


def zero_hours(study: Study) -> Shape:
    """Hours a day without use that came on top of the usual ones and stayed, (n,).

    NaN without hours, and where the register is too coarse or the lowest hour always nothing.
    """
    counts = zero_hours_a_day(study)
    weekly = block_means(counts, WEEK, LEAST_DAYS)
    step = find_fall(-weekly, LEAST_WEEKS, LEAST_WEEKS)
    # The last week must still be so.
    last = weekly[:, -1] if weekly.shape[1] else np.full(len(weekly), np.nan)
    now = np.fmin(-step.after, last)
    rise = now + step.before - SCATTERS * step.scale
    value = np.where(step.split >= 0, np.maximum(np.nan_to_num(rise), 0.0), 0.0)
    days = study.window.shape[1]
    onset = onset_day(step.split, WEEK, days, weekly.shape[1], -counts)
    can = np.isfinite(weekly).sum(axis=1) >= 2 * LEAST_WEEKS
    return Shape(np.where(can, value, np.nan), np.where(value > 0, onset, -1).astype(np.int32))


def zero_hours_a_day(study: Study) -> Floats:
    """Hours of each day without use (n, d), those of daylight at a quarter; NaN unjudged."""
    hours = hours_of(study.window)
    whole = whole_days(study.window) & ~study.exempt.not_supplied & ~study.exempt.generating
    lowest, highest = np.fmin.reduce(hours), np.fmax.reduce(hours)
    base = row_quantile(np.where(whole, lowest, np.nan), 0.75, WEEK)
    top = row_quantile(np.where(whole, highest, np.nan), 0.75, WEEK)
    fine = base >= LEAST_QUANTA * energy_quantum(study.window)
    judged = whole & ((base > 0) & fine)[:, None]
    went_on: Flags = highest >= WENT_ON_SHARE * top[:, None]
    nothing = NOTHING_SHARE * np.nan_to_num(base)[:, None]
    counts = np.zeros(study.window.shape)
    for hour, kwh in enumerate(hours):
        counts += np.where(kwh <= nothing, DAYLIGHT_WEIGHT if hour in DAYLIGHT else 1.0, 0.0)
    return np.where(judged, np.where(went_on, counts, 0.0), np.nan)
