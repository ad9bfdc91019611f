"""Voltage circuits opened or weakened."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout

LOST_BELOW = 0.78  # share of the rated voltage from which a meter calls it lost
HALF = 0.5
SIXTY_RAD = np.pi / 3
# An open wire of a 3P3W meter floats midway between its neighbours: by wire, the elements
# whose voltage is then half of another line voltage, and how far that one leads their own.
FLOATING = {
    "a": ((0, SIXTY_RAD),),
    "b": ((0, -SIXTY_RAD), (2, SIXTY_RAD)),
    "c": ((2, -SIXTY_RAD),),
}


class PhaseVoltageLost(Theft):
    """The voltage link of one phase is opened for most of the day: its power is not counted."""

    kind = Means.PHASE_VOLTAGE_LOST

    def plan(self) -> None:
        """Choose the phase."""
        self.phase = int(self.rng.integers(0, 3))

    def meddle(self, readout: Readout) -> None:
        """Open the link from the morning to the evening, the stronger the oftener."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() < 0.6 - 0.45 * self.stage.strength:
            return
        start, end = self.rng.uniform(6, 9), self.rng.uniform(19, 23)
        slots = day.between(start, end)
        left = np.where(slots, self.rng.uniform(0.02, 0.3), 1).astype(np.float32)
        readout.meter.scale_voltage(self.row, left, (self.phase,))
        self.report(readout, start, EventCode.VOLTAGE_LOST, "abc"[self.phase])


class WeakVoltage(Theft):
    """A resistor in the voltage link of one phase: 40 to 90 % of its voltage is left, for good."""

    kind = Means.PHASE_VOLTAGE_LOST

    def plan(self) -> None:
        """Choose phase and depth."""
        self.phase = int(self.rng.integers(0, 3))
        self.left = 0.9 - 0.5 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Weaken the voltage all day; low enough, the meter calls it lost now and then."""
        if not self.is_on(readout.day):
            return
        readout.meter.scale_voltage(self.row, self.left, (self.phase,))
        if self.left < LOST_BELOW and self.rng.random() < 0.3:
            self.report(readout, 7, EventCode.VOLTAGE_LOST, "abc"[self.phase])


class FloatingVoltage(Theft):
    """One voltage wire of a 3P3W meter is opened for hours: it floats, and half is counted."""

    kind = Means.PHASE_VOLTAGE_LOST

    def plan(self) -> None:
        """Choose wire and days; the hours a day follow the strength."""
        self.keep_rhythm(0.5 + 0.5 * self.stage.strength)
        self.wire = str(self.rng.choice(list(FLOATING)))
        self.start = self.rng.uniform(0, 6)
        self.hours = 6 + 12 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Open the wire, and report mostly that voltage was lost."""
        day = readout.day
        if not self.is_at_work(day):
            return
        start = self.start + self.rng.uniform(0, 1)
        slots = day.between(start, min(24.0, start + self.hours))
        for phase, lead_rad in FLOATING[self.wire]:
            half = np.where(slots, HALF * self.rng.normal(1, 0.02), 1)
            readout.meter.scale_voltage(self.row, half, (phase,))
            readout.meter.turn(self.row, slots * lead_rad, (phase,))
        if self.rng.random() < 0.8:
            self.report(readout, start, EventCode.VOLTAGE_LOST, self.wire)
