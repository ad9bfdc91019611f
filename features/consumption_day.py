"""The day's course: made up readings that keep the energy, and change when it is used.

After the attacks of Jokar et al. (2016) and Zheng et al. (2019): the day's mean all day, the
day backwards, each reading at a share of its own, and all above a level cut off.
"""

from __future__ import annotations

import numpy as np

from features.consumption_hours import day_profile, hours_of, whole_days
from features.consumption_shape import Shape, energy_quantum
from features.level import block_means, lasting_fall, onset_day
from features.robust import row_quantile
from features.study import Study
from features.window import Flags, Floats
from pipeline.contract.vocabulary import TariffClass

WEEK, RECENT_DAYS = 7, 28
LEAST_WEEK_DAYS = 4
CALMEST = 0.02
LATEST_DAYS = 14
LIKE_ITSELF = 0.5
HOME_SHIFT = 5
# Days at the cap within this share of it; a day clearly under it.
AT_CAP, UNDER_CAP = 0.005, 0.9
LEAST_CAP_DAYS, LEAST_UNDER_SHARE = 14, 0.15


def flat_day_share(study: Study) -> Shape:
    """Share of the usual differences between the hours of a day that was lost for good, (n,)."""
    return _change(study, np.log(np.maximum(_unevenness(study), CALMEST)))


def rough_day_rise(study: Study) -> Shape:
    """Share of the present jumps from hour to hour that came on top of the usual, (n,)."""
    return _change(study, -np.log(np.maximum(_jumps(study), CALMEST)))


def _change(study: Study, daily: Floats) -> Shape:
    weekly = block_means(daily, WEEK, LEAST_WEEK_DAYS)
    found = lasting_fall(weekly)
    onset = onset_day(found.split, WEEK, study.window.shape[1], weekly.shape[1], daily)
    return Shape(found.share, np.where(found.share > 0, onset, -1).astype(np.int32))


def _unevenness(study: Study) -> Floats:
    """Standard deviation of the hours of each day over their mean, (n, d)."""
    usable, mean, hours = _usable_hours(study)
    square = sum((np.where(usable, hour, 0.0) - mean) ** 2 for hour in hours) / len(hours)
    return np.where(usable, np.sqrt(square) / mean, np.nan)


def _jumps(study: Study) -> Floats:
    """Mean step from hour to hour of each day over the hours' mean, (n, d)."""
    usable, mean, hours = _usable_hours(study)
    pairs = zip(hours[1:], hours[:-1], strict=True)
    steps = sum(np.abs(np.where(usable, later - earlier, 0.0)) for later, earlier in pairs)
    return np.where(usable, steps / (len(hours) - 1) / mean, np.nan)


def _usable_hours(study: Study) -> tuple[Flags, Floats, list[Floats]]:
    """Days (n, d) whose hours tell their course, the hours' mean (1 elsewhere), and the hours."""
    window = study.window
    hours = [np.nan_to_num(hour.astype(np.float64)) for hour in hours_of(window)]
    mean = sum(hours) / len(hours)
    fine = mean > 2 * energy_quantum(window)[:, None]
    usable = whole_days(window) & fine & (mean > 0)
    usable &= ~study.exempt.not_supplied & ~study.exempt.generating
    return np.asarray(usable), np.where(usable, mean, 1.0), hours


