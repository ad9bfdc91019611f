"""Shape of consumption: zero runs, flat profiles, losses at one time of day, base load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.level import block_means, lasting_fall, log_level, onset_day
from features.peers import movement, peer_levels
from features.robust import longest_run, row_mad, row_mean, row_median
from features.study import Study
from features.window import Codes, Flags, Floats, Window

WEEK = 7
LEAST_DAYS = 4
PARTS = ((0, 6), (6, 12), (12, 18), (18, 24))
DAYLIGHT_PARTS = (1, 2)
ZERO_SHARE = 0.02
VACANT_SHARE = 0.15
RECENT_DAYS = 28
CALM_FALL = 0.1


@dataclass(frozen=True)
class Shape:
    """A value and its first day, (n,) each."""

    value: Floats
    onset: Codes


def zero_days(study: Study) -> Shape:
    """Longest run of days without use up to the business date while supply was live."""
    window = study.window
    own = study.usual.own_median[:, None]
    zero = (window.kwh <= ZERO_SHARE * np.where(own > 0, own, np.nan)) & is_live(study)
    zero &= ~study.exempt.not_supplied & ~study.exempt.generating
    days = window.shape[1]
    backwards = np.cumprod(_or_unknown(zero, window.kwh)[:, ::-1], axis=1)
    run = np.minimum(backwards.sum(axis=1), zero.sum(axis=1)).astype(np.float64)
    onset = np.where(run > 0, days - backwards.sum(axis=1), -1)
    can = np.isfinite(window.kwh).any(axis=1) & (study.usual.own_median > 0)
    return Shape(np.where(can, run, np.nan), onset.astype(np.int32))


def _or_unknown(zero: Flags, kwh: Floats) -> Flags:
    """Zero days; unread days do not end a run."""
    return np.asarray(zero | ~np.isfinite(kwh))


def is_live(study: Study) -> Flags:
    """(n, d) supply live by the meter's own voltage, its neighbours or mere presence.

    A meter that was read at all was powered, except where it shows no voltage.
    """
    live = study.window.fact("live_minutes")
    read = study.window.fact("rows_count") > 0
    return np.asarray(np.where(np.isfinite(live), live > 0, read))


def longest_zero_run(study: Study) -> tuple[Codes, Codes]:
    """Length and first day of the longest run of zero days in the window."""
    own = study.usual.own_median[:, None]
    return longest_run(study.window.kwh <= ZERO_SHARE * np.where(own > 0, own, np.nan))


def is_vacant(study: Study) -> Flags:
    """(n,) accounts that use hardly anything of late, as an empty building would."""
    return np.asarray(left_share(study) < VACANT_SHARE)


def left_share(study: Study) -> Floats:
    """Mean use of the last week over the upper quartile of the longer past, (n,)."""
    high = study.usual.own_high
    return row_mean(study.window.kwh[:, -WEEK:]) / np.where(high > 0, high, np.nan)


def flatness_share(study: Study) -> Shape:
    """How much calmer the last four weeks are than the time before, where level fell too."""
    residual = np.where(study.exempt.not_supplied, np.nan, study.usual.residual)
    residual = np.where(study.window.kwh_is_spread, np.nan, residual)
    recent, past = residual[:, -RECENT_DAYS:], residual[:, :-RECENT_DAYS]
    calm, restless = row_mad(recent, 14), row_mad(past, 14)
    fell = row_median(past, 14) - row_median(recent, 14) > CALM_FALL
    known = np.isfinite(calm) & (restless > 0.02)
    share = np.where(known & fell, 1.0 - calm / np.where(restless > 0, restless, 1.0), 0.0)
    value = np.where(np.isfinite(calm) & np.isfinite(restless), np.maximum(share, 0.0), np.nan)
    onset = np.where(value > 0, study.window.shape[1] - RECENT_DAYS, -1)
    return Shape(value, onset.astype(np.int32))


def part_loss(study: Study) -> Shape:
    """Share lost in one quarter of the day beyond what the other quarters lost."""
    falls = [_part_fall(study, part) for part in range(len(PARTS))]
    beyond = np.stack([fall for fall, _ in falls])
    onsets = np.stack([onset for _, onset in falls])
    best = np.where(np.isfinite(beyond), beyond, -1.0).argmax(axis=0)
    rows = np.arange(beyond.shape[1])
    value = 1.0 - np.exp(-beyond[best, rows])
    return Shape(value, np.where(value > 0, onsets[best, rows], -1).astype(np.int32))


def _part_kwh(window: Window, part: int) -> Floats:
    hours = range(*PARTS[part])
    total = sum(window.fact(f"hour_{hour:02d}_kwh").astype(np.float64) for hour in hours)
    return np.asarray(total)


def _part_fall(study: Study, part: int) -> tuple[Floats, Codes]:
    """Log fall of this part against the rest of the day, and its onset, (n,) each."""
    own = _part_kwh(study.window, part)
    rest = sum(_part_kwh(study.window, other) for other in range(len(PARTS)) if other != part)
    masked = study.exempt.not_supplied
    if part in DAYLIGHT_PARTS:
        # Own generation empties the daylight hours lawfully.
        masked = masked | study.exempt.generating
    series = np.where(masked | (own < 0), np.nan, own)
    relative = _residual(study, series) - _residual(study, np.where(masked, np.nan, rest))
    level = _residual(study, series)
    found, absolute = lasting_fall(relative), lasting_fall(level)
    beyond = np.minimum(found.beyond, absolute.fall)
    days = study.window.shape[1]
    onset = onset_day(found.split, WEEK, days, relative.shape[1], study.usual.residual)
    return beyond, onset


def _residual(study: Study, series: Floats) -> Floats:
    """Weekly log level of a daily series, freed of the peers' movement, (n, blocks)."""
    level = log_level(block_means(series, WEEK, LEAST_DAYS), 0.05)
    moved = movement(level, peer_levels(study.window))
    return level - np.where(np.isfinite(moved), moved, 0.0)


def base_load_loss(study: Study) -> Shape:
    """Share by which the lowest hour of the day fell and stayed down."""
    hours = np.stack([study.window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)])
    lowest = np.where(np.isfinite(hours), hours, np.inf).min(axis=0).astype(np.float64)
    whole = np.isfinite(hours).sum(axis=0) >= 20
    usable = whole & ~study.exempt.not_supplied & ~study.exempt.generating
    residual = _residual(study, np.where(usable, lowest, np.nan))
    found = lasting_fall(residual)
    days = study.window.shape[1]
    onset = onset_day(found.split, WEEK, days, residual.shape[1], study.usual.residual)
    return Shape(found.share, onset)


def below_peers(study: Study) -> Floats:
    """Robust sigmas by which the account's mean use is under that of its class, (n,)."""
    mean = row_mean(np.where(study.exempt.not_supplied, np.nan, study.window.kwh), 14)
    capacity = study.window.number["contract_kw"]
    scaled = np.where(np.isfinite(capacity) & (capacity > 0), mean / capacity, np.nan)
    value = np.where(np.isfinite(scaled).sum() > 0.5 * len(mean), scaled, mean)
    log = np.log(np.where(value > 0, value, np.nan))[:, None]
    groups = peer_levels(study.window)[2:]
    centre = movement(log, groups, 20)
    sigma = 1.4826 * movement(np.abs(log - centre), groups, 20)
    sigmas = (centre - log) / np.where(sigma > 0.1, sigma, 0.1)
    return np.where(np.isfinite(sigmas), np.maximum(sigmas, 0.0), np.nan)[:, 0]
