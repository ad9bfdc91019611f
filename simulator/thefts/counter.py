"""Tampering with what the meter counts: its register, its magnetic parts."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout


class RegisterRollback(Theft):
    """Every week or so the register is set back by most of what it counted since."""

    kind = Means.REGISTER_ROLLBACK

    def plan(self) -> None:
        """Choose the rhythm."""
        self.every = int(self.rng.integers(5, 9))
        self.counted_kwh = 0.0

    def meddle(self, readout: Readout) -> None:
        """Sum what is counted, and on the thief's night take some of it back."""
        day = readout.day
        if not self.is_on(day):
            return
        self.counted_kwh += float(readout.meter.power_w[self.row].sum()) * 0.25 / 1000
        if (day.index - self.stage.onset) % self.every:
            return
        slot = day.slot_at(self.rng.uniform(1, 4))
        back = self.counted_kwh * (0.4 + 0.5 * self.stage.strength)
        readout.register_step_kwh[self.row, slot] -= back
        self.counted_kwh = 0.0
        if self.rng.random() < 0.7:
            readout.journal.event(
                str(self.stage.roster.meter_id[self.row]),
                day.start_us(slot),
                EventCode.REGISTER_DECREASE,
            )


class Magnet(Theft):
    """A strong magnet on the meter for the evening: it counts half or less."""

    kind = Means.MAGNETIC

    def meddle(self, readout: Readout) -> None:
        """Slow the meter in the busy hours of most days, and report the field."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() < 0.2:
            return
        start = self.rng.uniform(15, 18)
        slots = day.between(start, start + self.rng.uniform(4, 7))
        left = np.where(slots, 0.5 - 0.4 * self.stage.strength, 1).astype(np.float32)
        readout.meter.scale_current(self.row, left)
        readout.journal.event(
            str(self.stage.roster.meter_id[self.row]),
            day.start_us(day.slot_at(start)),
            EventCode.MAGNETIC_FIELD,
        )
