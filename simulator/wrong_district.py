"""A customer whom the records put under a transformer that does not feed him."""

from __future__ import annotations

import numpy as np

from simulator.happening import Happening
from simulator.mixture import Entry
from simulator.mixture.whom import low_voltage
from simulator.region import Region


class WrongDistrict(Happening):
    """The records name a neighbouring transformer: both districts' balances are off for good."""

    kind = "wrong_district"

    def plan(self) -> None:
        """Draw another district, of the same feeder if there is one."""
        roster = self.stage.roster
        network, own = roster.network, roster.transformer[self.row]
        others = ~network.is_dedicated
        others[own] = False
        near = others & (network.feeder_of == network.feeder_of[own])
        choice = np.flatnonzero(near if near.any() else others)
        self.recorded_transformer = int(self.rng.choice(choice))
        self.spans = {self.row: (0, self.stage.timeline.count - 1)}


def wrong_district_entry(region: Region) -> Entry:
    """Return how often a region's records are wrong; a small run can have none."""
    share = region.wrong_district
    least = round(1 / share) if share else 0
    return Entry("wrong_district", WrongDistrict, low_voltage, 1000 * share, least, needs_days=1)
