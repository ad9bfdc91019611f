"""Hours of consumption: whether a lower day is the same day scaled, or another day.

A wire around the meter scales every hour alike. Other people, other shifts and a heater
that rests move energy between the hours of the day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.robust import row_mean
from features.study import Study
from features.window import Codes, Facts, Flags, Floats, Window

WEEK = 7
LEAST_DAYS = 5
# Moved by chance or habit; moved by another life.
SAME_SHARE, OTHER_SHARE = 0.05, 0.2
CHANGED_KEPT = 0.5
LEAST_LOST = 0.02


def whole_days(window: Window) -> Flags:
    """(n, d) days of which every hour was read; hours that a clock change skips count as read."""
    known = sum(np.isfinite(hour).astype(np.int8) for hour in hours_of(window))
    return np.asarray(known >= 23)


def hours_of(window: Window) -> list[Facts]:
    """Energy of each hour of the day, 24 of (n, d) secondary kWh, NaN where unread."""
    return [window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)]


def day_profile(window: Window, days: Flags) -> Floats:
    """Share of each hour in the energy of the chosen whole days (n, d), as (n, 24).

    NaN where fewer than `LEAST_DAYS` are chosen, or without energy in them.
    """
    chosen = days & whole_days(window)
    sums = [np.where(chosen & (hour > 0), hour, 0.0).sum(axis=1) for hour in hours_of(window)]
    total = np.column_stack(sums).astype(np.float64)
    energy = total.sum(axis=1)
    enough = (chosen.sum(axis=1) >= LEAST_DAYS) & (energy > 0)
    return np.where(enough[:, None], total / np.where(enough, energy, 1.0)[:, None], np.nan)


def moved_share(window: Window, split: Codes) -> Floats:
    """Share of the energy that moved to other hours of the day at `split`, (n,).

    Less what moves between odd and even weeks before it. NaN where there is no split (-1),
    or too few whole days on a side of it.
    """
    before, since = _sides(window, split)
    odd = (np.arange(window.shape[1])[None, :] // WEEK) % 2 == 1
    moved = _distance(day_profile(window, before), day_profile(window, since))
    usual = _distance(day_profile(window, before & odd), day_profile(window, before & ~odd))
    return np.maximum(moved - np.nan_to_num(usual), 0.0)


def _sides(window: Window, split: Codes) -> tuple[Flags, Flags]:
    """Days (n, d) before `split` and from it on; none where there is none (-1)."""
    day = np.arange(window.shape[1])[None, :]
    has = (split >= 0)[:, None]
    return (day < split[:, None]) & has, (day >= split[:, None]) & has


def _distance(left: Floats, right: Floats) -> Floats:
    return np.asarray(0.5 * np.abs(left - right).sum(axis=1))


def same_day_weight(study: Study, split: Codes) -> Floats:
    """Weight (n,) of a fall at `split`: less where energy moved between hours; 1 if unknown."""
    return _kept_by_change(moved_share(study.window, split))


def other_life_weight(study: Study, split: Codes) -> Floats:
    """Weight (n,) of a loss in one quarter of the day at `split`; 1 if unknown.

    Less where the other hours changed among themselves as well, and where the day as a
    whole lost less than its quarter: then use moved and was not lost.
    """
    window = study.window
    before, since = _sides(window, split)
    odd = (np.arange(window.shape[1])[None, :] // WEEK) % 2 == 1
    old, new = day_profile(window, before), day_profile(window, since)
    levels = [row_mean(np.where(side, window.kwh, np.nan)) for side in (before, since)]
    lost = 1.0 - levels[1] / np.where(levels[0] > 0, levels[0], np.nan)
    quarters_lost = _quarters(old) - _quarters(new) * (1.0 - lost)[:, None]
    kept_energy = lost / np.maximum(quarters_lost.max(axis=1), LEAST_LOST)
    moved = np.where(np.isfinite(kept_energy), np.clip(kept_energy, 0.0, 1.0), 1.0)
    quarter = np.nan_to_num(quarters_lost).argmax(axis=1)
    halves = [_rest(day_profile(window, before & half), quarter) for half in (odd, ~odd)]
    change = _distance(_rest(old, quarter), _rest(new, quarter))
    change = change - np.nan_to_num(_distance(*halves))
    return np.asarray(moved * _kept_by_change(change))


def _rest(profile: Floats, quarter: NDArray[np.intp]) -> Floats:
    """Profile (n, 24) of the hours outside each account's `quarter` (n,), summing to 1."""
    inside = np.arange(24)[None, :] // 6 == quarter[:, None]
    rest = np.where(inside, 0.0, profile)
    total = rest.sum(axis=1)[:, None]
    return np.asarray(rest / np.where(total > 0, total, np.nan))


def _quarters(profile: Floats) -> Floats:
    """Share of each quarter of the day, (n, 4)."""
    return np.asarray(profile.reshape(len(profile), 4, 6).sum(axis=2))


def _kept_by_change(moved: Floats) -> Floats:
    """Weight (n,): 1 where next to nothing `moved` between hours, less where much did."""
    change = (np.nan_to_num(moved) - SAME_SHARE) / (OTHER_SHARE - SAME_SHARE)
    return np.asarray(1.0 - (1.0 - CHANGED_KEPT) * np.clip(change, 0.0, 1.0))
