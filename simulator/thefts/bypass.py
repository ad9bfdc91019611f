"""Load led round the meter: whole circuits, or one conductor."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.journal import MINUTE_US
from simulator.scene import Readout


class MeterBypass(Theft):
    """A wire from before the meter feeds part of the house: the meter sees 15 to 90 %."""

    kind = Means.METER_BYPASS

    def meddle(self, readout: Readout) -> None:
        """Divert a share that differs a little from day to day; sometimes not at all."""
        if not self.is_on(readout.day) or self.rng.random() < 0.08:
            return
        left = self.stage.graded(0.9, 0.36, 0.15) * np.exp(0.12 * self.rng.standard_normal())
        readout.divert(self.row, min(left, 1.0))


class NeutralBypass(Theft):
    """The live conductor is bridged and the neutral is not: their currents differ."""

    kind = Means.NEUTRAL_BYPASS

    def meddle(self, readout: Readout) -> None:
        """Take current from the live conductor's element alone."""
        if not self.is_on(readout.day):
            return
        readout.shunt(self.row, self.stage.graded(0.9, 0.44, 0.2))
        if self.rng.random() < 0.5:
            self.report(readout, 19, EventCode.NEUTRAL_MISMATCH, "n")


class ZeroUse(Theft):
    """Everything runs before the meter: it is live and counts nothing."""

    kind = Means.ZERO_USE

    def plan(self) -> None:
        """Choose the days; a weak thief takes the wire away for some."""
        self.keep_rhythm(0.6 + 0.4 * self.stage.strength, 9.0)

    def meddle(self, readout: Readout) -> None:
        """Divert all of it."""
        if self.is_at_work(readout.day):
            readout.divert(self.row, 0.0)


class ZeroUseAllPhases(ZeroUse):
    """All phases of a 3P4W meter are led round it."""


class CoverTamper(Theft):
    """The cover is opened, and from then on the meter counts less."""

    kind = Means.COVER_TAMPER

    def meddle(self, readout: Readout) -> None:
        """Report the opening at night of the first day, and slow the meter ever after."""
        day = readout.day
        if not self.is_on(day):
            return
        slots = np.ones(day.slots, dtype=bool)
        if day.index == self.stage.onset:
            slots = np.arange(day.slots) > day.slot_at(2)
            meter, start = str(self.stage.roster.meter_id[self.row]), day.start_us(day.slot_at(2))
            for minutes, code in (
                (1, EventCode.SEAL_BROKEN),
                (2, EventCode.TERMINAL_COVER_OPEN),
                (4, EventCode.METER_COVER_OPEN),
            ):
                readout.journal.event(meter, start + minutes * MINUTE_US, code)
        left = np.where(slots, self.stage.graded(0.9, 0.44, 0.2), 1).astype(np.float32)
        readout.divert(self.row, left)
