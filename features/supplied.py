"""Supplied energy: what supply meters sent into transformer districts and feeders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Facts = NDArray[np.float32]
HOURS_A_DAY = 24


@dataclass(frozen=True)
class Supplied:
    """Energy sent into m nodes, districts or feeders, over d local days; primary kWh.

    node_ids: (m,) str, sorted. kwh: (m, d) energy of the intervals that came, NaN where none
    did. coverage: (m, d) share of the day that these intervals cover, 0 where none came.
    hour_kwh: (m, d, 24) energy by the local hour in which an interval ends, NaN where an
    interval of the hour did not come; all NaN at nodes with longer intervals. The hour that
    a clock change repeats holds both, the one that it skips is 0.
    step_minutes: (m, d) nominal length of an interval, NaN where none came.
    still_minutes: (m, d) longest time in which the meter sent one value over and over, zero
    included; zero_minutes: (m, d) time in which it sent zero.
    unknown_ids: sorted, nodes that supply came for and no account names.
    transformer_kva: (m,) rated kVA, NaN unknown; None where the settings name none.
    iron_share, copper_share: loss expected at first as shares of the rating, in iron and, at
    rated load, in windings and lines.

    An interval longer than a day is spread evenly over its days, and step_minutes tells so;
    on such days, and where one interval is the day, still_minutes compares neighbours.
    """

    node_ids: NDArray[np.str_]
    kwh: Floats
    coverage: Floats
    hour_kwh: Facts
    step_minutes: Facts
    still_minutes: Facts
    zero_minutes: Facts
    unknown_ids: tuple[str, ...] = ()
    transformer_kva: Floats | None = None
    iron_share: float = 0.0025
    copper_share: float = 0.03

    @staticmethod
    def none(days: int) -> Supplied:
        """Return the supply of a utility without supply meters."""
        empty = np.full((0, days), np.nan)
        thin = empty.astype(np.float32)
        hours = np.full((0, days, HOURS_A_DAY), np.nan, dtype=np.float32)
        return Supplied(np.array([], dtype=np.str_), empty, empty, hours, thin, thin, thin)
