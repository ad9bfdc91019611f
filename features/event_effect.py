"""Event effect: what consumption did after an event, and while it lasted.

A cover is opened once and use is lower ever after; a magnet is put on for an evening, and
use is lower that evening. Both are measured against days before and days without, so that
what returned to normal when the cause ended counts as much as what fell when it began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.rank_contrast import rank_sigmas
from features.robust import first_true, row_mad, row_median
from features.study import Study
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.facts import HOURS

AFTER_DAYS = 20
LEAST_BEFORE, LEAST_AFTER = 4, 3
LEAST_ON, LEAST_OFF = 3, 5
OFF_DAYS = 28
NOISE_FLOOR = 0.05
# Medians scatter more than means, and most where days on each side resemble their neighbours;
# days with and without an event lie between each other, so that such drift hits both.
CORRELATED, MIXED = 1.6, 1.3
LEAST_OF_KIND = 3
BLOCK_HOURS = 6
BLOCK_STARTS = tuple(range(0, 24, 3))
# The best of eight overlapping blocks of hours is by chance as far out as this.
BEST_OF_BLOCKS = 1.0
AS_CLEAR = 0.25


@dataclass(frozen=True)
class EventEffect:
    """Effect of events on use, one entry an account (n,).

    fall: log fall of a day's use, negative where it rose, NaN if it could not be measured.
    sigmas: the same in standard errors. day: first day of the effect, -1 without one.
    error: standard error of the fall. usual_kwh: energy of a day without the effect.
    """

    fall: Floats
    sigmas: Floats
    day: Codes
    error: Floats
    usual_kwh: Floats


def lasting_effect(study: Study, happened: Flags) -> EventEffect:
    """Compare up to 20 days after each event with as many before it; keep the clearest.

    happened: (n, d). Events within a few days of each other are one. An account with many
    events has more to choose from: its clearest one is discounted for that.
    """
    n = len(happened)
    account, day = np.nonzero(_begins(happened))
    offsets = np.arange(1, AFTER_DAYS + 1)
    residual = study.usual.residual
    before = on_days(residual, account, day[:, None] - offsets)
    after = on_days(residual, account, day[:, None] + offsets)
    fall = row_median(before, LEAST_BEFORE) - row_median(after, LEAST_AFTER)
    error = _error(before, after, CORRELATED)
    usual_kwh = row_median(on_days(study.window.kwh, account, day[:, None] - offsets), 1)
    sigmas = np.abs(fall) / error
    choices = np.bincount(account, minlength=n)[account]
    sigmas = np.maximum(sigmas - np.sqrt(2 * np.log(np.maximum(choices, 1))), 0.0)
    best = np.full(n, -1, dtype=np.int64)
    order = np.argsort(np.nan_to_num(sigmas, nan=-1.0), kind="stable")
    best[account[order]] = order
    return _of_best(best, EventEffect(fall, sigmas, day.astype(np.int32), error, usual_kwh))


def passing_effect(study: Study, happened: Flags) -> EventEffect:
    """Compare days with the event to days without, whole and in the hours it shows most.

    happened: (n, d). Days without are those from four weeks before the first event to four
    weeks after the last one.
    """
    rows = np.flatnonzero(happened.sum(axis=1) >= LEAST_ON)
    on = happened[rows]
    off = _near(on) & ~on
    rest = study.window.days_off
    fall, sigmas, error = _contrast(study.usual.residual[rows], on, off, rest)
    for start in BLOCK_STARTS if _has_hours(study.window) else ():
        inside, share = _block(study.window, rows, start)
        lower, clearer, _ = _contrast(inside, on, off, rest)
        clearer = clearer - BEST_OF_BLOCKS
        of_day = -np.log1p(-share * np.clip(1 - np.exp(-lower), -1.0, 0.98))
        ahead = np.nan_to_num(clearer) - np.nan_to_num(sigmas)
        # Of hours that are about as clear, those count in which most is missing.
        better = (ahead > AS_CLEAR) | ((ahead > -AS_CLEAR) & (of_day > fall))
        better &= lower > 0
        fall, sigmas = np.where(better, of_day, fall), np.where(better, clearer, sigmas)
    usual_kwh = row_median(np.where(off, study.window.kwh[rows], np.nan), LEAST_OFF)
    found = EventEffect(fall, sigmas, first_true(on), error, usual_kwh)
    place = np.full(len(happened), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    return _of_best(place, found)


def _begins(happened: Flags) -> Flags:
    """(n, d) events with none in the three days before."""
    earlier = np.zeros_like(happened)
    for shift in range(1, LEAST_BEFORE):
        earlier[:, shift:] |= happened[:, :-shift]
    return happened & ~earlier


def on_days(values: Floats, account: np.ndarray, days: np.ndarray) -> Floats:
    """Values (m, k) of accounts (m,) on days (m, k); NaN outside the window."""
    d = values.shape[1]
    inside = (days >= 0) & (days < d)
    taken = values[account[:, None], np.clip(days, 0, d - 1)]
    return np.where(inside, taken, np.nan)


def _error(one: Floats, other: Floats, factor: float) -> Floats:
    """Standard error (m,) of the difference of two medians, `factor` times that of means."""
    centred = np.hstack([part - row_median(part)[:, None] for part in (one, other)])
    scatter = np.fmax(row_mad(centred, LEAST_BEFORE), NOISE_FLOOR)
    counts = [np.maximum(np.isfinite(part).sum(axis=1), 1) for part in (one, other)]
    return np.asarray(factor * scatter * np.sqrt(1 / counts[0] + 1 / counts[1]))


def _contrast(values: Floats, on: Flags, off: Flags, rest: Flags) -> tuple[Floats, Floats, Floats]:
    """Fall from days `off` to days `on`, its size in errors (negative for a rise), error.

    Work and rest days (d,) are each compared with their own kind.
    """
    centred = np.full(values.shape, np.nan)
    for kind in (rest, ~rest):
        usual = row_median(np.where(off & kind, values, np.nan), LEAST_OF_KIND)
        centred = np.where(kind, values - usual[:, None], centred)
    while_on, without = np.where(on, centred, np.nan), np.where(off, centred, np.nan)
    fall = row_median(without, LEAST_OFF) - row_median(while_on, LEAST_ON)
    error = _error(without, while_on, MIXED)
    # Use of two kinds of days, such as before and after a closure, fools medians, not ranks.
    limit = np.abs(rank_sigmas(centred, on, off))
    return fall, np.clip(fall / error, -limit, limit), error


def _near(on: Flags) -> Flags:
    """(m, d) days from four weeks before the first event to four weeks after the last."""
    day = np.arange(on.shape[1])
    first = on.argmax(axis=1)[:, None]
    last = on.shape[1] - 1 - on[:, ::-1].argmax(axis=1)[:, None]
    return np.asarray((day >= first - OFF_DAYS) & (day <= last + OFF_DAYS))


def _has_hours(window: Window) -> bool:
    return all(f"hour_{hour:02d}_kwh" in window.facts for hour in HOURS)


def _block(window: Window, rows: np.ndarray, start: int) -> tuple[Floats, Floats]:
    """Log of energy in a block of hours over that of the rest (m, d), and its usual share."""
    hours = [(start + k) % 24 for k in range(BLOCK_HOURS)]
    inside, rest = (
        sum(window.fact(f"hour_{hour:02d}_kwh")[rows].astype(np.float64) for hour in chosen)
        for chosen in (hours, [hour for hour in HOURS if hour not in hours])
    )
    known = np.isfinite(inside) & np.isfinite(rest) & (inside + rest > 0)
    share = np.where(known, inside / np.where(known, inside + rest, 1.0), np.nan)
    bounded = np.clip(share, 0.005, 0.995)
    return np.log(bounded / (1 - bounded)), np.nan_to_num(row_median(share, LEAST_OFF))


def _of_best(best: np.ndarray, found: EventEffect) -> EventEffect:
    """Entries `best` (n,) of what was found; NaN, and day -1, where `best` is -1."""
    is_found = best >= 0
    taken = np.maximum(best, 0)

    def chosen(values: Floats) -> Floats:
        padded = values if len(values) else np.full(1, np.nan)
        return np.where(is_found, padded[taken], np.nan)

    return EventEffect(
        fall=chosen(found.fall),
        sigmas=chosen(found.sigmas),
        day=np.nan_to_num(chosen(found.day.astype(np.float64)), nan=-1.0).astype(np.int32),
        error=chosen(found.error),
        usual_kwh=chosen(found.usual_kwh),
    )
