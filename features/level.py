"""Levels: lasting falls of a series against its own past, in blocks of days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.change_point import Shift, find_fall
from features.robust import row_mad, row_mean, row_median, row_quantile
from features.window import Codes, Floats

LEAST_BEFORE, LEAST_AFTER = 3, 2
RARELY_LOWER = 0.15
SCALE_FLOOR = 0.04
CERTAIN_TIMES, CERTAIN_POWER = 2.0, 3
PERSISTENT_BLOCKS = 2.5
SEASON_SHARE = 0.7
AROUND_DAYS = 7
LEAST_AROUND = 3


@dataclass(frozen=True)
class LastingFall:
    """A lasting fall of a log series, (n,) each.

    beyond: log fall beyond what the account's own variation explains; 0 none, NaN unjudged.
    fall: the whole log fall. split: first block of the lower level, -1 none. certainty: 0 to
    1, how unlike the account's own ups and downs the fall is, and how long it has lasted.
    """

    beyond: Floats
    fall: Floats
    split: Codes
    certainty: Floats

    @property
    def share(self) -> Floats:
        """`beyond` as a share of the former level."""
        return 1.0 - np.exp(-self.beyond)

    @property
    def weighed_share(self) -> Floats:
        """The whole fall as a share of the former level, weighed by its certainty.

        It grows with the fall and is seldom exactly 0, so that weak falls still rank.
        """
        return self.certainty * (1.0 - np.exp(-np.maximum(self.fall, 0.0)))


def block_means(values: Floats, size: int, least: int) -> Floats:
    """Means over blocks of `size` days counted back from the last, (n, blocks)."""
    n, d = values.shape
    blocks = d // size
    cut = values[:, d - blocks * size :].reshape(n * blocks, size)
    return row_mean(cut, least).reshape(n, blocks)


def block_middles(values: Floats, size: int, least: int) -> Floats:
    """Means of the middle half of each block of `size` days, (n, blocks), as `block_means`.

    A day or two on which use was as before, or next to nothing, do not move them.
    """
    n, d = values.shape
    blocks = d // size
    cut = np.ascontiguousarray(values[:, d - blocks * size :].reshape(n * blocks, size))
    middles: Floats = _middle_means(cut, least)
    return middles.reshape(n, blocks)


@njit(cache=True)
def _middle_means(rows: NDArray[np.float64], least: int) -> NDArray[np.float64]:
    out = np.full(rows.shape[0], np.nan)
    for i in range(rows.shape[0]):
        known = np.sort(rows[i][np.isfinite(rows[i])])
        cut = len(known) // 4
        if len(known) >= max(1, least):
            out[i] = known[cut : len(known) - cut].mean()
    return out


def log_level(blocks: Floats, floor_share: float = 0.02) -> Floats:
    """Log of each block over the row's 75th percentile, floored; NaN for rows without use.

    The upper quartile stands for the usual level even where half of the past is low.
    """
    usual = row_quantile(blocks, 0.75, LEAST_BEFORE + LEAST_AFTER)
    base = np.where(usual > 0, usual, np.nan)[:, None]
    share = np.where(np.isfinite(blocks), np.maximum(blocks / base, floor_share), np.nan)
    return np.log(share)


def lasting_fall(
    residual: Floats,
    noise: Floats | float = 0.0,
    least_before: int = LEAST_BEFORE,
    last_year: tuple[int, int] | None = None,
    latest: Floats | None = None,
) -> LastingFall:
    """Find a fall that persists to the last block and was not usual before.

    residual: (n, b) log series freed of what peers did. noise: (n,) scatter of a block as it
    follows from its days, for series with few blocks. last_year: first block and the one
    after the last of this season a year ago; what fell then too is season. latest: (n,) log
    level of the last days. The fall is reduced by how far the account itself fell before
    (its 15th percentile), by its scatter, and is measured up to the higher of the later
    level, the last block and the last days, so that use that returned clears it.
    """
    step = find_fall(residual, least_before, LEAST_AFTER)
    blocks = np.arange(residual.shape[1])[None, :]
    past = np.where(blocks < step.split[:, None], residual, np.nan)
    scatter = np.fmax(row_mad(past, 1), np.fmax(step.scale, np.fmax(noise, SCALE_FLOOR)))
    scatter *= 1.0 + 1.0 / np.maximum(np.isfinite(past).sum(axis=1), 1)
    level = np.fmax(step.after, residual[:, -1]) if residual.shape[1] else step.after
    level = level if latest is None else np.fmax(level, latest)
    fall = np.where(step.split >= 0, step.before - level, 0.0)
    fall = np.maximum(np.nan_to_num(fall - _season(residual, step, fall, scatter, last_year)), 0.0)
    usual_fall = np.fmax(step.before - row_quantile(past, RARELY_LOWER, 1), scatter)
    beyond = np.maximum(fall - np.nan_to_num(usual_fall), 0.0)
    beyond = np.where(fall > 2 * np.nan_to_num(scatter), beyond, 0.0)
    split = np.where(fall > 0, step.split, -1).astype(np.int32)
    certainty = _certainty(fall / np.where(usual_fall > 0, usual_fall, np.nan))
    certainty *= _persistence(residual, split)
    enough = np.isfinite(residual).sum(axis=1) >= least_before + LEAST_AFTER
    return LastingFall(
        np.where(enough, beyond, np.nan),
        fall,
        split,
        np.where(enough, certainty, np.nan),
    )


def _certainty(times: Floats) -> Floats:
    """0.5 where a fall is `CERTAIN_TIMES` the usual one, rising smoothly to 1."""
    power = np.nan_to_num(times) ** CERTAIN_POWER
    return np.asarray(power / (power + CERTAIN_TIMES**CERTAIN_POWER))


def _persistence(residual: Floats, split: Codes) -> Floats:
    """Less for falls of the last few blocks, which often end by themselves."""
    after = np.arange(residual.shape[1])[None, :] >= split[:, None]
    lasted = (np.isfinite(residual) & after).sum(axis=1)
    return np.where(split >= 0, 1.0 - np.exp(-lasted / PERSISTENT_BLOCKS), 0.0)


def _season(
    residual: Floats,
    step: Shift,
    fall: Floats,
    scatter: Floats,
    last_year: tuple[int, int] | None,
) -> Floats:
    """The part of a fall that came in the same season of last year too, (n,)."""
    if last_year is None:
        return np.zeros(len(fall))
    then = np.arange(*last_year)
    known = np.where(then[None, :] < step.split[:, None], residual[:, then], np.nan)
    yearly = row_median(known, 2) - row_median(residual[:, -len(then) :], 2)
    return SEASON_SHARE * np.maximum(np.nan_to_num(fall - yearly - scatter), 0.0)


def change_around(residual: Floats) -> Floats:
    """Log change of the mean of the 7 days after each day against the 7 before it, (n, d).

    NaN where a side has fewer than three known days.
    """
    known = np.isfinite(residual)
    filled = np.where(known, residual, 0.0)
    total = np.pad(np.cumsum(filled, axis=1), ((0, 0), (1, 0)))
    count = np.pad(np.cumsum(known, axis=1), ((0, 0), (1, 0)))
    d = residual.shape[1]
    day = np.arange(d)
    low, high = np.maximum(day - AROUND_DAYS, 0), np.minimum(day + 1 + AROUND_DAYS, d)
    before_n, after_n = (
        count[:, day] - count[:, low],
        count[:, high] - count[:, day + 1],
    )
    before = (total[:, day] - total[:, low]) / np.maximum(before_n, 1)
    after = (total[:, high] - total[:, day + 1]) / np.maximum(after_n, 1)
    enough = (before_n >= LEAST_AROUND) & (after_n >= LEAST_AROUND)
    return np.where(enough, after - before, np.nan)


def onset_day(split: Codes, size: int, days: int, blocks: int, residual: Floats) -> Codes:
    """First day (n,) of a fall found in blocks, refined by the daily `residual` (n, days).

    Falls before the window begin at day 0. -1 where there is no split.
    """
    coarse = days - (blocks - split) * size
    change = change_around(residual)
    day = np.arange(days)[None, :]
    # The change is that of the days after `day`, so the fall begins the day after it.
    near = np.abs(day + 1 - coarse[:, None]) <= size
    candidates = np.where(near & np.isfinite(change), change, np.inf)
    best = candidates.argmin(axis=1) + 1 if days else coarse
    found = np.isfinite(candidates).any(axis=1) if days else np.zeros(len(split), dtype=bool)
    onset = np.where(found, best, np.clip(coarse, 0, max(days - 1, 0)))
    onset = np.where(coarse < -size, 0, np.minimum(onset, max(days - 1, 0)))
    return np.where(split >= 0, onset, -1).astype(np.int32)
