"""Angles between voltage and current altered: sizes stay, and active power falls."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means, Wiring
from simulator.happening import Theft
from simulator.scene import Readout

PAIRS = ((0, 1), (1, 2), (0, 2))


class PhaseShifter(Theft):
    """A device in the current loop turns the current of one element, or of all, by 20 to 65 deg."""

    kind = Means.PHASE_SHIFT

    def plan(self) -> None:
        """Choose days, elements and angle."""
        self.keep_rhythm(0.6 + 0.4 * self.stage.strength, 6.0)
        self.phases: tuple[int, ...] = (0, 1, 2) if self.rng.random() < 0.5 else (0,)
        self.lag_rad = np.radians(20 + 45 * self.stage.strength)

    def meddle(self, readout: Readout) -> None:
        """Turn the current, all day on the days chosen."""
        if self.is_at_work(readout.day):
            lag = self.lag_rad * self.rng.normal(1, 0.03)
            readout.turn_current(self.row, lag, self.phases)


class SwappedCurrents(Theft):
    """Two current wires are swapped at the meter: balanced load counts nothing at all."""

    kind = Means.PHASE_SHIFT

    def plan(self) -> None:
        """Choose days and the two wires."""
        self.keep_rhythm(0.3 + 0.7 * self.stage.strength)
        self.wiring = str(self.stage.roster.wiring[self.row])
        place = int(self.rng.integers(len(PAIRS)))
        self.pair = (0, 2) if self.wiring == Wiring.TWO_ELEMENT.value else PAIRS[place]

    def meddle(self, readout: Readout) -> None:
        """Swap the wires on the days chosen; the log may tell of a phase that runs backwards."""
        day = readout.day
        if not self.is_at_work(day):
            return
        readout.meter.swap_currents(self.row, np.ones(day.slots, bool), self.pair, self.wiring)
        backwards = [p for p in self.pair if readout.meter.p_w[p, self.row].sum() < 0]
        if backwards and self.starts_work(day) and self.rng.random() < 0.4:
            self.report(readout, 8, EventCode.REVERSE_FLOW, "abc"[backwards[0]])
