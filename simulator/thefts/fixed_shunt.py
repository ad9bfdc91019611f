"""A shunt left for good across the current transformer of one phase."""

from __future__ import annotations

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout


class FixedShunt(Theft):
    """One phase of a 3P4W meter sees 10 to 40 % of its current from the onset on."""

    kind = Means.CT_SHUNT

    def plan(self) -> None:
        """Choose phase and depth."""
        self.phase = int(self.rng.integers(0, 3))
        self.left = 0.4 - 0.3 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Shunt one phase all day; a deep shunt sometimes raises an unbalance alarm."""
        if not self.is_on(readout.day):
            return
        readout.shunt(self.row, self.left, (self.phase,))
        if self.left < 0.25 and self.rng.random() < 0.2:
            readout.journal.event(
                str(self.stage.roster.meter_id[self.row]),
                readout.day.start_us(readout.day.slot_at(13)),
                EventCode.CURRENT_UNBALANCE,
                phase="abc"[self.phase],
            )
