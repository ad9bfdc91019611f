"""Own generation: what customers' panels fed into the district, by day and spread over the sun."""

from __future__ import annotations

import numpy as np

from features.robust import row_median
from features.window import Floats, Window
from pipeline.contract.facts import HOURS

SUNRISE, SUNSET = 7, 19
LEAST_DAYS = 3


def fed_in_kwh(window: Window) -> Floats:
    """(n, d) primary kWh that each account's reverse register counted; 0 where it has none.

    From the last reading of the day before, where that is known; once it has begun, an unread
    day is taken as the account's usual.
    """
    fed_in = np.zeros(window.shape)
    feeds = (window.fact("export_kwh") > 0) | (window.fact("export_last_kwh") > 0)
    rows = np.flatnonzero(np.asarray(feeds.any(axis=1)))
    if not len(rows):
        return fed_in
    last = window.fact("export_last_kwh")[rows].astype(np.float64)
    inside = window.fact("export_kwh")[rows].astype(np.float64)
    advance = np.full(last.shape, np.nan)
    advance[:, 1:] = last[:, 1:] - last[:, :-1]
    whole = (advance >= 0) & ~window.meter_changed[rows]
    kwh = np.where(whole, advance, inside) * window.multiplier[rows]
    usual = np.nan_to_num(row_median(kwh, LEAST_DAYS))[:, None]
    has_begun = np.logical_or.accumulate(kwh > 0, axis=1)
    unread = np.isnan(window.kwh[rows]) & has_begun
    filled = np.where(unread & ~np.isfinite(kwh), usual, np.nan_to_num(kwh))
    fed_in[rows] = np.where(window.valid[rows], filled, 0.0)
    return fed_in


def spread_by_sun(kwh: Floats) -> Floats:
    """Spread energy of days (m, d) over the hours of daylight, (m, d * 24)."""
    hours = np.array(HOURS) + 0.5
    sun = np.sin(np.pi * (hours - SUNRISE) / (SUNSET - SUNRISE))
    sun = np.where((hours > SUNRISE) & (hours < SUNSET), np.maximum(sun, 0.0), 0.0)
    return np.asarray((kwh[:, :, None] * (sun / sun.sum())).reshape(len(kwh), -1))
