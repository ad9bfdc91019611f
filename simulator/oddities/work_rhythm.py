"""Businesses that work at other hours, on other days, or for other people than before."""

from __future__ import annotations

import numpy as np

from simulator.oddities.oddity import Oddity
from simulator.scene import Demand
from simulator.timeline import SLOT_HOURS, WORKDAY


class _Hours(Oddity):
    """Base: shifts a customer's day by hours."""

    def _shift(self, demand: Demand, hours: float) -> None:
        for block in (demand.load.p_kw, demand.load.q_kvar):
            block[:, self.row] = np.roll(block[:, self.row], round(hours / SLOT_HOURS), axis=1)


class ValleyProduction(_Hours):
    """Production moves into the cheap hours of the night: as much energy at other times."""

    kind = "valley_production"

    def plan(self) -> None:
        """Draw by how much."""
        self.hours = float(self.rng.uniform(10, 14))

    def use(self, demand: Demand) -> None:
        """Shift the day."""
        if self.is_on(demand.day):
            self._shift(demand, self.hours)


class ShiftCut(Oddity):
    """Orders are short: of three shifts one is left."""

    kind = "shift_cut"

    def plan(self) -> None:
        """Draw the hours left and what runs on at night."""
        self.start = float(self.rng.uniform(6, 9))
        self.left = float(self.rng.uniform(0.08, 0.25))

    def use(self, demand: Demand) -> None:
        """Lower the load outside the shift."""
        if self.is_on(demand.day):
            works = demand.day.between(self.start, self.start + 8)
            demand.load.scale(self.row, np.where(works, 1, self.left))


class TenantChange(_Hours):
    """Other people move in after some empty days, with other hours and another level, for good."""

    kind = "tenant_change"

    def plan(self) -> None:
        """Draw level and hours, and enter the new customer."""
        self.empty_days = int(self.rng.integers(2, 8))
        self.level = float(self.rng.uniform(0.3, 0.65))
        self.hours = float(self.rng.choice([-4, -3, 3, 4]))
        at_us = self.stage.timeline.instant_us(self.stage.onset, 0)
        self.stage.change(self.row, at_us, customer_id=f"C{900_000 + self.row:06d}")

    def use(self, demand: Demand) -> None:
        """Leave the rooms empty, then used by others."""
        if not self.is_on(demand.day):
            return
        is_empty = self.days_since(demand.day) < self.empty_days
        demand.load.scale(self.row, 0.03 if is_empty else self.level)
        self._shift(demand, self.hours)


class PowerRationing(Oddity):
    """In a shortage the utility asks plants to work less on some days."""

    kind = "power_rationing"

    def plan(self) -> None:
        """Draw how long and how deep."""
        self.left = float(self.rng.uniform(0.25, 0.5))
        self.end_after(int(self.rng.integers(5, 16)))

    def use(self, demand: Demand) -> None:
        """Lower the load from the morning to the evening of workdays."""
        day = demand.day
        if self.is_on(day) and day.kind == WORKDAY:
            demand.load.scale(self.row, np.where(day.between(8.5, 21.5), self.left, 1))


class WeekendHome(Oddity):
    """A home used at weekends and holidays only, as ever."""

    kind = "weekend_home"

    def plan(self) -> None:
        """Draw what runs on."""
        self.start_at_once()
        self.left = float(self.rng.uniform(0.03, 0.12))

    def use(self, demand: Demand) -> None:
        """Leave it empty on workdays, and on some weekends too."""
        if demand.day.kind == WORKDAY or self.rng.random() < 0.2:
            demand.load.scale(self.row, self.left)
