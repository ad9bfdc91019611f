"""Frozen register: when a forward register that stands under load tells of a standstill.

A forward register stands by right while the customer feeds in. Power tells that by its sign,
a reverse register by its advance, and a current only if it has a sign. Where a meter shows
none of them, neither panels nor a battery that holds the exchange at zero can be told from
a load.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.quiet_hours import heaviest_zero_run, hourly_kwh, register_quantum
from features.window import Flags, Floats, Window
from pipeline.contract.facts import PHASES

# Fed in over the whole window: less may come from a fault or a wrong clamp.
LEAST_FED_KWH = 2.0
# From 7:00 to 19:00 panels may give more than is taken.
SUNRISE_MINUTE, SUNSET_MINUTE = 420.0, 1140.0
DAYLIGHT_SHARE = 0.8
# Below this part of one digit of the register an hour is without energy.
TINY_SHARE = 0.25


def frozen_minutes(window: Window, name: str = "frozen_minutes") -> Floats:
    """Fact `name` of frozen minutes (n, d), 0 where current alone shows load and does not tell."""
    minutes = window.fact(name).astype(np.float64)
    return np.where((minutes > 0) & _is_own_generation(window, minutes > 0), 0.0, minutes)


def _is_own_generation(window: Window, stands: Flags) -> Flags:
    """(n, d) days on which own generation may as well have let the register stand."""
    by_current = stands & ~np.isfinite(window.fact("p_mean_kw"))
    fed = np.nansum(window.fact("export_kwh"), axis=1)
    excused = by_current & (window.has_pv | (fed >= LEAST_FED_KWH))[:, None]
    rows = np.flatnonzero((by_current & ~excused).any(axis=1) & ~_shows_direction(window))
    excused[rows] |= by_current[rows] & _stands_by_daylight(window, rows)
    return np.asarray(excused)


def _shows_direction(window: Window) -> Flags:
    """(n,) accounts whose reverse register or signed currents would show what is fed in."""
    shows = np.isfinite(window.fact("export_kwh")).any(axis=1)
    for phase in PHASES:
        shows |= (window.fact(f"i_{phase}_reversed_minutes") > 0).any(axis=1)
    return np.asarray(shows)


def _stands_by_daylight(window: Window, rows: NDArray[np.intp]) -> Flags:
    """(m, d) days whose hours without energy lie in daylight, for accounts `rows`."""
    tiny = TINY_SHARE * register_quantum(window)[rows]
    start, length = heaviest_zero_run(hourly_kwh(window, rows), tiny)
    inside = np.minimum(start + length, SUNSET_MINUTE) - np.maximum(start, SUNRISE_MINUTE)
    return np.asarray((length > 0) & (inside >= DAYLIGHT_SHARE * length))
