"""Level of consumption: lasting falls and slow declines beyond what peers did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.level import LastingFall, block_means, lasting_fall, log_level, onset_day
from features.peers import movement, peer_levels
from features.robust import row_mad, row_median
from features.study import Study
from features.window import Codes, Flags, Floats

WEEK, MONTH = 7, 28
WEEKS, MONTHS = 26, 13
LEAST_WEEK_DAYS, LEAST_MONTH_DAYS = 4, 14
DECLINE_BLOCKS = 13
# The days' own scatter speaks for weeks, so that two of them tell what was usual.
LEAST_WEEKS_BEFORE = 2
LEAST_SLIDE_BLOCKS = 9


@dataclass(frozen=True)
class Level:
    """Blocks of energy freed of the peers' movement.

    residual: (n, b) log. mean_kwh: (n, b) primary kWh a day. size: days a block.
    """

    residual: Floats
    mean_kwh: Floats
    size: int


def weekly_level(study: Study) -> Level:
    """Weeks of the last half year; one week in seven cancels the weekday rhythm."""
    return _level(study, WEEK, WEEKS, LEAST_WEEK_DAYS)


def monthly_level(study: Study) -> Level:
    """Four-week blocks of the last year, for accounts that are read once a month."""
    return _level(study, MONTH, MONTHS, LEAST_MONTH_DAYS)


def _level(study: Study, size: int, count: int, least: int) -> Level:
    blocks = block_means(clean_history(study)[:, -size * count :], size, least)
    level = log_level(blocks)
    moved = movement(level, peer_levels(study.window))
    return Level(level - np.where(np.isfinite(moved), moved, 0.0), blocks, size)


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


def find_level_fall(study: Study) -> tuple[LastingFall, Codes, Floats]:
    """The lasting fall, its first day in the window, and the unbilled kWh a day, (n,) each."""
    monthly = is_monthly(study)
    week, month = weekly_level(study), monthly_level(study)
    by_week = lasting_fall(week.residual, study.usual.day_noise / np.sqrt(3), LEAST_WEEKS_BEFORE)
    by_month = lasting_fall(month.residual)
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
    )
    return chosen, onset.astype(np.int32), kwh


def _unbilled(level: Level, fall: LastingFall) -> Floats:
    """Mean kWh a day since the fall times (exp(fall) - 1), NaN without one."""
    blocks = np.arange(level.mean_kwh.shape[1])[None, :]
    since = np.where(blocks >= fall.split[:, None], level.mean_kwh, np.nan)
    before = np.where(blocks < fall.split[:, None], level.mean_kwh, np.nan)
    lost = row_median(since) * np.expm1(np.minimum(fall.fall, 4.0))
    # A level at the floor says nothing of what is used; the past does.
    lost = np.fmin(lost, row_median(before))
    return np.where(fall.split >= 0, lost, np.nan)


def decline_share(study: Study) -> Floats:
    """Share lost to a steady slide over the last 13 blocks beyond its own scatter, (n,)."""
    monthly = is_monthly(study)
    by_week = _slide(weekly_level(study).residual[:, -DECLINE_BLOCKS:])
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
