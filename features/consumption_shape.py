"""Shape of consumption: zero runs, emptiness, losses at one time of day, place in the class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.consumption_rhythm import emptiness, weekly_scatter
from features.level import block_means, lasting_fall, log_level, onset_day
from features.peers import movement, peer_levels
from features.robust import row_mean, row_median, row_quantile
from features.study import Study
from features.window import Codes, Flags, Floats, Window

WEEK = 7
LEAST_DAYS = 4
PARTS = ((0, 6), (6, 12), (12, 18), (18, 24))
DAYLIGHT_PARTS = (1, 2)
ZERO_SHARE = 0.02
VACANT_SHARE = 0.15
BEST_SHARE = 0.8
LOOKS_EMPTY = 0.25
# Below so many steps of the register a mean is rather its rounding than its use.
LEAST_QUANTA = 2.0
# Steps are whole within this; hours scaled up over gaps are not, but most are.
WHOLE_STEP, MOSTLY = 0.05, 0.8


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


def is_vacant(study: Study) -> Flags:
    """(n,) accounts that use hardly anything of late, as an empty building would.

    A home with people in it keeps the rhythm of its days, however little is counted.
    """
    left = left_share(study)
    looks = emptiness(study, weekly_scatter(study), left) >= LOOKS_EMPTY
    return np.asarray((left < VACANT_SHARE) & looks)


def left_share(study: Study) -> Floats:
    """Mean use of the last week that is known over that of the account's better times, (n,)."""
    # After half a year at nothing the upper quartile is nothing too; the upper decile is not.
    best = BEST_SHARE * row_quantile(study.window.history_kwh, 0.9, LEAST_DAYS)
    high = np.fmax(study.usual.own_high, best)
    return row_mean(last_known(study.window.kwh, WEEK)) / np.where(high > 0, high, np.nan)


def last_known(kwh: Floats, days: int) -> Floats:
    """Daily energy (n, d), NaN but on each account's last `days` known days.

    With monthly readings these end with the last reading, weeks before the business date.
    """
    known = np.isfinite(kwh)
    from_end = np.cumsum(known[:, ::-1], axis=1)[:, ::-1]
    return np.where(known & (from_end <= days), kwh, np.nan)


def part_loss(study: Study) -> Shape:
    """Share lost in one quarter of the day beyond what the other quarters lost."""
    quantum = energy_quantum(study.window)
    falls = [_part_fall(study, part, quantum) for part in range(len(PARTS))]
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


def _part_fall(study: Study, part: int, quantum: Floats) -> tuple[Floats, Codes]:
    """Log fall of this part against the rest of the day, and its onset, (n,) each."""
    own = _part_kwh(study.window, part)
    rest = sum(_part_kwh(study.window, other) for other in range(len(PARTS)) if other != part)
    masked = study.exempt.not_supplied
    if part in DAYLIGHT_PARTS:
        # Own generation empties the daylight hours lawfully.
        masked = masked | study.exempt.generating
    coarse = row_median(own) < LEAST_QUANTA * quantum
    series = np.where(masked | (own < 0) | coarse[:, None], np.nan, own)
    relative = _residual(study, series) - _residual(study, np.where(masked, np.nan, rest))
    level = _residual(study, series)
    found, absolute = lasting_fall(relative), lasting_fall(level)
    beyond = np.minimum(found.beyond, absolute.fall)
    days = study.window.shape[1]
    onset = onset_day(found.split, WEEK, days, relative.shape[1], study.usual.residual)
    return beyond, onset


def _residual(study: Study, series: Floats) -> Floats:
    """Weekly log level of a daily series, freed of the peers' movement, (n, blocks)."""
    return level_residual(study, block_means(series, WEEK, LEAST_DAYS))


def level_residual(study: Study, blocks: Floats) -> Floats:
    """Log level (n, blocks) of blocks of days, freed of the peers' movement."""
    level = log_level(blocks, 0.05)
    moved = movement(level, peer_levels(study.window))
    return level - np.where(np.isfinite(moved), moved, 0.0)


def energy_quantum(window: Window) -> Floats:
    """Smallest hourly energy above zero (n,), secondary kWh: a coarse register's step.

    0 for accounts whose hours are never zero, or no multiples of it: nothing says that they
    are coarse.
    """
    hours = [window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)]
    smallest = np.full(window.shape[0], np.inf)
    has_zero = np.zeros(window.shape[0], dtype=bool)
    for kwh in hours:
        has_zero |= (kwh == 0).any(axis=1)
        smallest = np.fmin(smallest, np.where(kwh > 0, kwh, np.inf).min(axis=1, initial=np.inf))
    step = np.where(has_zero & np.isfinite(smallest), smallest, np.nan)[:, None]
    whole, used = np.zeros(len(smallest)), np.zeros(len(smallest))
    for kwh in hours:
        steps = np.where(kwh > 0, kwh, np.nan) / step
        whole += (np.abs(steps - np.rint(steps)) < WHOLE_STEP).sum(axis=1)
        used += np.isfinite(steps).sum(axis=1)
    is_coarse = whole >= MOSTLY * np.maximum(used, 1)
    return np.asarray(np.where(is_coarse, step[:, 0], 0.0))


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
