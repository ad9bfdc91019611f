"""Disturbed voltage that every neighbour sees: a district's or a feeder's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode, Wiring
from simulator.oddities.oddity import Oddity
from simulator.scene import Demand


class TapChange(Oddity):
    """The utility sets the transformer to another tap: all voltages of the district step."""

    kind = "tap_change"

    def plan(self) -> None:
        """Draw the step and the hour."""
        self.factor = 1 + float(self.rng.choice([-1, 1]) * self.rng.uniform(0.025, 0.05))
        self.hour = float(self.rng.uniform(9, 15))

    def use(self, demand: Demand) -> None:
        """Step the voltage, for good."""
        day = demand.day
        if self.is_on(day):
            is_on = (day.hours >= self.hour) | (day.index > self.stage.onset)
            factor = np.where(is_on, self.factor, 1)
            demand.scale_voltage(self.stage.rows, np.tile(factor, (3, 1)))


class _Disturbance(Oddity):
    """Base: for some hours of one day phases have a voltage far from nominal.

    gain: (3,) by which phase voltages are multiplied; load_left: (3,) what still draws.
    """

    gain: NDArray[np.float64]
    load_left: NDArray[np.float64]
    hours: tuple[float, float] = (2, 8)

    def plan(self) -> None:
        """Draw the hours and the lowest phase."""
        self.end_after(1)
        self.start = float(self.rng.uniform(0.5, 15))
        self.end = self.start + float(self.rng.uniform(*self.hours))
        self.phase = int(self.rng.integers(0, 3))

    def use(self, demand: Demand) -> None:
        """Change voltages and loads; three-phase meters report the low phases."""
        day = demand.day
        if not self.is_on(day):
            return
        rows = np.array(list(self.spans))
        during = day.between(self.start, self.end)
        demand.scale_voltage(rows, np.where(during, self.gain[:, None], 1))
        left = np.where(during, self.load_left[:, None], 1)[:, None]
        demand.load.p_kw[:, rows] *= left
        demand.load.q_kvar[:, rows] *= left
        self._report(demand, rows)

    def _report(self, demand: Demand, rows: NDArray[np.int64]) -> None:
        roster, day = self.stage.roster, demand.day
        start = day.start_us(day.slot_at(self.start))
        low = "".join("abc"[phase] for phase in np.flatnonzero(self.gain < 0.78))
        for row in rows[~roster.is_wired(Wiring.ONE_PHASE)[rows]]:
            shift = int(self.rng.integers(30, 120)) * 1_000_000
            for phase in low:
                meter = str(roster.meter_id[row])
                demand.journal.event(meter, start + shift, EventCode.VOLTAGE_LOST, phase=phase)


class BlownFuse(_Disturbance):
    """A fuse of the transformer blows: one phase of the whole district is gone for hours."""

    kind = "blown_fuse"

    def plan(self) -> None:
        """Leave one phase next to nothing, fed back through others' motors."""
        super().plan()
        self.gain, self.load_left = np.ones(3), np.ones(3)
        self.gain[self.phase] = self.rng.uniform(0.02, 0.2)
        self.load_left[self.phase] = 0

    def use(self, demand: Demand) -> None:
        """Darken the one-phase customers of that phase."""
        super().use(demand)
        day, roster = demand.day, self.stage.roster
        if not self.is_on(day):
            return
        during = np.flatnonzero(day.between(self.start, self.end))
        down, up = day.start_us(int(during[0])), int(day.ends_us[during[-1]])
        single = roster.is_wired(Wiring.ONE_PHASE) & (roster.grid_phase == self.phase)
        for row in self.stage.rows:
            if single[row]:
                demand.dark[row, during] = True
                demand.journal.restart(str(roster.meter_id[row]), down, up)


class FloatingNeutral(_Disturbance):
    """The district's neutral is broken: lightly loaded phases rise, the heaviest sinks."""

    kind = "floating_neutral"

    def plan(self) -> None:
        """Share the voltage out by load."""
        super().plan()
        self.gain = np.array(self.rng.uniform(1.04, 1.12, 3))
        self.gain[self.phase] = self.rng.uniform(0.6, 0.75)
        self.load_left = self.gain**1.5


class BrokenConductor(_Disturbance):
    """A conductor of the feeder is down: behind it two of three phases have half the voltage."""

    kind = "broken_conductor"
    hours = (1, 4)

    def plan(self) -> None:
        """Let it befall every customer of the feeder."""
        super().plan()
        roster, span = self.stage.roster, self.spans[self.row]
        rows = np.flatnonzero(roster.feeder == roster.feeder[self.row])
        self.spans = {int(row): span for row in rows}
        self.gain, self.load_left = np.full(3, self.rng.uniform(0.48, 0.6)), np.full(3, 0.35)
        self.gain[self.phase] = self.load_left[self.phase] = 1
