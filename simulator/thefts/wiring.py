"""Voltage circuits opened and current circuits turned round."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout


class PhaseVoltageLost(Theft):
    """The voltage link of one phase is opened for most of the day: its power is not counted."""

    kind = Means.PHASE_VOLTAGE_LOST

    def plan(self) -> None:
        """Choose the phase."""
        self.phase = int(self.rng.integers(0, 3))

    def meddle(self, readout: Readout) -> None:
        """Open the link from the morning to the evening of most days."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() < 0.15:
            return
        start, end = self.rng.uniform(6, 9), self.rng.uniform(19, 23)
        slots = day.between(start, end)
        left = np.where(slots, self.rng.uniform(0.02, 0.3), 1).astype(np.float32)
        readout.meter.scale_voltage(self.row, left, (self.phase,))
        readout.journal.event(
            str(self.stage.roster.meter_id[self.row]),
            day.start_us(day.slot_at(start)),
            EventCode.VOLTAGE_LOST,
            phase="abc"[self.phase],
        )


class CurrentReversed(Theft):
    """One current transformer of a 3P4W meter is turned round: a third is counted."""

    kind = Means.CT_REVERSED

    def plan(self) -> None:
        """Choose the phase."""
        self.phase = int(self.rng.integers(0, 3))

    def meddle(self, readout: Readout) -> None:
        """Turn the current of one phase all day."""
        if self.is_on(readout.day):
            readout.meter.reverse(self.row, np.ones(readout.day.slots, bool), (self.phase,))


class ReverseEnergy(Theft):
    """Line and load are swapped at night: what is drawn is counted as fed in."""

    kind = Means.REVERSE_ENERGY

    def meddle(self, readout: Readout) -> None:
        """Swap from the evening to the morning, on most days."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() < 0.2:
            return
        readout.meter.reverse(self.row, day.between(18.0, 24.0) | day.between(0.0, 6.5))
        if self.rng.random() < 0.3:
            readout.journal.event(
                str(self.stage.roster.meter_id[self.row]),
                day.start_us(day.slot_at(18)),
                EventCode.REVERSE_FLOW,
            )
