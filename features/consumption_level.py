"""Level of consumption: lasting falls and slow declines beyond what peers did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.level import (
    LEAST_BEFORE,
    LastingFall,
    block_means,
    block_middles,
    lasting_fall,
    log_level,
    onset_day,
)
from features.peers import movement, peer_levels
from features.robust import row_mad, row_median
from features.study import Study
from features.window import Codes, Flags, Floats

WEEK, MONTH = 7, 28
LATEST_DAYS = 4
WEEKS, MONTHS = 57, 14
LEAST_WEEK_DAYS, LEAST_MONTH_DAYS = 4, 14
DECLINE_BLOCKS = 13
SEASON_LAG, OWN_CHANGE, SEASON_PRIOR = 6, 0.3, 1.0
# Weeks -56 to -53 are those of the last four a year ago.
YEAR_WEEKS, YEAR_MONTHS = (56, 52), (14, 12)
# The days' own scatter speaks for weeks, so that two of them tell what was usual.
LEAST_WEEKS_BEFORE = 2
LEAST_SLIDE_BLOCKS = 9


@dataclass(frozen=True)
class Level:
    """Blocks of energy freed of the peers' movement.

    residual: (n, b) log. latest: (n,) the same of the last days alone. mean_kwh: (n, b)
    primary kWh a day. size: days a block.
    """

    residual: Floats
    latest: Floats
    mean_kwh: Floats
    size: int


def weekly_level(study: Study) -> Level:
    """Weeks of the last 13 months; one week in seven cancels the weekday rhythm."""
    return _level(study, WEEK, WEEKS, LEAST_WEEK_DAYS)


def monthly_level(study: Study) -> Level:
    """Four-week blocks of the last 13 months, for accounts that are read once a month."""
    return _level(study, MONTH, MONTHS, LEAST_MONTH_DAYS)


def _level(study: Study, size: int, count: int, least: int) -> Level:
    history = clean_history(study)
    past = history[:, -size * count :]
    blocks = block_middles(past, size, least)
    level = log_level(blocks)
    moved = movement(level, peer_levels(study.window))
    moved = np.where(np.isfinite(moved), moved, 0.0)
    residual = level - moved * seasonality(level, moved)[:, None]
    latest = _latest(residual, blocks, history)
    return Level(residual, latest, block_means(past, size, least), size)


def _latest(residual: Floats, blocks: Floats, history: Floats) -> Floats:
    """Level of the last days alone: use may have returned since the last block began."""
    if not blocks.shape[1]:
        return np.full(len(blocks), np.nan)
    days, block = row_median(history[:, -LATEST_DAYS:]), blocks[:, -1]
    known = (days > 0) & (block > 0)
    change = np.log(np.where(known, days, 1.0) / np.where(known, block, 1.0))
    return residual[:, -1] + change


def seasonality(level: Floats, moved: Floats) -> Floats:
    """How strongly the account follows its peers' movement, (n,): 1 as they do, 2 twice as much.

    level, moved: (n, b) log. From changes within six blocks, so that a step hardly counts;
    drawn towards 1 where the peers moved little.
    """
    excess, support = np.zeros(len(level)), np.zeros(len(level))
    for lag in range(1, SEASON_LAG + 1):
        change = moved[:, lag:] - moved[:, :-lag]
        own = level[:, lag:] - level[:, :-lag] - change
        known = np.isfinite(own)
        excess += np.where(known, np.clip(own, -OWN_CHANGE, OWN_CHANGE) * change, 0.0).sum(axis=1)
        support += np.where(known, change**2, 0.0).sum(axis=1)
    return 1.0 + np.clip(excess / (support + SEASON_PRIOR), -1.0, 1.5)


def clean_history(study: Study) -> Floats:
    """Daily energy (n, h) without days that were not supplied or dark with the neighbours."""
    history = study.window.history_kwh.copy()
    d = study.window.shape[1]
    excluded = study.exempt.not_supplied | (study.silence.shared_minutes >= 240)
    recent = history[:, -d:]
    recent[excluded[:, -recent.shape[1] :]] = np.nan
    return history


def is_monthly(study: Study) -> Flags:
    """(n,) accounts whose energy is mostly spread over spans of several days."""
    known = np.isfinite(study.window.kwh)
    spread = (study.window.kwh_is_spread & known).sum(axis=1)
    return np.asarray(spread > 0.5 * np.maximum(known.sum(axis=1), 1))


def find_level_fall(study: Study, week: Level) -> tuple[LastingFall, Codes, Floats]:
    """The lasting fall, its first day in the window, and the unbilled kWh a day, (n,) each.

    week: the weekly level; accounts that are read once a month are judged by four weeks.
    """
    monthly = is_monthly(study)
    month = monthly_level(study)
    by_week = lasting_fall(
        week.residual,
        0.0,
        LEAST_WEEKS_BEFORE,
        _year_ago(week, *YEAR_WEEKS),
        week.latest,
    )
    by_month = lasting_fall(month.residual, 0.0, LEAST_BEFORE, _year_ago(month, *YEAR_MONTHS))
    days = study.window.shape[1]
    onset = np.where(
        monthly,
        onset_day(by_month.split, MONTH, days, month.residual.shape[1], study.usual.residual),
        onset_day(by_week.split, WEEK, days, week.residual.shape[1], study.usual.residual),
    )
    kwh = np.where(monthly, _unbilled(month, by_month), _unbilled(week, by_week))
    chosen = LastingFall(
        np.where(monthly, by_month.beyond, by_week.beyond),
        np.where(monthly, by_month.fall, by_week.fall),
        np.where(monthly, by_month.split, by_week.split),
        np.where(monthly, by_month.certainty, by_week.certainty),
    )
    return chosen, onset.astype(np.int32), kwh


def _year_ago(level: Level, first: int, after: int) -> tuple[int, int] | None:
    """Blocks of this season a year ago, None where the past is shorter."""
    blocks = level.residual.shape[1]
    return (blocks - first, blocks - after) if blocks >= first else None


def _unbilled(level: Level, fall: LastingFall) -> Floats:
    """Mean kWh a day since the fall times (exp(fall) - 1), NaN without one."""
    blocks = np.arange(level.mean_kwh.shape[1])[None, :]
    since = np.where(blocks >= fall.split[:, None], level.mean_kwh, np.nan)
    before = np.where(blocks < fall.split[:, None], level.mean_kwh, np.nan)
    lost = row_median(since) * np.expm1(np.minimum(fall.fall, 4.0))
    # A level at the floor says nothing of what is used; the past does.
    lost = np.fmin(lost, row_median(before))
    return np.where(fall.split >= 0, lost, np.nan)


def decline_share(study: Study, week: Level) -> Floats:
    """Share lost to a steady slide over the last 13 blocks beyond its own scatter, (n,)."""
    monthly = is_monthly(study)
    by_week = _slide(week.residual[:, -DECLINE_BLOCKS:])
    by_month = _slide(monthly_level(study).residual[:, -DECLINE_BLOCKS:])
    slide = np.where(monthly, by_month, by_week)
    return np.where(np.isfinite(slide), 1.0 - np.exp(np.minimum(slide, 0.0)), np.nan)


def _slide(residual: Floats) -> Floats:
    """Theil-Sen slope over the whole span, less two robust sigmas towards zero, (n,)."""
    b = residual.shape[1]
    if b < LEAST_SLIDE_BLOCKS:
        return np.full(len(residual), np.nan)
    first, second = np.triu_indices(b, k=1)
    slopes = (residual[:, second] - residual[:, first]) / (second - first)
    slope = row_median(slopes, LEAST_SLIDE_BLOCKS * (LEAST_SLIDE_BLOCKS - 1) // 2)
    time = np.arange(b) - (b - 1) / 2
    sigma = row_mad(residual - slope[:, None] * time, 5)
    # What a trend of pure scatter would reach over the span, twice.
    noise = 2 * sigma * np.sqrt(12 / b)
    total = slope * (b - 1)
    return np.where(np.isfinite(total), np.minimum(total + np.fmax(noise, 0.05), 0.0), np.nan)
