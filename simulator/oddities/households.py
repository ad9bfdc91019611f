"""Changes in the life of a home: people come and go, and large appliances come."""

from __future__ import annotations

import numpy as np

from simulator.oddities.lower_use import LowerUse
from simulator.oddities.oddity import Oddity, spells
from simulator.scene import Demand


class ChildMovedOut(LowerUse):
    """One person less in the home: a fifth to a third less is used, and it stays so."""

    kind = "child_moved_out"

    def plan(self) -> None:
        """Draw what is left."""
        self.left = float(self.rng.uniform(0.65, 0.8))


class GuestsLeft(Oddity):
    """Guests or a newborn's helpers were there for weeks; with them gone all is as usual."""

    kind = "guests_left"

    def plan(self) -> None:
        """Draw how much more they used."""
        self.more = float(self.rng.uniform(1.7, 2.5))

    def use(self, demand: Demand) -> None:
        """Scale the load up until they leave."""
        if not self.is_on(demand.day):
            demand.load.scale(self.row, self.more)


class ElectricCar(Oddity):
    """A car is charged on most nights from the onset on."""

    kind = "new_electric_car"

    def plan(self) -> None:
        """Draw the charger's power."""
        self.kw = float(self.rng.choice([3.3, 5.5, 6.6]))

    def use(self, demand: Demand) -> None:
        """Charge for some hours from late evening."""
        if not self.is_on(demand.day) or self.rng.random() < 0.35:
            return
        start = self.rng.uniform(19, 23)
        charging = demand.day.between(start, (start + self.rng.uniform(1.5, 5)) % 24)
        demand.load.add(self.row, self.share, self.kw * charging, tan_phi=0.05)


class HeatPump(Oddity):
    """A heat pump replaces a stove: more is used day and night, in spells."""

    kind = "new_heat_pump"

    def plan(self) -> None:
        """Draw its power."""
        self.kw = float(self.rng.uniform(1.2, 2.8))

    def use(self, demand: Demand) -> None:
        """Run it in spells."""
        if self.is_on(demand.day):
            runs = spells(self.rng, demand.day.slots, (1, 5), (2, 9))
            noise = np.exp(0.05 * self.rng.standard_normal(demand.day.slots))
            demand.load.add(self.row, self.share, self.kw * runs * noise, tan_phi=0.3)
