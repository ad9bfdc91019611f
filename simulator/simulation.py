"""The simulation: one utility, day after day, from true loads to what its devices record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.background import Background, useful_tips
from simulator.casting import Casting
from simulator.display import Display
from simulator.elements import Elements, elements_of
from simulator.grid import Grid, Supply
from simulator.link import Link
from simulator.loads import Loads
from simulator.metering import Meters
from simulator.population import build_roster
from simulator.scene import Demand, Readout
from simulator.timeline import SLOT_HOURS, Day, Timeline

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Delivery:
    """What one day yields: displays of meters and terminals, and which slots arrive.

    on_time, late: (n, T) readings of meters that arrive with the day, or with a later file.
    terminal_on_time: (k, T). meter_code: (n, T) places in the meter book. true_kw: (n, T)
    what customers drew, for tests and the truth alone.
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


class Simulation:
    """One simulated utility; its days are drawn in order."""

    def __init__(self, accounts: int, timeline: Timeline, seed: int) -> None:
        self.timeline, self.seed = timeline, seed
        self.roster = build_roster(accounts, seed)
        self.casting = Casting(self.roster, timeline, seed)
        self.happenings = self.casting.cast()
        self.journal = self.casting.journal
        self.lost_kwh = np.zeros((accounts, timeline.count))
        self.true_kwh = np.zeros((accounts, timeline.count))
        self.link = Link(self.roster, seed)
        self.meters = Meters(self.roster, seed)
        self._loads = Loads(self.roster, timeline, seed)
        self._grid = Grid(self.roster, seed)
        self._background = Background(self.roster, timeline, seed)
        self._meter_code = np.arange(accounts, dtype=np.int32)
        self.journal.tips += useful_tips(self.happenings, timeline, self.roster, seed)

    def deliver(self, index: int) -> Delivery:
        """Simulate day `index`, which follows the one before, and return what it yields."""
        day = self.timeline.day(index)
        demand = self._demand(day)
        voltage = self._grid.voltages(day, demand.load.p_kw, demand.dark)
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
        self._background.report(day, self.journal)
        self._meter_code = readout.meter_code[:, -1].copy()
        self._sum_lost(readout, true_kw)
        answers = ~demand.dark & (~readout.hung | readout.frozen) & ~readout.lost
        places = self.meters.terminal_places
        return Delivery(
            day=day,
            meters=self.meters.show(readout),
            terminals=self.meters.show_terminals(readout),
            on_time=answers & ~readout.late,
            late=answers & readout.late,
            terminal_on_time=~demand.dark[places] & ~readout.terminal_lost,
            meter_code=readout.meter_code,
            supply=self._grid.supply(true_kw, ~demand.dark),
            true_kw=true_kw,
        )

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
