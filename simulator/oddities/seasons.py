"""Loads that end or change with the season."""

from __future__ import annotations

import numpy as np

from simulator.oddities.oddity import Oddity, spells
from simulator.scene import Demand


class HeatingEnd(Oddity):
    """Electric heating is turned off for the year: less than half is left within a week."""

    kind = "heating_season_end"

    def plan(self) -> None:
        """Draw the heater's size and how fast it is given up."""
        self.kw = self.mean_kw * float(self.rng.uniform(2.5, 5))
        self.days = int(self.rng.integers(1, 8))

    def use(self, demand: Demand) -> None:
        """Heat in mornings and evenings, less and less from the onset on."""
        fading = 1 - max(0, self.days_since(demand.day) + 1) / self.days
        if fading <= 0:
            return
        day = demand.day
        awake = day.between(5, 9) | day.between(16.5, 23)
        heats = awake & spells(self.rng, day.slots, (2, 7), (1, 4))
        demand.load.add(self.row, self.share, self.kw * fading * heats)


class IrrigationEnd(Oddity):
    """Pumps run for weeks and then rest for the year."""

    kind = "irrigation_end"

    def plan(self) -> None:
        """Draw use in the season and after it."""
        self.high = float(self.rng.uniform(1.5, 2.2))
        self.low = float(self.rng.uniform(0.04, 0.2))

    def use(self, demand: Demand) -> None:
        """Scale the load up before, down after."""
        demand.load.scale(self.row, self.low if self.is_on(demand.day) else self.high)


class StreetLighting(Oddity):
    """Lamps burn by night and never by day; nights grow shorter, and one lamp in three goes out."""

    kind = "street_lighting"

    def plan(self) -> None:
        """Let it be so from the first day on."""
        self.start_at_once()
        self.kw = 2 * self.mean_kw
        self.dusk = float(self.rng.uniform(17.8, 18.6))

    def use(self, demand: Demand) -> None:
        """Burn lamps instead of any other load, a third of them until eleven only."""
        day = demand.day
        minutes = day.index / 60
        night = day.between(self.dusk + minutes, 6.2 - minutes)
        late = day.between(23, 6.2)
        noise = 1 + 0.01 * self.rng.standard_normal(day.slots)
        demand.load.scale(self.row, 0.0)
        kw = self.kw * night * np.where(late, 2 / 3, 1) * noise
        demand.load.add(self.row, self.share, kw, tan_phi=0.4)
