"""Voltage as a witness of switching: does it follow the metered load from day to day?

A load that is taken off the mains in some hours of most days, by a generator of the
customer's own or because a machine rests, lets the voltage of those days rise. A shunt that
is switched does not: the voltage goes on as if all of the load were there. Level and season
play no part, for only a day's departure from its fortnight counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.robust import row_mad, row_mean, row_median
from features.study import Study
from features.voltage_witness import MOST_SURE, relative_current
from features.window import Codes, Flags, Floats
from pipeline.contract.facts import PHASES

LEAST_BEFORE, LEAST_AFTER = 14, 5
# Days resemble the days before them.
INDEPENDENT_SHARE = 0.5
LEAST_SIGMA, PLAIN_SHARE, WIDEST = 2e-4, 0.7, 4.0
HALF_FORTNIGHT = 7


@dataclass(frozen=True)
class _Days:
    """Voltage, metered current and the load in question of some accounts, (m, d) each."""

    volts: Floats
    current: Floats
    missing: Floats
    before: Flags
    since: Flags


def hear_switching(study: Study, missing: Floats, onset: Codes) -> Floats:
    """Log likelihood (n,) that the load in question is still there on the days it is missing.

    missing: (n, d) load that went unseen each day if it is theft, over the usual load of a
    day. onset: (n,) first day of it, -1 for none. 0 where voltage cannot tell; natural
    logarithm, the mean of the phases.
    """
    heard = np.full((len(PHASES), len(onset)), np.nan)
    rows = np.flatnonzero((onset >= 0) & (np.nan_to_num(missing) > 0).any(axis=1))
    days = np.arange(study.window.shape[1])[None, :]
    for phase in range(len(PHASES)):
        volts = study.relative_volts[phase, rows]
        current = relative_current(study, phase, onset)[rows]
        known = np.isfinite(volts) & np.isfinite(current) & np.isfinite(missing[rows])
        before = known & (days < onset[rows, None])
        heard[phase, rows] = _likelier(
            _Days(volts, current, missing[rows], before, known & ~before)
        )
    return np.clip(np.nan_to_num(row_mean(heard.T)), -MOST_SURE, MOST_SURE)


def _likelier(days: _Days) -> Floats:
    """Log likelihood (m,) of the load that is still there; NaN where nothing is to be told."""
    x, y = (_departure(values, days.before) for values in (days.current, days.volts))
    spread = np.nansum(x * x, axis=1)
    slope = np.nansum(x * y, axis=1) / np.where(spread > 0, spread, np.nan)
    away = y - slope[:, None] * x
    plain = PLAIN_SHARE * np.sqrt(row_mean(away**2))
    sigma = np.fmax(np.fmax(row_mad(away), plain), LEAST_SIGMA)[:, None]
    real, hidden = (
        np.clip(
            _departure(days.volts - slope[:, None] * load, days.since),
            -WIDEST * sigma,
            WIDEST * sigma,
        )
        for load in (days.current, days.current + days.missing)
    )
    told = INDEPENDENT_SHARE * np.nansum(real**2 - hidden**2, axis=1) / (2.0 * sigma[:, 0] ** 2)
    enough = (days.before.sum(axis=1) >= LEAST_BEFORE) & (days.since.sum(axis=1) >= LEAST_AFTER)
    return np.where(enough & (slope < 0), told, np.nan)


def _departure(values: Floats, days: Flags) -> Floats:
    """How far each of the chosen days departs from the fortnight about it, (m, d)."""
    chosen = np.where(days, values, np.nan)
    count = values.shape[1]
    spans = [(max(0, day - HALF_FORTNIGHT), day + HALF_FORTNIGHT + 1) for day in range(count)]
    course = np.stack([row_median(chosen[:, first:last]) for first, last in spans], axis=1)
    return np.asarray(chosen - course)
