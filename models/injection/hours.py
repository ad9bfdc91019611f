"""Hours in which somebody steals: drawn day by day, so that every source of a supply agrees."""

from __future__ import annotations

import numpy as np

from features.window import Flags
from models.injection.curve import Curve

MINUTES_A_DAY = 1440
# More days than lie between an onset and any business date.
MOST_DAYS = 512
PEAK_HOURS = ((8, 12), (17, 22))


def since_onset(curve: Curve) -> Flags:
    """(k,) rows of the onset's day and later."""
    return np.asarray(curve.since > 0)


def drawn_bouts(
    curve: Curve,
    rng: np.random.Generator,
    *,
    days_share: float,
    hours: tuple[float, float],
    between: tuple[float, float] = (0.0, 24.0),
) -> Flags:
    """(k,) rows inside one bout a day, on a drawn share of the days since the onset.

    hours: shortest and longest bout. between: local hours in which a bout may lie; one that
    is longer than that is cut off. The draws depend on the day alone, not on the rows.
    """
    length = rng.uniform(*hours, MOST_DAYS)
    latest = np.maximum(between[1] - length, between[0])
    start = rng.uniform(between[0], latest)
    stolen = rng.random(MOST_DAYS) < days_share
    day = np.clip(curve.day, 0, MOST_DAYS - 1)
    hour = curve.minute / 60.0
    inside = (hour > start[day]) & (hour <= np.minimum(start + length, between[1])[day])
    return np.asarray((curve.day >= 0) & stolen[day] & inside)


def peak_bouts(curve: Curve, rng: np.random.Generator, days_share: float) -> Flags:
    """(k,) rows in a bout of one to four hours in each of the day's peaks."""
    peaks = [
        drawn_bouts(curve, rng, days_share=days_share, hours=(1.0, 4.0), between=peak)
        for peak in PEAK_HOURS
    ]
    return np.asarray(np.any(peaks, axis=0))


def last_of_bouts(inside: Flags) -> Flags:
    """(k,) the last row of each bout that has a row after it."""
    last = np.zeros(len(inside), dtype=np.bool_)
    last[:-1] = inside[:-1] & ~inside[1:]
    return last
