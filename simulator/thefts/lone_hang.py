"""Hung meters without a second account or a terminal: homes and shops."""

from __future__ import annotations

from typing import ClassVar

from pipeline.contract.vocabulary import Means
from simulator.happening import Theft
from simulator.scene import Readout
from simulator.thefts.hang import Hang


class LoneHang(Theft):
    """One meter hangs again and again, about the same hour, and nobody exchanges it."""

    kind = Means.METER_HANG
    is_frozen: ClassVar[bool]

    def plan(self) -> None:
        """Choose how often, when, and for how long."""
        self.chance = 0.45 + 0.45 * self.stage.strength
        self.hours = 4 + 8 * self.stage.strength
        self.start_hour = self.rng.uniform(6, 22.5 - self.hours)

    def meddle(self, readout: Readout) -> None:
        """Hang the meter on the first day, and on many after it."""
        day = readout.day
        is_first = day.index == self.stage.onset
        if not self.is_on(day) or (self.rng.random() > self.chance and not is_first):
            return
        start = day.slot_at(self.start_hour + self.rng.normal(0, 0.5))
        slots = int(4 * self.hours * self.rng.uniform(0.75, 1.25))
        meter = str(self.stage.roster.meter_id[self.row])
        stop = min(day.slots - 2, start + slots)
        Hang(self.row, meter, start, stop, self.is_frozen).befall(readout, self.rng)


class SilentHang(LoneHang):
    """The meter does not answer while it hangs."""

    is_frozen = False


class FrozenHang(LoneHang):
    """The meter repeats its last values while it hangs."""

    is_frozen = True
