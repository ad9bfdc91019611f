"""The simulation: one utility, day after day, from true loads to what its devices record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.casting import Casting
from simulator.clocks import Clocks
from simulator.display import Display
from simulator.elements import Elements, elements_of
from simulator.everyday import enter_everyday
from simulator.grid import Grid, Supply
from simulator.interval_energy import IntervalEnergy
from simulator.link import Link
from simulator.loads import Loads
from simulator.metering import Meters
from simulator.population import build_roster
from simulator.reading_times import ReadingTimes
from simulator.scenario import EVERYTHING, Scenario
from simulator.scene import Demand, Readout
from simulator.timeline import SLOT_HOURS, Day, Timeline
from simulator.wrong_district import WrongDistrict

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Delivery:
    """What one day yields: displays of meters and terminals, and which slots arrive.

    on_time, late: (n, T) readings of meters that arrive with the day, or with a later file.
    terminal_on_time: (k, T). meter_code: (n, T) places in the meter book. true_kw: (n, T)
    what customers drew, for tests and the truth alone. interval_kwh: (n, T) what was counted
    since the reading before, where somebody delivers that.
    """

    day: Day
    meters: Display
    terminals: Display
    on_time: Flags
    late: Flags
    terminal_on_time: Flags
    meter_code: NDArray[np.int32]
    supply: Supply
    true_kw: NDArray[np.float64]
    interval_kwh: NDArray[np.float64] | None = None


class Simulation:
    """One simulated utility; its days are drawn in order."""

    def __init__(
        self, accounts: int, timeline: Timeline, seed: int, scenario: Scenario = EVERYTHING
    ) -> None:
        self.timeline, self.seed, self.scenario = timeline, seed, scenario
        region = scenario.region
        self.roster = build_roster(accounts, seed, region)
        self.casting = Casting(self.roster, timeline, seed, scenario)
        self.happenings = self.casting.cast()
        self.journal = self.casting.journal
        self.lost_kwh = np.zeros((accounts, timeline.count))
        self.true_kwh = np.zeros((accounts, timeline.count))
        self.link = Link(self.roster, seed, region.link)
        self.meters = Meters(self.roster, seed, varied=region.varied_meters)
        self.clocks = Clocks(self.roster, timeline, region.wrong_clocks, seed)
        self.clocks.report(self.journal)
        self._loads = Loads(self.roster, timeline, seed)
        self._grid = Grid(self.roster, seed)
        self._times = ReadingTimes(self.roster, region, seed)
        self._intervals = IntervalEnergy() if region.has_intervals else None
        self._meter_code = np.arange(accounts, dtype=np.int32)
        enter_everyday(
            self.roster,
            timeline,
            self.happenings,
            self.journal,
            field=scenario.field,
            seed=seed,
        )

    @property
    def recorded_transformer(self) -> NDArray[np.int64]:
        """(n,) the transformer that the records name, which is not always the true one."""
        recorded = self.roster.transformer.copy()
        for happening in self.happenings:
            if isinstance(happening, WrongDistrict):
                recorded[happening.row] = happening.recorded_transformer
        return recorded

    def deliver(self, index: int) -> Delivery:
        """Simulate day `index`, which follows the one before, and return what it yields."""
        day = self.timeline.day(index)
        demand = self._demand(day)
        voltage = self._grid.voltages(day, demand.load.p_kw, demand.dark)
        for rows, gain in demand.voltage_gains:
            voltage[:, rows] *= gain[:, None]
        elements = elements_of(
            demand.load.p_kw,
            demand.load.q_kvar,
            voltage,
            wiring=self.roster.wiring,
            rated_voltage_v=self.roster.rated_voltage_v,
            multiplier=self.roster.multiplier,
            grid_phase=self.roster.grid_phase,
        )
        true_kw = elements.power_w * self.roster.multiplier[:, None] / 1000
        readout = self._readout(day, elements)
        for happening in self.happenings:
            happening.meddle(readout)
        self._meter_code = readout.meter_code[:, -1].copy()
        self._sum_lost(readout, true_kw)
        shown, due = self._shown(readout), self._times.meters(day)
        answers = ~demand.dark & (~readout.hung | readout.frozen) & ~readout.lost
        places = self.meters.terminal_places
        return Delivery(
            day=day,
            meters=shown,
            terminals=self.meters.show_terminals(readout),
            on_time=due & answers & ~readout.late,
            late=due & answers & readout.late,
            terminal_on_time=self._times.terminals(day)
            & ~demand.dark[places]
            & ~readout.terminal_lost,
            meter_code=readout.meter_code,
            supply=self._supply(demand, true_kw),
            true_kw=true_kw,
            interval_kwh=self._interval_kwh(shown, readout, due),
        )

    def _shown(self, readout: Readout) -> Display:
        """Return what the meters show, by their own clocks; stamps leapt over are lost."""
        is_first = readout.meter_code == np.arange(len(self.roster))[:, None]
        readout.lost[self.clocks.rows] |= self.clocks.skipped(readout.day)
        display = self.meters.show(readout)
        return self.clocks.shift(display, readout.day, is_first, self.meters.registers)

    def _interval_kwh(
        self, shown: Display, readout: Readout, due: Flags
    ) -> NDArray[np.float64] | None:
        if self._intervals is None:
            return None
        return self._intervals.of(shown.register_kwh, readout.meter_code, due)

    def _supply(self, demand: Demand, true_kw: NDArray[np.float64]) -> Supply:
        """Return what supply meters record, of load without a meter too."""
        drawn = true_kw.copy()
        for row, kw in demand.unmetered_kw:
            drawn[row] += kw
        supply = self._grid.supply(drawn, ~demand.dark)
        for transformer, gain in demand.supply_gain.items():
            supply.transformer_kwh[transformer] *= gain
        return supply

    def _demand(self, day: Day) -> Demand:
        dark = np.zeros((len(self.roster), day.slots), dtype=bool)
        demand = Demand(day, self._loads.draw(day), dark, self.journal)
        for happening in self.happenings:
            happening.use(demand)
        demand.load.p_kw *= ~dark
        demand.load.q_kvar *= ~dark
        return demand

    def _readout(self, day: Day, elements: Elements) -> Readout:
        """Return the day's readout before anyone meddles with it."""
        places = self.meters.terminal_places
        terminal_row = np.full(len(self.roster), -1)
        terminal_row[places] = np.arange(len(places))
        shape = (len(self.roster), day.slots)
        lost, late = self.link.draw(day)
        return Readout(
            day=day,
            meter=elements,
            terminal=elements.rows(places),
            terminal_row=terminal_row,
            shares_ct=~self.roster.on_own_ct,
            hung=np.zeros(shape, dtype=bool),
            frozen=np.zeros(shape, dtype=bool),
            lost=lost,
            late=late,
            terminal_lost=self.link.draw_terminals(day, len(places)),
            register_step_kwh=np.zeros(shape),
            meter_code=np.repeat(self._meter_code[:, None], day.slots, axis=1),
            journal=self.journal,
        )

    def _sum_lost(self, readout: Readout, true_kw: NDArray[np.float64]) -> None:
        """Note what was drawn, and what of it was not counted before the meters' small errors."""
        multiplier = self.roster.multiplier
        seen_kw = readout.meter.power_w * multiplier[:, None] / 1000
        counted = np.where(readout.hung, 0, np.clip(seen_kw, 0, None))
        for row, share in readout.billed_share.items():
            counted[row] *= share
        drawn = np.clip(true_kw, 0, None).sum(axis=1) * SLOT_HOURS
        missing = drawn - counted.sum(axis=1) * SLOT_HOURS
        taken_back = -readout.register_step_kwh.sum(axis=1) * multiplier
        self.true_kwh[:, readout.day.index] = drawn
        self.lost_kwh[:, readout.day.index] = missing + taken_back
