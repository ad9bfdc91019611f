"""Single circuits hooked before the meter: for good, one after another, or now and then."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import Means
from simulator.happening import Theft
from simulator.scene import Readout

LEAST_LEFT = 0.05


class ConsumptionDrop(Theft):
    """Circuit by circuit 40 to 70 % of the load moves before the meter; little else is seen."""

    kind = Means.CONSUMPTION_DROP

    def plan(self) -> None:
        """Choose the days on which circuits are moved, and the hour that each prefers."""
        count = int(self.rng.integers(2, 5))
        later = np.sort(self.rng.integers(1, 8, count - 1))
        self.days = self.stage.onset + np.concatenate([[0], later])
        self.shares = self.rng.dirichlet([4.0] * count) * (0.4 + 0.3 * self.stage.strength)
        self.hours = self.rng.uniform(0, 24, count)

    def meddle(self, readout: Readout) -> None:
        """Divert what runs on the circuits moved so far."""
        day = readout.day
        if not self.is_on(day):
            return
        taken = np.zeros(day.slots)
        for first, share, hour in zip(self.days, self.shares, self.hours, strict=True):
            if day.index >= first:
                taken += share * (1 + 0.35 * np.cos(2 * np.pi * (day.hours - hour) / 24))
        readout.divert(self.row, np.clip(1 - taken, LEAST_LEFT, 1))


class IrregularUse(Theft):
    """A switch leads the load round the meter at odd hours: what is counted looks chopped."""

    kind = Means.IRREGULAR_USE

    def plan(self) -> None:
        """Choose days and depth."""
        self.keep_rhythm(0.6 + 0.35 * self.stage.strength, 3.0)
        self.left = 0.7 - 0.68 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Divert in some spells of one to five hours, whenever they fall."""
        day = readout.day
        if not self.is_at_work(day):
            return
        factor = np.ones(day.slots)
        for _ in range(1 + int(self.rng.poisson(1 + 2 * self.stage.strength))):
            start = self.rng.uniform(0, 23)
            factor[day.between(start, min(24.0, start + self.rng.uniform(1, 5)))] = self.left
        readout.divert(self.row, factor)
