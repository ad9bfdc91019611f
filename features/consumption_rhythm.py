"""Rhythm of consumption: how much the days of a week differ, and when that changed.

A home that is bypassed keeps its rhythm at a lower level; an empty one loses it. Thefts of
changing strength make the days more unlike; a profile made up makes them more alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.closure import ended_closures
from features.consumption_level import WEEK, WEEKS, Level, clean_history
from features.level import LastingFall, lasting_fall, onset_day
from features.robust import row_mean, row_median, row_quantile
from features.study import Study
from features.window import Codes, Floats
from pipeline.contract.vocabulary import TariffClass

LEAST_WEEK_DAYS = 5
# Days are told apart down to this share of the week's mean, and of the usual day.
DAY_FLOOR, USUAL_FLOOR = 0.02, 0.005
CALMEST = 0.03
RECENT_WEEKS = 2
# Left of the former level where an empty building is as likely as not: without its rhythm,
# and with it.
EMPTY_SHARE, NOTHING_SHARE = 0.06, 0.03
# Kept of the rhythm by chance alone.
KEPT_NONE = 0.4
# A business that uses hardly anything is closed rather than bypassed.
CLOSED_SHARE = 0.9
HIGHER = 0.15


@dataclass(frozen=True)
class Rhythm:
    """A change of rhythm: value and its first day in the window, (n,) each."""

    value: Floats
    onset: Codes


def weekly_scatter(study: Study) -> Floats:
    """Spread of the logs of the days around each week's own mean, (n, weeks).

    NaN for weeks with too few days read each for itself.
    """
    history = clean_history(study)
    days = study.window.shape[1]
    recent = history[:, -days:]
    recent[study.window.kwh_is_spread[:, -recent.shape[1] :]] = np.nan
    # A closure that ended is a step down and one up, which is no rhythm.
    history[ended_closures(history)] = np.nan
    n, weeks = len(history), min(history.shape[1] // WEEK, WEEKS)
    cut = history[:, history.shape[1] - weeks * WEEK :].reshape(n * weeks, WEEK)
    known = np.isfinite(cut)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, cut, 0.0).sum(axis=1) / count
    usual = np.repeat(row_quantile(history, 0.75), weeks)
    usable = (known.sum(axis=1) >= LEAST_WEEK_DAYS) & (usual > 0)
    floor = np.where(usable, np.maximum(DAY_FLOOR * mean, USUAL_FLOOR * usual), 1.0)
    logs = np.where(known, np.log(np.maximum(cut, floor[:, None])), 0.0)
    centre = logs.sum(axis=1) / count
    square = (np.where(known, logs - centre[:, None], 0.0) ** 2).sum(axis=1)
    spread = np.sqrt(square / np.maximum(count - 1, 1))
    return np.where(usable, np.maximum(spread, CALMEST), np.nan).reshape(n, weeks)


def irregular_rise(study: Study, week: Level, scatter: Floats) -> Rhythm:
    """Log spread of the days that came on top of the usual one and stayed, (n,)."""
    found = lasting_fall(-np.log(scatter))
    before, after = _around(scatter, found)
    rise = np.sqrt(np.maximum(after**2 - before**2, 0.0))
    weight = found.certainty * _not_higher(week, found)
    return _of(study, scatter, found, np.where(found.split >= 0, rise, 0.0) * weight)


def calm_share(study: Study, week: Level, scatter: Floats) -> Rhythm:
    """Share of the spread of the days that was lost for good while use was no higher, (n,)."""
    found = lasting_fall(np.log(scatter))
    return _of(study, scatter, found, found.weighed_share * _not_higher(week, found))


def emptiness(study: Study, scatter: Floats, left: Floats) -> Floats:
    """How much the account looks like an empty building, 0 to 1, (n,).

    scatter: (n, weeks). left: (n,) share of its usual energy that is left. Hardly anything
    is left and days and hours are alike; a bypassed home keeps their rhythm. Less than
    `NOTHING_SHARE` is as good as nothing, whatever its rhythm.
    """
    left = np.nan_to_num(left, nan=1.0)
    little = 1.0 / (1.0 + (left / EMPTY_SHARE) ** 2)
    nothing = 1.0 / (1.0 + (left / NOTHING_SHARE) ** 2)
    kept = np.fmin(_days_kept(scatter), _hours_kept(study))
    # Without single days nothing tells a bypass from an empty building.
    lost = 1.0 - np.clip((np.nan_to_num(kept) - KEPT_NONE) / (1.0 - KEPT_NONE), 0.0, 1.0)
    return np.maximum(np.maximum(little * lost, nothing), _closed(study, little))


def _days_kept(scatter: Floats) -> Floats:
    """Spread of the days of late over the usual one, (n,)."""
    return row_median(scatter[:, -RECENT_WEEKS:]) / row_median(scatter)


def _hours_kept(study: Study) -> Floats:
    """How like the usual hours of the day those of late are, (n,); NaN without hours.

    Correlation rather than spread: the hours of an empty building scatter at random.
    """
    hours = [study.window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)]
    usual = _pattern(np.column_stack([row_mean(hour[:, :-WEEK]) for hour in hours]))
    recent = _pattern(np.column_stack([row_mean(hour[:, -WEEK:]) for hour in hours]))
    return np.asarray((usual * recent).sum(axis=1))


def _pattern(profile: Floats) -> Floats:
    """Hours (n, 24) around their mean at length 1; zeros for a flat day."""
    around = profile - profile.mean(axis=1)[:, None]
    length = np.sqrt((around**2).sum(axis=1))[:, None]
    return np.asarray(around / np.where(length == 0, 1.0, length))


def _closed(study: Study, little: Floats) -> Floats:
    """A business that closes for a season may keep the rhythm of what runs on, (n,)."""
    kind = study.window.text["tariff_class"]
    business = (kind != TariffClass.RESIDENTIAL.value) & (kind != "")
    return np.where(business, CLOSED_SHARE * little, 0.0)


def _around(scatter: Floats, found: LastingFall) -> tuple[Floats, Floats]:
    weeks = np.arange(scatter.shape[1])[None, :]
    since = weeks >= found.split[:, None]
    before = row_median(np.where(since, np.nan, scatter))
    return before, row_median(np.where(since, scatter, np.nan))


def _not_higher(week: Level, found: LastingFall) -> Floats:
    """1 where use fell by as much or more since the change, 0 where it rose by half."""
    level = week.residual
    weeks = np.arange(level.shape[1])[None, :]
    since = weeks >= found.split[:, None]
    before = row_median(np.where(since, np.nan, level))
    change = row_median(np.where(since, level, np.nan)) - before
    return np.asarray(np.clip(np.nan_to_num(0.5 - change / HIGHER / 2), 0.0, 1.0))


def _of(study: Study, scatter: Floats, found: LastingFall, value: Floats) -> Rhythm:
    days = study.window.shape[1]
    unrefined = np.full(study.window.shape, np.nan)
    onset = onset_day(found.split, WEEK, days, scatter.shape[1], unrefined)
    return Rhythm(value, np.where(value > 0, onset, -1).astype(np.int32))
