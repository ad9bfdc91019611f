"""Shape of consumption: zero runs, flat profiles, losses at one time of day, base load."""

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
    return _level_residual(study, block_means(series, WEEK, LEAST_DAYS))


def _level_residual(study: Study, blocks: Floats) -> Floats:
    level = log_level(blocks, 0.05)
    moved = movement(level, peer_levels(study.window))
    return level - np.where(np.isfinite(moved), moved, 0.0)


def base_load_loss(study: Study) -> Shape:
    """Share by which the lowest hour of the day fell and stayed down.

    The lowest hour is that of the week's mean day: single hours of a coarse register are
    its quanta, and only means over days show what lies between them.
    """
    lowest = _weekly_lowest(study)
    coarse = row_quantile(lowest, 0.75) < LEAST_QUANTA * energy_quantum(study.window)
    residual = _level_residual(study, np.where(coarse[:, None], np.nan, lowest))
    found = lasting_fall(residual)
    days = study.window.shape[1]
    onset = onset_day(found.split, WEEK, days, residual.shape[1], study.usual.residual)
    return Shape(found.share, onset)


def base_energy_weight(study: Study, split: Codes, same_day: Floats) -> Floats:
    """Weight (n,) of a base load lost at `split` by how well it goes with the day's energy.

    It counts in full where it explains the day's loss, or where the day lost by as large a
    share while its hours stayed alike (`same_day`); a quiet hour alone is no lost load.
    """
    lowest, kwh = _weekly_lowest(study), block_means(study.window.kwh, WEEK, LEAST_DAYS)
    lowest = lowest * study.window.multiplier[:, -1:]
    after = (
        np.arange(kwh.shape[1])[None, :] * WEEK >= (split - study.window.shape[1] % WEEK)[:, None]
    )
    base = [row_median(np.where(side, lowest, np.nan)) for side in (~after, after)]
    day = [row_median(np.where(side, kwh, np.nan)) for side in (~after, after)]
    lost_base, lost_day = base[0] - base[1], day[0] - day[1]
    positive = (lost_base > 0) & (lost_day > 0)
    explained = 24 * lost_base / np.where(positive, lost_day, np.nan)
    alike = same_day * (lost_day / day[0]) / np.where(positive, lost_base / base[0], np.nan)
    return np.clip(np.nan_to_num(np.fmax(explained, alike)), 0.0, 1.0)


def lowest_hour_kwh(window: Window) -> Floats:
    """Primary kWh of each day's lowest hour (n, d), for the chart."""
    lowest = np.fmin.reduce([window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)])
    return np.asarray(lowest, dtype=np.float64) * window.multiplier


def _weekly_lowest(study: Study) -> Floats:
    """Energy of the lowest hour of each week's mean day (n, weeks), secondary kWh."""
    hours = [study.window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)]
    whole = sum(np.isfinite(one).astype(np.int64) for one in hours) >= 20
    usable = whole & ~study.exempt.not_supplied & ~study.exempt.generating
    means = [block_means(np.where(usable, one, np.nan), WEEK, LEAST_DAYS) for one in hours]
    lowest = np.fmin.reduce(means)
    return np.asarray(lowest, dtype=np.float64)


def energy_quantum(window: Window) -> Floats:
    """Smallest hourly energy above zero (n,), secondary kWh: a coarse register's step.

    0 for accounts whose hours are never zero: nothing says that they are coarse.
    """
    smallest = np.full(window.shape[0], np.inf)
    has_zero = np.zeros(window.shape[0], dtype=bool)
    for hour in range(24):
        kwh = window.fact(f"hour_{hour:02d}_kwh")
        has_zero |= (kwh == 0).any(axis=1)
        smallest = np.fmin(smallest, np.where(kwh > 0, kwh, np.inf).min(axis=1, initial=np.inf))
    return np.where(has_zero & np.isfinite(smallest), smallest, 0.0)


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
