"""Change points: where a row with holes steps down, by ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from features.robust import MAD_TO_SIGMA, known_quantile, mid_ranks, row_median
from features.window import Codes, Floats


@dataclass(frozen=True)
class Shift:
    """The best single downward step of each row; every field is (n,).

    split: index of the first day of the lower level, -1 where none was found.
    before, after: medians of the two levels. scale: robust sigma around them.
    contrast: normalised rank-sum statistic of the step, 0 without a step.
    """

    split: Codes
    before: Floats
    after: Floats
    scale: Floats
    contrast: Floats

    @property
    def fall(self) -> Floats:
        """Before - after, 0 where there is no step."""
        return np.where(self.split >= 0, self.before - self.after, 0.0)


def find_fall(values: ArrayLike, least_before: int, least_after: int) -> Shift:
    """Find the step down that ranks separate best; negate `values` to find a rise.

    values: (n, d). A step needs `least_before` known days before it and `least_after` from
    it on. Ranks make it indifferent to outliers and to the shape of the distribution
    (Pettitt 1979); then the split moves to where most days lie on their own side of the
    middle between the two levels.
    """
    rows = np.ascontiguousarray(values, dtype=np.float64)
    split, before, after, scale, contrast = _find_fall(rows, least_before, least_after)
    return Shift(split, before, after, scale * MAD_TO_SIGMA, contrast)


def level_around(values: ArrayLike, split: Codes, least: int = 3) -> tuple[Floats, Floats]:
    """Medians of each row before day `split` and from it on; NaN without a split."""
    rows = np.asarray(values, dtype=np.float64)
    days = np.arange(rows.shape[1])[None, :]
    has = (split >= 0)[:, None]
    before = row_median(np.where(has & (days < split[:, None]), rows, np.nan), least)
    after = row_median(np.where(has & (days >= split[:, None]), rows, np.nan), least)
    return before, after


@njit(cache=True)
def _best_split(
    ranks: NDArray[np.float64], least_before: int, least_after: int
) -> tuple[int, float]:
    m = len(ranks)
    best, best_contrast, total = -1, 0.0, 0.0
    for t in range(1, m):
        total += ranks[t - 1]
        if t < least_before or m - t < least_after:
            continue
        expected = 0.5 * t * (m + 1)
        contrast = (total - expected) / np.sqrt(t * (m - t) * (m + 1) / 12.0)
        if contrast > best_contrast + 1e-12:
            best, best_contrast = t, contrast
    return best, best_contrast


@njit(cache=True)
def _sharpened(
    known: NDArray[np.float64], middle: float, split: int, least_before: int, least_after: int
) -> int:
    """Move the split to where most days lie on their own side of `middle`.

    Ranks alone draw a split towards the centre; days on the wrong side pull it back.
    """
    side = np.sign(known - middle)
    scores = 2.0 * np.cumsum(side)
    best, best_score = split, scores[split - 1]
    for t in range(least_before, len(known) - least_after + 1):
        if scores[t - 1] > best_score:
            best, best_score = t, scores[t - 1]
    return best


@njit(cache=True)
def _find_fall(
    rows: NDArray[np.float64], least_before: int, least_after: int
) -> tuple[
    NDArray[np.int32],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
]:
    n = rows.shape[0]
    split = np.full(n, -1, dtype=np.int32)
    before, after = np.full(n, np.nan), np.full(n, np.nan)
    scale, contrast = np.full(n, np.nan), np.zeros(n)
    for i in range(n):
        days = np.flatnonzero(np.isfinite(rows[i]))
        if len(days) < least_before + least_after:
            continue
        known = rows[i][days]
        t, contrast[i] = _best_split(mid_ranks(known), least_before, least_after)
        if t < 0:
            continue
        middle = 0.5 * (known_quantile(known[:t], 0.5) + known_quantile(known[t:], 0.5))
        t = _sharpened(known, middle, t, least_before, least_after)
        split[i] = days[t]
        before[i], after[i] = known_quantile(known[:t], 0.5), known_quantile(known[t:], 0.5)
        residual = np.abs(known - after[i])
        residual[:t] = np.abs(known[:t] - before[i])
        scale[i] = known_quantile(residual, 0.5)
    return split, before, after, scale, contrast
