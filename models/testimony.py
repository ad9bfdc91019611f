"""Testimony: what the features themselves say of onset and energy, weighed together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Codes, Flags, Floats
from models.evidence import NOBODY
from pipeline.contract.vocabulary import Family

# A level over weeks tells the week; an event, a current or a register tells the day.
PRECISION = {Family.CONSUMPTION: 0.4, Family.ENERGY_BALANCE: 0.4}
ENERGY_NAMES = ("kwh_per_day", "kwh_low", "kwh_high")


@dataclass(frozen=True)
class Testimony:
    """What the evidence against m accounts says.

    onset: (m,) its weighted median, -1 unknown. is_level: (m,) it knows the day from the
    level of consumption alone. kwh_per_day and its bounds: (m,) by the first piece that can
    tell, those of the suspected means first; NaN unknown.
    """

    onset: Codes
    is_level: Flags
    kwh_per_day: Floats
    kwh_low: Floats
    kwh_high: Floats


def testimony_of(
    table: FeatureTable,
    rows: NDArray[np.intp],
    order: NDArray[np.intp],
    weights: Floats,
    means: NDArray[np.object_],
) -> Testimony:
    """Hear the evidence `order` (m, k) against accounts at `rows`, weighted by `weights` (m, f).

    means: (m,) what is suspected.
    """
    chosen = np.maximum(order, 0)
    weight = np.where(order == NOBODY, 0.0, np.take_along_axis(weights, chosen, axis=1))
    precision = np.array([PRECISION.get(feature.family, 1.0) for feature in table.features])
    onsets = _said(table, "onset", rows, order, -1.0)
    exact = (precision[chosen] == 1.0) & (onsets >= 0) & (order != NOBODY)
    energies = [_said(table, name, rows, order, np.nan) for name in ENERGY_NAMES]
    lead = _lead(table, order, energies[0], means)
    return Testimony(
        _weighted_median(onsets, weight * precision[chosen]),
        ~exact.any(axis=1),
        *(_at(values, lead) for values in energies),
    )


def _said(
    table: FeatureTable, name: str, rows: NDArray[np.intp], order: NDArray[np.intp], missing: float
) -> Floats:
    """Return (m, k) one array of the measured features, in the order of the evidence."""
    stacked = np.column_stack([getattr(measured, name)[rows] for measured in table.measured])
    taken = np.take_along_axis(stacked.astype(np.float64), np.maximum(order, 0), axis=1)
    return np.where(order == NOBODY, missing, taken)


def _lead(
    table: FeatureTable, order: NDArray[np.intp], kwh: Floats, means: NDArray[np.object_]
) -> NDArray[np.intp]:
    """Place (m,) of the piece of evidence whose energy counts, -1 where none can tell."""
    of_feature = np.array([feature.means.value for feature in table.features], dtype=np.str_)
    telling = np.isfinite(kwh) & (kwh > 0)
    agreeing = telling & (of_feature[np.maximum(order, 0)] == means.astype(np.str_)[:, None])
    heard = np.where(agreeing.any(axis=1)[:, None], agreeing, telling)
    return np.where(heard.any(axis=1), heard.argmax(axis=1), NOBODY)


def _weighted_median(days: Floats, weight: Floats) -> Codes:
    known = np.where(days >= 0, weight, 0.0)
    place = np.argsort(days, axis=1, kind="stable")
    running = np.cumsum(np.take_along_axis(known, place, axis=1), axis=1)
    middle = (running >= running[:, -1:] / 2.0).argmax(axis=1)
    median = np.take_along_axis(np.take_along_axis(days, place, axis=1), middle[:, None], axis=1)
    return np.where(running[:, -1] > 0, median[:, 0], -1).astype(np.int32)


def _at(values: Floats, place: NDArray[np.intp]) -> Floats:
    taken = np.take_along_axis(values, np.maximum(place, 0)[:, None], axis=1)[:, 0]
    return np.where(place == NOBODY, np.nan, np.maximum(taken, 0.0))
