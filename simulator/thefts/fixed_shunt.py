"""Shunts left for good across current transformers of a 3P4W or 3P3W meter."""

from __future__ import annotations

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout

FULL_SHUNT_LEFT = 0.02  # below it a meter of 5 A sees less than the half per cent it calls lost


class FixedShunt(Theft):
    """One phase of a 3P4W meter sees 10 to 85 % of its current from the onset on."""

    kind = Means.CT_SHUNT

    def plan(self) -> None:
        """Choose phase and depth."""
        self.phase = int(self.rng.integers(0, 3))
        self.left = self.stage.graded(0.85, 0.31, 0.1, 0.3)

    def meddle(self, readout: Readout) -> None:
        """Shunt one phase all day; a deep shunt sometimes raises an unbalance alarm."""
        if not self.is_on(readout.day):
            return
        readout.shunt(self.row, self.left, (self.phase,))
        if self.left < 0.25 and self.rng.random() < 0.2:
            self.report(readout, 13, EventCode.CURRENT_UNBALANCE, "abc"[self.phase])


class PartialShunt(FixedShunt):
    """One phase loses 20 to 40 % of its current: too little for any alarm of a meter."""

    def plan(self) -> None:
        """Choose phase and depth."""
        self.phase = int(self.rng.integers(0, 3))
        self.left = 0.8 - 0.2 * self.stage.strength


class EqualShunt(Theft):
    """All phases of a 3P4W meter lose the same share: nothing is out of balance."""

    kind = Means.CT_SHUNT

    def plan(self) -> None:
        """Choose depth and hour; the three wires differ by a hair."""
        self.left = (0.85 - 0.55 * self.stage.strength) * self.rng.normal(1, 0.01, 3)
        self.hour = self.rng.uniform(0, 5)

    def meddle(self, readout: Readout) -> None:
        """Shunt every phase from the first night on."""
        if not self.is_on(readout.day):
            return
        since = self.since(readout.day, self.hour)
        for phase in range(3):
            readout.shunt(self.row, 1 - since * (1 - self.left[phase]), (phase,))


class ElementShunt(Theft):
    """One element of a 3P3W meter sees 60 % of its current at most, or none, for good."""

    kind = Means.CT_SHUNT

    def plan(self) -> None:
        """Choose element and depth."""
        self.phase = int(self.rng.choice([0, 2]))
        self.left = 0.6 * (1 - self.stage.strength)

    def meddle(self, readout: Readout) -> None:
        """Shunt one element all day; a deep or full shunt now and then raises an alarm."""
        if not self.is_on(readout.day):
            return
        readout.shunt(self.row, self.left, (self.phase,))
        if self.left < 0.25 and self.rng.random() < 0.3:
            is_full = self.left < FULL_SHUNT_LEFT
            code = EventCode.CURRENT_LOST if is_full else EventCode.CURRENT_UNBALANCE
            self.report(readout, 10, code, "abc"[self.phase])
