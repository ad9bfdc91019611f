"""Customers who generate: roofs, batteries, diesel sets, cranes that brake."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, WorkOrder
from simulator.oddities.oddity import LONG_AGO, Floats, Oddity
from simulator.scene import Demand, Readout
from simulator.timeline import REST_DAY, SLOT_HOURS, Day


class _Roof(Oddity):
    """Base: a roof of `kw_peak` under a sky of its own."""

    def plan(self) -> None:
        """Draw the roof's size."""
        self.kw_peak = self.mean_kw * float(self.rng.uniform(4, 8))

    def sky(self, day: Day) -> float:
        """Return how clear a day is, from 0 to 1."""
        return float(self.rng.beta(3, 1.6)) if self.is_on(day) else 0.0

    def generated_kw(self, day: Day) -> Floats:
        """(T,) a bell by day, cut by clouds."""
        sky = self.sky(day)
        bell = np.clip(np.cos(np.pi * (day.hours - 12.2) / 12.5), 0, None) ** 1.3
        clouds = np.clip(1 - self.rng.exponential(0.25, day.slots) * (1 - sky) * 2, 0.1, 1)
        return np.asarray(self.kw_peak * 0.85 * sky * bell * clouds)

    def use(self, demand: Demand) -> None:
        """Subtract the roof's power."""
        demand.load.add(self.row, self.share, -self.generated_kw(demand.day))


class RoofConnection(_Roof):
    """A roof is connected: less is drawn by day, and the surplus is fed in."""

    kind = "new_pv"

    def plan(self) -> None:
        """Enter the work order and the roof."""
        super().plan()
        at_us = self.stage.timeline.instant_us(self.stage.onset, 9.0)
        self.stage.order(WorkOrder.PV_CONNECTION, self.stage.onset, self.stage.onset)
        self.stage.change(self.row, at_us, has_pv=True)


class UnregisteredRoof(_Roof):
    """A roof that nobody told the utility of: it feeds in, and no record says why."""

    kind = "unregistered_pv"


class OldRoof(_Roof):
    """A registered roof: dull weeks, then a sunny spell in which little is drawn."""

    kind = "pv_after_clouds"

    def plan(self) -> None:
        """Have the roof known since long."""
        super().plan()
        self.stage.change(self.row, self.stage.timeline.instant_us(LONG_AGO, 0), has_pv=True)

    def sky(self, day: Day) -> float:
        """Return a dull sky before the onset, a clear one after."""
        if self.is_on(day):
            return float(self.rng.uniform(0.75, 1))
        return float(self.rng.uniform(0.03, 0.3))


class HomeBattery(OldRoof):
    """A battery joins an old roof: what the roof gives by day feeds the evening and the night."""

    kind = "home_battery"

    def sky(self, day: Day) -> float:
        """Return a sky that does not know of the battery."""
        return float(self.rng.beta(3, 1.6))

    def use(self, demand: Demand) -> None:
        """Subtract the roof; from the onset on store its surplus for the dark."""
        super().use(demand)
        if not self.is_on(demand.day):
            return
        net = demand.load.p_kw[:, self.row].sum(axis=0)
        stored = np.clip(-net, 0, None)
        left_kwh, kw = 0.9 * float(stored.sum()) * SLOT_HOURS, stored
        drawn = np.clip(net, 0, None)
        # In the order of the clock from noon on: the night lives on the day before.
        order = np.argsort((demand.day.hours - 12) % 24, kind="stable")
        before = np.cumsum(drawn[order]) * SLOT_HOURS
        fed = np.where(before <= left_kwh, 0.93 * drawn[order], 0)
        kw[order] -= fed
        demand.load.add(self.row, self.share, kw)


class DieselGenerator(Oddity):
    """In the dear hours of most workdays a business runs its own set, islanded from the mains."""

    kind = "own_generator"

    def plan(self) -> None:
        """Draw what stays on the mains."""
        self.left = float(self.rng.uniform(0.02, 0.3))

    def use(self, demand: Demand) -> None:
        """Take the load off the mains before noon and in the evening."""
        day = demand.day
        if not self.is_on(day) or day.kind == REST_DAY or self.rng.random() < 0.15:
            return
        start, evening = self.rng.uniform(8.5, 9.5), self.rng.uniform(17, 18)
        dear = day.between(start, start + 2.5) | day.between(evening, evening + 4)
        demand.load.scale(self.row, np.where(dear, self.left, 1))


class CraneRegeneration(Oddity):
    """Lifts and cranes feed their braking back: short spells of negative power, as ever."""

    kind = "crane_regeneration"

    def plan(self) -> None:
        """Let it be so from the first day on."""
        self.start_at_once()

    def use(self, demand: Demand) -> None:
        """Turn the load round in some slots of working hours."""
        if demand.day.kind == REST_DAY:
            return
        brakes = demand.day.between(7, 19) & (self.rng.random(demand.day.slots) < 0.15)
        back = -self.rng.uniform(0.1, 0.8, demand.day.slots)
        demand.load.p_kw[:, self.row] *= np.where(brakes, back, 1)

    def meddle(self, readout: Readout) -> None:
        """Report reverse flow now and then."""
        if self.rng.random() < 0.2:
            self.report(readout, self.rng.uniform(8, 18), EventCode.REVERSE_FLOW)