def reversed_day(study: Study) -> Shape:
    """How much more the last days are like the usual day backwards than like it, (n,) 0 to 1.

    Not where the usual day merely shifted is as like it: people come to live by other hours,
    and a business may move to any.
    """
    window = study.window
    n, d = window.shape
    day = np.broadcast_to(np.arange(d)[None, :], (n, d))
    recent = _around_mean(day_profile(window, day >= d - LATEST_DAYS))
    usual = _around_mean(day_profile(window, day < d - LATEST_DAYS))
    odd = (day // WEEK) % 2 == 1
    halves = [
        _around_mean(day_profile(window, (day < d - LATEST_DAYS) & half)) for half in (odd, ~odd)
    ]
    likeness = (halves[0] * halves[1]).sum(axis=1)
    is_home = window.text["tariff_class"] == TariffClass.RESIDENTIAL.value
    shifted = np.stack(
        [
            np.where(is_home & (abs(by) > HOME_SHIFT), -1.0, _likeness(recent, usual, by))
            for by in range(-11, 13)
        ]
    )
    backwards = (recent * usual[:, ::-1]).sum(axis=1)
    excess = np.clip(backwards - shifted.max(axis=0), 0.0, 1.0)
    value = np.where(likeness >= LIKE_ITSELF, excess, 0.0)
    onset = np.where(value > 0, max(d - LATEST_DAYS, 0), -1)
    return Shape(np.where(np.isfinite(likeness), value, np.nan), onset.astype(np.int32))


def _likeness(recent: Floats, usual: Floats, hours: int) -> Floats:
    return np.asarray((recent * np.roll(usual, hours, axis=1)).sum(axis=1))


def _around_mean(profile: Floats) -> Floats:
    """Profile (n, 24) around its mean, at length 1."""
    around = profile - profile.mean(axis=1)[:, None]
    length = np.sqrt((around**2).sum(axis=1))[:, None]
    return np.asarray(around / np.where(length > 0, length, 1.0))


def capped_days_share(study: Study) -> Shape:
    """Share of the last four weeks' days at one and the same maximum, less that of before, (n,).

    Judged on daily energy, and on each day's highest hour where hours are read.
    """
    window = study.window
    usable = ~study.exempt.not_supplied & ~window.kwh_is_spread
    by_day = _capped(np.where(usable, window.kwh, np.nan), np.zeros(window.shape[0]))
    highest = np.where(usable & whole_days(window), np.fmax.reduce(hours_of(window)), np.nan)
    by_hour = _capped(highest.astype(np.float64), energy_quantum(window))
    value = np.fmax(by_day, by_hour)
    onset = np.where(value > 0, max(window.shape[1] - RECENT_DAYS, 0), -1)
    return Shape(value, onset.astype(np.int32))


def _capped(values: Floats, quantum: Floats) -> Floats:
    recent, before = _at_cap(values[:, -RECENT_DAYS:]), _at_cap(values[:, :-RECENT_DAYS])
    middle = row_quantile(values, 0.5, LEAST_CAP_DAYS)
    # Readings rounded so far that days are alike by rounding alone tell nothing.
    coarse = 2 * AT_CAP * np.nan_to_num(middle) < np.fmax(quantum, _step(values))
    excess = np.maximum(recent - np.nan_to_num(before), 0.0)
    return np.where(coarse & np.isfinite(excess), 0.0, excess)


def _at_cap(values: Floats) -> Floats:
    """Share of the days (n,) within `AT_CAP` of the highest, where enough are well under it."""
    if not values.shape[1]:
        return np.full(len(values), np.nan)
    known = np.isfinite(values)
    count = known.sum(axis=1)
    top = np.where(known, values, 0.0).max(axis=1, initial=0.0)[:, None]
    at_top = (values >= (1.0 - AT_CAP) * top).sum(axis=1) - 1
    under = (values < UNDER_CAP * top).sum(axis=1) / np.maximum(count, 1)
    share = at_top / np.maximum(count - 1, 1)
    varied = (under >= LEAST_UNDER_SHARE) & (top[:, 0] > 0)
    return np.where(count >= LEAST_CAP_DAYS, np.where(varied, share, 0.0), np.nan)


def _step(values: Floats) -> Floats:
    """Smallest difference (n,) between neighbouring sizes of the row's values, above nothing."""
    ordered = np.sort(values, axis=1)
    steps = np.diff(ordered, axis=1)
    return np.asarray(np.where(steps > 1e-6, steps, np.inf).min(axis=1, initial=np.inf))
