"""Current circuits turned round, and the meter as a whole."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout


class CurrentReversed(Theft):
    """One current transformer of a 3P4W meter is turned round: a third is counted."""

    kind = Means.CT_REVERSED
    phases: tuple[int, ...] = (0, 1, 2)

    def plan(self) -> None:
        """Choose the phase, and the days: all for the strongest."""
        self.phase = int(self.rng.choice(self.phases))
        self.keep_rhythm(0.4 + 0.6 * self.stage.strength, 6.0)

    def meddle(self, readout: Readout) -> None:
        """Turn the current of one phase all day; the log may tell of it."""
        day = readout.day
        if not self.is_at_work(day):
            return
        readout.meter.reverse(self.row, np.ones(day.slots, bool), (self.phase,))
        if self.starts_work(day) and self.rng.random() < 0.3:
            self.report(readout, 9, EventCode.REVERSE_FLOW, "abc"[self.phase])


class ElementReversed(CurrentReversed):
    """One current of a 3P3W meter is turned round: tan phi over root three is left, or less."""

    phases = (0, 2)


class ReverseEnergy(Theft):
    """Line and load are swapped at night: what is drawn is counted as fed in."""

    kind = Means.REVERSE_ENERGY

    def meddle(self, readout: Readout) -> None:
        """Swap from the evening to the morning, on the more days the stronger."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() < 0.5 - 0.3 * self.stage.strength:
            return
        readout.meter.reverse(self.row, day.between(18.0, 24.0) | day.between(0.0, 6.5))
        if self.rng.random() < 0.3:
            self.report(readout, 18, EventCode.REVERSE_FLOW)
