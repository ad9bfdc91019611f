"""A current transformer of a 10 kV customer shorted by remote control: founding case of 2006."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import Means
from simulator.happening import Theft
from simulator.scene import Readout
from simulator.timeline import REST_DAY, Day

PEAKS = ((8.0, 11.5), (14.0, 17.0), (18.0, 21.5))  # dear hours, the thief's favourites
PAUSE_CHANCE = 0.6  # someone looked at the meter, or seemed about to


class RemoteShunt(Theft):
    """The thief switches a shunt on and off, mostly in peak hours; both elements or one.

    While it is on, the meter's P, Q and I of an element all scale by one factor, and its
    voltage stays. A terminal on the same current transformers is as blind.
    """

    kind = Means.CT_SHUNT

    def plan(self) -> None:
        """Choose elements and depth."""
        self.phases: tuple[int, ...] = (0, 2) if self.rng.random() < 0.7 else (0,)
        self.left = self.stage.graded(0.9, 0.154, 0.08, 0.8)

    def meddle(self, readout: Readout) -> None:
        """Shunt in most peaks of most days, now and then off for a while."""
        if not self.is_on(readout.day):
            return
        factor = self._factor(readout.day)
        readout.shunt(self.row, factor, self.phases)

    def _factor(self, day: Day) -> np.ndarray:
        factor = np.ones(day.slots, dtype=np.float32)
        chance = 0.3 if day.kind == REST_DAY else 0.9
        for start, end in PEAKS:
            early, late = self.rng.uniform(0, 1.0, 2)
            if self.rng.random() < chance:
                depth = self.left * np.exp(0.05 * self.rng.standard_normal())
                factor[day.between(start + early, end - late)] = depth
                if self.rng.random() < PAUSE_CHANCE:
                    pause = self.rng.uniform(start + 1.2, end - 1.4)
                    factor[day.between(pause, pause + self.rng.uniform(0.4, 0.8))] = 1
        return factor
