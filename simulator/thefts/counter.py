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
        back = self.counted_kwh * self.stage.graded(0.1, 0.6, 0.9)
        readout.register_step_kwh[self.row, slot] -= back
        self.counted_kwh = 0.0
        if self.rng.random() < 0.7:
            meter = str(self.stage.roster.meter_id[self.row])
            readout.journal.event(meter, day.start_us(slot), EventCode.REGISTER_DECREASE)


class Magnet(Theft):
    """A strong magnet on the meter for the evening: it counts the less the stronger."""

    kind = Means.MAGNETIC

    def meddle(self, readout: Readout) -> None:
        """Slow the meter in the busy hours of most days, and report the field."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() < 0.2:
            return
        start = self.rng.uniform(15, 18)
        slots = day.between(start, start + self.rng.uniform(4, 7))
        left = np.where(slots, self.stage.graded(0.9, 0.34, 0.1), 1).astype(np.float32)
        readout.meter.scale_current(self.row, left)
        self.report(readout, start, EventCode.MAGNETIC_FIELD)


class StandingMagnet(Theft):
    """A magnet stays for days on a three-phase meter: nearer phases lose more than others."""

    kind = Means.MAGNETIC

    def plan(self) -> None:
        """Choose days, depth and the place of the magnet."""
        self.keep_rhythm(0.4 + 0.5 * self.stage.strength, 5.0)
        nearness = self.rng.permutation([1.0, 0.75, 0.45])
        self.left = 1 - (0.25 + 0.65 * self.stage.strength) * nearness

    def meddle(self, readout: Readout) -> None:
        """Saturate the meter's own transformers, and report the field when it comes."""
        day = readout.day
        if not self.is_at_work(day):
            return
        for phase in range(3):
            readout.meter.scale_current(self.row, self.left[phase], (phase,))
        if self.starts_work(day) and self.rng.random() < 0.7:
            self.report(readout, self.rng.uniform(0, 6), EventCode.MAGNETIC_FIELD)
