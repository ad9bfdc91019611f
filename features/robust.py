"""Robust statistics of rows with holes: medians, quantiles, spreads and runs.

Every function takes (n, d) arrays in which NaN means unknown, returns one number a row,
and NaN where a row has too little to say.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from features.window import Codes, Floats

MAD_TO_SIGMA = 1.4826


def row_median(values: ArrayLike, least: int = 1) -> Floats:
    """Median of each row's known values, NaN below `least` of them."""
    return row_quantile(values, 0.5, least)


def row_quantile(values: ArrayLike, share: float, least: int = 1) -> Floats:
    """Quantile of each row's known values (linear interpolation), NaN below `least`."""
    rows = np.ascontiguousarray(values, dtype=np.float64)
    result: Floats = _row_quantile(rows, share, max(1, least))
    return result


def row_mad(values: ArrayLike, least: int = 1) -> Floats:
    """Robust sigma: median absolute deviation from the row's median, scaled to a normal's."""
    rows = np.asarray(values, dtype=np.float64)
    return MAD_TO_SIGMA * row_median(np.abs(rows - row_median(rows)[:, None]), least)


def row_mean(values: ArrayLike, least: int = 1) -> Floats:
    """Mean of each row's known values, NaN below `least`."""
    rows = np.asarray(values, dtype=np.float64)
    known = np.isfinite(rows)
    count = known.sum(axis=1)
    total = np.where(known, rows, 0.0).sum(axis=1)
    return np.where(count >= max(1, least), total / np.maximum(count, 1), np.nan)


def first_true(flags: NDArray[np.bool_]) -> Codes:
    """Index of the first true day a row, -1 where there is none."""
    return np.where(flags.any(axis=1), flags.argmax(axis=1), -1).astype(np.int32)


@njit(cache=True)
def known_quantile(known: NDArray[np.float64], share: float) -> float:
    """Quantile of values (m,) that are all known, m at least 1; for kernels."""
    ordered = np.sort(known)
    place = share * (len(ordered) - 1)
    low = int(np.floor(place))
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


@njit(cache=True)
def mid_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks (m,) from 1 of values that are all known, equal ones share the mean; for kernels."""
    order = np.argsort(values, kind="mergesort")
    out = np.empty(len(values))
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for k in range(first, last + 1):
            out[order[k]] = 0.5 * (first + last) + 1.0
        first = last + 1
    return out


@njit(cache=True)
def _row_quantile(rows: NDArray[np.float64], share: float, least: int) -> NDArray[np.float64]:
    out = np.full(rows.shape[0], np.nan)
    for i in range(rows.shape[0]):
        known = rows[i][np.isfinite(rows[i])]
        if len(known) >= least:
            out[i] = known_quantile(known, share)
    return out
