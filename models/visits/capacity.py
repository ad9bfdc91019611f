"""Capacity: how many visits are left, over all zones and in each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from features.window import Flags


class Room:
    """Visits left on a day; a zone without a limit of its own has that of all.

    Parameters
    ----------
    total: visits left over all zones. by_zone: visits left in the zones that have a limit.
    """

    def __init__(self, total: int, by_zone: Mapping[str, int]) -> None:
        self.total = total
        self._by_zone = dict(by_zone)

    def take(self, zone: str) -> None:
        """Count one visit in `zone`; ValueError where there is no room."""
        if self.left(zone) < 1:
            raise ValueError(f"no visit is left in zone {zone!r}")
        self.total -= 1
        if zone in self._by_zone:
            self._by_zone[zone] -= 1

    def left(self, zone: str) -> int:
        """Return how many visits are left in `zone`."""
        return min(self.total, self._by_zone.get(zone, self.total))

    def without(self, reserved: Mapping[str, int]) -> Room:
        """Return the room that is left when visits in zones are reserved for others."""
        by_zone = {zone: most - reserved.get(zone, 0) for zone, most in self._by_zone.items()}
        return Room(self.total - sum(reserved.values()), by_zone)

    def is_open(self, zones: NDArray[np.str_]) -> Flags:
        """(m,) whether a visit is left in each of `zones`."""
        if self.total < 1:
            return np.zeros(len(zones), dtype=np.bool_)
        full = [zone for zone, left in self._by_zone.items() if left < 1]
        return np.asarray(~np.isin(zones, full))
