"""Districts that lose more than they did, and nobody steals."""

from __future__ import annotations

import numpy as np

from simulator.oddities.oddity import Oddity
from simulator.scene import Demand


class _District(Oddity):
    """Base: knows the mean load of the district."""

    @property
    def district_kw(self) -> float:
        """Mean load of all customers of the district."""
        return float(self.stage.roster.mean_kw[list(self.stage.rows)].sum())


class FlatRateLighting(_District):
    """Street lamps and cabinets at a flat rate are put up: they draw, and no meter counts them."""

    kind = "flat_rate_lighting"

    def plan(self) -> None:
        """Draw lamps and cabinets."""
        self.lamps_kw = self.district_kw * float(self.rng.uniform(0.04, 0.1))
        self.cabinets_kw = self.district_kw * float(self.rng.uniform(0.01, 0.02))

    def use(self, demand: Demand) -> None:
        """Light the nights."""
        if self.is_on(demand.day):
            night = demand.day.between(18.5, 6)
            demand.unmetered_kw.append((self.row, self.cabinets_kw + self.lamps_kw * night))


class LeakyLine(_District):
    """Branches touch a bare line: on wet days energy goes to earth before any meter."""

    kind = "leaky_line"

    def plan(self) -> None:
        """Draw the leak."""
        self.kw = self.district_kw * float(self.rng.uniform(0.05, 0.12))

    def use(self, demand: Demand) -> None:
        """Leak while it is wet: half the days, most of the day."""
        day = demand.day
        if self.is_on(day) and self.rng.random() < 0.5:
            start = self.rng.uniform(0, 8)
            wet = day.between(start, start + self.rng.uniform(8, 16))
            noise = np.exp(0.3 * self.rng.standard_normal(day.slots))
            demand.unmetered_kw.append((self.row, self.kw * wet * noise))


class SupplyMeterFault(_District):
    """The supply meter of a district counts too much, or too little, from a day on."""

    kind = "supply_meter_fault"

    def plan(self) -> None:
        """Draw its error: mostly too much, for only that looks like theft."""
        size = float(self.rng.uniform(0.04, 0.12))
        self.gain = 1 + size if self.rng.random() < 0.75 else 1 - size

    def use(self, demand: Demand) -> None:
        """Falsify the supply."""
        if self.is_on(demand.day):
            demand.supply_gain[int(self.stage.roster.transformer[self.row])] = self.gain
