"""Trips: visits near each other that one crew makes on one way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Codes, Flags, Floats

KM_A_DEGREE = 111.2
NO_TRIP = -1


@dataclass(frozen=True)
class Places:
    """Where m accounts are: district codes, -1 unknown, and degrees, NaN unknown, (m,) each."""

    district: Codes
    latitude: Floats
    longitude: Floats

    def near(self, one: int, reach_km: float) -> Flags:
        """(m,) in the same district as account `one`, or within reach of it."""
        same = (self.district == self.district[one]) & (self.district >= 0)
        narrowing = np.cos(np.radians(self.latitude[one]))
        north = KM_A_DEGREE * (self.latitude - self.latitude[one])
        # The shorter way round the globe.
        degrees = (self.longitude - self.longitude[one] + 180.0) % 360.0 - 180.0
        is_within = np.hypot(north, KM_A_DEGREE * narrowing * degrees) <= reach_km
        return np.asarray(same | is_within)


class Trips:
    """Trips of a day as they grow: a trip is what is near the visit that began it.

    Parameters
    ----------
    places: of all candidates. reach_km: how far is near, beside the own district.
    """

    def __init__(self, places: Places, reach_km: float) -> None:
        self._places, self._reach_km = places, reach_km
        self.joined: NDArray[np.int32] = np.full(len(places.district), NO_TRIP, dtype=np.int32)
        self._count = 0

    @property
    def is_near(self) -> Flags:
        """(m,) whether a visit there would join a trip that has begun."""
        return np.asarray(self.joined != NO_TRIP)

    def visit(self, one: int) -> int:
        """Add a visit to candidate `one`; return its trip, the first that is near, else new."""
        if self.joined[one] == NO_TRIP:
            near = self._places.near(one, self._reach_km) & (self.joined == NO_TRIP)
            near[one] = True
            self.joined[near] = self._count
            self._count += 1
        return int(self.joined[one])


def trips_of(places: Places, reach_km: float) -> Codes:
    """Return the trip (m,) of visits made in this order, from 0."""
    trips = Trips(places, reach_km)
    return np.array([trips.visit(one) for one in range(len(places.district))], dtype=np.int32)


def visit_costs(trips: Codes, cost: float, saving: float) -> Floats:
    """Return the cost (m,) of visits in this order: the first of a trip costs the whole."""
    _, first = np.unique(trips, return_index=True)
    share = np.full(len(trips), 1.0 - saving)
    share[first] = 1.0
    return np.asarray(cost * share)
