"""Levels: lasting falls of a series against its own past, in blocks of days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import find_fall
from features.robust import row_mad, row_mean, row_quantile
from features.window import Codes, Floats

LEAST_BEFORE, LEAST_AFTER = 3, 2
RARELY_LOWER = 0.15
SCALE_FLOOR = 0.04
AROUND_DAYS = 7
LEAST_AROUND = 3


@dataclass(frozen=True)
class LastingFall:
    """A lasting fall of a log series, (n,) each.

    beyond: log fall beyond what the account's own variation explains; 0 none, NaN unjudged.
    fall: the whole log fall. split: first block of the lower level, -1 none.
    """

    beyond: Floats
    fall: Floats
    split: Codes

    @property
    def share(self) -> Floats:
        """`beyond` as a share of the former level."""
        return 1.0 - np.exp(-self.beyond)


def block_means(values: Floats, size: int, least: int) -> Floats:
    """Means over blocks of `size` days counted back from the last, (n, blocks)."""
    n, d = values.shape
    blocks = d // size
    cut = values[:, d - blocks * size :].reshape(n * blocks, size)
    return row_mean(cut, least).reshape(n, blocks)


def log_level(blocks: Floats, floor_share: float = 0.02) -> Floats:
    """Log of each block over the row's 75th percentile, floored; NaN for rows without use.

    The upper quartile stands for the usual level even where half of the past is low.
    """
    usual = row_quantile(blocks, 0.75, LEAST_BEFORE + LEAST_AFTER)
    base = np.where(usual > 0, usual, np.nan)[:, None]
    share = np.where(np.isfinite(blocks), np.maximum(blocks / base, floor_share), np.nan)
    return np.log(share)


def lasting_fall(
    residual: Floats, noise: Floats | float = 0.0, least_before: int = LEAST_BEFORE
) -> LastingFall:
    """Find a fall that persists to the last block and was not usual before.

    residual: (n, b) log series freed of what peers did. noise: (n,) scatter of a block as it
    follows from its days, for series with few blocks. The fall is reduced by how far
    the account itself fell before (its 15th percentile), by its scatter, and is measured
    up to the higher of the later level and the last block, so that use that returned
    clears it.
    """
    step = find_fall(residual, least_before, LEAST_AFTER)
    blocks = np.arange(residual.shape[1])[None, :]
    past = np.where(blocks < step.split[:, None], residual, np.nan)
    low_before = row_quantile(past, RARELY_LOWER, 1)
    scatter = np.fmax(row_mad(past, 1), np.fmax(step.scale, np.fmax(noise, SCALE_FLOOR)))
    scatter *= 1.0 + 1.0 / np.maximum(np.isfinite(past).sum(axis=1), 1)
    level = np.fmax(step.after, residual[:, -1]) if residual.shape[1] else step.after
    fall = np.where(step.split >= 0, step.before - level, 0.0)
    usual_fall = np.fmax(step.before - low_before, scatter)
    beyond = np.maximum(np.nan_to_num(fall) - np.nan_to_num(usual_fall), 0.0)
    enough = np.isfinite(residual).sum(axis=1) >= least_before + LEAST_AFTER
    beyond = np.where(np.nan_to_num(fall) > 2 * np.nan_to_num(scatter), beyond, 0.0)
    split = np.where(beyond > 0, step.split, -1).astype(np.int32)
    return LastingFall(np.where(enough, beyond, np.nan), np.nan_to_num(fall), split)


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
    before_n, after_n = count[:, day] - count[:, low], count[:, high] - count[:, day + 1]
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
