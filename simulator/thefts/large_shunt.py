"""Shunts at customers with a transformer of their own, with a terminal that sees it or not."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import Means
from simulator.happening import Theft
from simulator.scene import Readout


class LargeShunt(Theft):
    """Current transformers are shunted in part, in the working hours of stretches of days."""

    kind = Means.CT_SHUNT

    def plan(self) -> None:
        """Choose days, hours, elements and depth."""
        self.keep_rhythm(0.5 + 0.4 * self.stage.strength)
        self.start, self.end = self.rng.uniform(5, 9), self.rng.uniform(19, 23.5)
        self.phases: tuple[int, ...] = (0, 1, 2) if self.rng.random() < 0.6 else (0,)
        self.left = 0.8 - 0.6 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Shunt from about the same hour in the morning to about the same in the evening."""
        if not self.is_at_work(readout.day):
            return
        early, late = self.rng.normal(0, 0.3, 2)
        slots = readout.day.between(self.start + early, self.end + late)
        readout.shunt(self.row, np.where(slots, self.left, 1), self.phases)


class WatchedShunt(LargeShunt):
    """The terminal hangs on current transformers of its own: it disagrees with the meter."""


class BlindShunt(LargeShunt):
    """The terminal hangs on the meter's current transformers: it is as blind as the meter."""
