"""Loss: when it began and how much energy a day it takes, from the evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Codes, Floats
from models.evidence import NOBODY


@dataclass(frozen=True)
class Loss:
    """What n accounts leave unbilled.

    onset: (n,) day index of the window, -1 unknown. kwh_per_day and its bounds: (n,), NaN
    unknown, never negative.
    """

    onset: Codes
    kwh_per_day: Floats
    kwh_low: Floats
    kwh_high: Floats


def estimate_loss(table: FeatureTable, order: NDArray[np.intp], weights: Floats) -> Loss:
    """Estimate the loss from the evidence in `order` (n, k), weighted by `weights` (n, f).

    The onset is the weighted median of the features' onsets. The energy is that of the
    first piece of evidence that can tell.
    """
    chosen = np.maximum(order, 0)
    weight = np.where(order == NOBODY, 0.0, np.take_along_axis(weights, chosen, axis=1))
    onset = _weighted_median(_evidenced(table, "onset", order, -1.0), weight)
    kwh, low, high = (
        _evidenced(table, name, order, np.nan) for name in ("kwh_per_day", "kwh_low", "kwh_high")
    )
    telling = np.isfinite(kwh) & (kwh > 0)
    lead = np.where(telling.any(axis=1), telling.argmax(axis=1), NOBODY)
    return Loss(onset, *(_at(values, lead) for values in (kwh, low, high)))


def _evidenced(table: FeatureTable, name: str, order: NDArray[np.intp], missing: float) -> Floats:
    """Return (n, k) one array of the measured features, in the order of the evidence."""
    if not table.measured:
        return np.full(order.shape, missing)
    stacked = np.column_stack([getattr(measured, name) for measured in table.measured])
    taken = np.take_along_axis(stacked.astype(np.float64), np.maximum(order, 0), axis=1)
    return np.where(order == NOBODY, missing, taken)


def _weighted_median(days: Floats, weight: Floats) -> Codes:
    known = np.where(days >= 0, weight, 0.0)
    place = np.argsort(days, axis=1, kind="stable")
    running = np.cumsum(np.take_along_axis(known, place, axis=1), axis=1)
    if not running.size:
        return np.full(len(days), -1, dtype=np.int32)
    middle = (running >= running[:, -1:] / 2.0).argmax(axis=1)
    median = np.take_along_axis(np.take_along_axis(days, place, axis=1), middle[:, None], axis=1)
    return np.where(running[:, -1] > 0, median[:, 0], -1).astype(np.int32)


def _at(values: Floats, place: NDArray[np.intp]) -> Floats:
    if not values.shape[1]:
        return np.full(len(values), np.nan)
    taken = np.take_along_axis(values, np.maximum(place, 0)[:, None], axis=1)[:, 0]
    return np.where(place == NOBODY, np.nan, np.maximum(taken, 0.0))
