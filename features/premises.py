"""Premises: accounts that hang on one transformer a few steps from one another."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.group_sum import group_sum
from features.window import Codes, Window

NEAR_METERS = 25.0
METERS_A_DEGREE = 111_320.0
# More accounts than this at one spot are a block of flats, whose people share nothing.
MOST_ACCOUNTS = 4


def premises_codes(window: Window) -> Codes:
    """Code (n,) of the premises; -1 alone, without coordinates, or in a block of flats.

    Chains of neighbours within 25 m of one another on one transformer are one premises.
    """
    unknown = np.full(window.shape[0], np.nan)
    latitude = window.number.get("latitude", unknown)
    longitude = window.number.get("longitude", unknown)
    north = latitude * METERS_A_DEGREE
    east = longitude * METERS_A_DEGREE
    shrink = np.cos(np.radians(latitude))
    transformer = window.group["transformer_id"]
    located = (transformer >= 0) & np.isfinite(north) & np.isfinite(east)
    order = np.lexsort((north, transformer))
    order = order[located[order]]
    codes = np.arange(window.shape[0], dtype=np.int32)
    _join(
        order,
        transformer,
        np.ascontiguousarray(north, dtype=np.float64),
        np.ascontiguousarray(east, dtype=np.float64),
        np.ascontiguousarray(shrink, dtype=np.float64),
        codes,
    )
    size = group_sum(np.ones(len(codes)), codes)
    few = located & (size >= 2) & (size <= MOST_ACCOUNTS)
    return np.where(few, codes, -1).astype(np.int32)


@njit(cache=True)
def _join(  # noqa: PLR0917 - a kernel takes its columns one by one
    order: NDArray[np.int64],
    transformer: NDArray[np.int32],
    north: NDArray[np.float64],
    east: NDArray[np.float64],
    shrink: NDArray[np.float64],
    codes: NDArray[np.int32],
) -> None:
    """Give near accounts the lowest code among them; `order` sorts by transformer and north."""
    for j in range(len(order)):
        here = order[j]
        for k in range(j + 1, len(order)):
            other = order[k]
            if transformer[other] != transformer[here]:
                break
            apart = north[other] - north[here]
            if apart > NEAR_METERS:
                break
            aside = (east[other] - east[here]) * shrink[here]
            if apart**2 + aside**2 <= NEAR_METERS**2:
                _merge(codes, here, other)
    for j in range(len(order)):
        codes[order[j]] = _root(codes, order[j])


@njit(cache=True)
def _root(codes: NDArray[np.int32], account: int) -> int:
    while codes[account] != account:
        codes[account] = codes[codes[account]]
        account = codes[account]
    return account


@njit(cache=True)
def _merge(codes: NDArray[np.int32], one: int, other: int) -> None:
    first, second = _root(codes, one), _root(codes, other)
    codes[max(first, second)] = min(first, second)
