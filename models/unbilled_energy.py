"""Unbilled energy: what was drawn and not metered since the onset, a day, with bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.robust import row_mean
from features.window import Flags, Floats
from models.onset import Onset
from models.reference_energy import Reference

LEAST_DAYS = 2
# Eight in ten honest accounts stay this near to their counterfactual, as shares of it: more
# of them rise far than fall far.
LEVEL_BELOW, LEVEL_ABOVE = 0.15, 0.27
LEAST_SPREAD, REFERENCE_SIGMAS = 0.05, 1.5


@dataclass(frozen=True)
class Energy:
    """Mean unbilled kWh a day of m accounts and its bounds, (m,) each; NaN unknown."""

    kwh: Floats
    low: Floats
    high: Floats

    def or_else(self, other: Energy, chosen: Flags) -> Energy:
        """Return this one where `chosen` (m,), the other elsewhere."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Energy(*(np.where(chosen, own, its) for own, its in pairs))


def energy_by_reference(metered: Floats, drawn: Reference, since: Flags) -> Energy:
    """Return what a reference shows beyond `metered` (m, d) on the days `since` (m, d).

    Its bounds follow from how far it strayed from the meter on honest days.
    """
    spread = np.fmax(LEAST_SPREAD, REFERENCE_SIGMAS * drawn.sigma)
    return _energy(metered, drawn, since, spread, spread)


def energy_by_level(metered: Floats, drawn: Reference, since: Flags) -> Energy:
    """Return what is missing against a counterfactual; bounded by how far honest use strays."""
    return _energy(metered, drawn, since, LEVEL_BELOW, LEVEL_ABOVE)


def missing_share(drawn: Reference, since: Flags) -> Floats:
    """Return (m,) the mean share of the days `since` (m, d) that was not metered."""
    return row_mean(np.where(since, drawn.missing_share, np.nan), LEAST_DAYS)


def days_of(onset: Onset, window_days: int) -> Flags:
    """Return (m, d) the days of the losses, from onset to end."""
    days = np.arange(window_days)[None, :]
    begun = (onset.best[:, None] >= 0) & (days >= onset.best[:, None])
    return np.asarray(begun & ((onset.last[:, None] < 0) | (days <= onset.last[:, None])))


def _energy(
    metered: Floats, drawn: Reference, since: Flags, below: Floats | float, above: Floats | float
) -> Energy:
    """Bounds lie `below` and `above` (m,) of what was drawn to the sides."""
    known = since & np.isfinite(metered)
    missing = row_mean(np.where(known, drawn.drawn_kwh - metered, np.nan), LEAST_DAYS)
    total = row_mean(np.where(known, drawn.drawn_kwh, np.nan), LEAST_DAYS)
    low, high = missing - below * total, missing + above * total
    return Energy(*(np.maximum(values, 0.0) for values in (missing, low, high)))
