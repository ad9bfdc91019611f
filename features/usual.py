"""Usual energy: what an account would have used, by its own past and its peers' movement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.peers import movement, peer_levels
from features.robust import MAD_TO_SIGMA, row_mad, row_median, row_quantile
from features.window import Flags, Floats, Window

LEAST_DAYS = 7
FLOOR_SHARE = 0.02
LEAST_WEEKDAYS = 3
LEAST_HABIT = 0.15


@dataclass(frozen=True)
class Usual:
    """Usual energy of the window, in primary kWh.

    kwh: (n, d) expected energy a day. own_median: (n,) kWh a day with use. own_high: (n,)
    upper quartile of the longer past, which a fall of half the window does not touch.
    residual: (n, d) log of actual over expected energy, floored at log 0.02, NaN on doubtful
    days. day_sigma: (n,)
    robust daily sigma of it. day_noise: (n,) the same from neighbouring days alone, so that
    steps do not count. has_peers: (n,) peers' movement could be taken out on most known days.
    """

    kwh: Floats
    own_median: Floats
    own_high: Floats
    residual: Floats
    day_sigma: Floats
    day_noise: Floats
    has_peers: Flags


def usual_energy(window: Window, doubtful: Flags | None = None) -> Usual:
    """Expect each account's own median, moved as its peers moved that day.

    doubtful: (n, d) days that must not shape the expectation (outages, suspensions).
    Weekday rhythm is in the movement of the peers, who share tariff class; what an account
    does otherwise on a weekday is taken out after that.
    """
    level, own = relative_level(window.kwh, doubtful)
    moved = movement(level, peer_levels(window))
    known = np.isfinite(level)
    has_peers = (np.isfinite(moved) & known).sum(axis=1) > 0.5 * known.sum(axis=1)
    moved = np.where(np.isfinite(moved), moved, 0.0)
    moved = moved + weekday_habit(level - moved, window)
    # Centre again: the median of (own - movement), not of own alone, is the usual level.
    centre = row_median(level - moved, LEAST_DAYS)
    expected = own[:, None] * np.exp(moved + centre[:, None])
    actual = log_share(window.kwh, own)
    residual = actual - moved - centre[:, None]
    if doubtful is not None:
        residual = np.where(doubtful, np.nan, residual)
    high = row_quantile(window.history_kwh, 0.75, LEAST_DAYS)
    sigma = row_mad(residual, LEAST_DAYS)
    noise = MAD_TO_SIGMA * row_median(np.abs(np.diff(residual, axis=1)), LEAST_DAYS) / np.sqrt(2)
    return Usual(expected, own, high, residual, sigma, noise, has_peers)


def weekday_habit(residual: Floats, window: Window) -> Floats:
    """The account's own usual deviation on each weekday, (n, d).

    0 where it is slight, or no habit: where the same weekday scatters as much as that.
    """
    habit = np.zeros(residual.shape)
    centre = row_median(residual, LEAST_DAYS)
    for weekday in range(7):
        days = window.weekdays == weekday
        own = row_median(residual[:, days], LEAST_WEEKDAYS) - centre
        scatter = row_mad(residual[:, days], LEAST_WEEKDAYS)
        strong = np.where(np.abs(own) > np.fmax(LEAST_HABIT, 1.5 * scatter), own, 0.0)
        habit[:, days] = np.nan_to_num(strong)[:, None]
    return habit


def relative_level(kwh: Floats, doubtful: Flags | None = None) -> tuple[Floats, Floats]:
    """Log of energy over the account's own median (n, d), and that median (n,).

    The median is of the days with use, so that a long vacancy does not make it zero.
    """
    clean = kwh if doubtful is None else np.where(doubtful, np.nan, kwh)
    used = np.where(clean > 0, clean, np.nan)
    own = row_median(used, LEAST_DAYS)
    return log_share(clean, own), own


def log_share(kwh: Floats, own: Floats) -> Floats:
    """Log of kWh over `own` (n,), floored at a share of 0.02; NaN where either is unknown."""
    base = np.where(own > 0, own, np.nan)[:, None]
    share = kwh / base
    logs: Floats = np.log(np.where(share > FLOOR_SHARE, share, FLOOR_SHARE))
    return np.where(np.isfinite(share), logs, np.nan)
