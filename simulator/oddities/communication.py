"""Readings that are missing, late or stale, of meters that count as they should."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode
from simulator.oddities.oddity import Oddity
from simulator.scene import Readout


class NewModem(Oddity):
    """A modem is exchanged; for weeks its readings come with a later delivery."""

    kind = "new_modem"

    def plan(self) -> None:
        """Draw how long."""
        self.end_after(int(self.rng.integers(8, 21)))

    def meddle(self, readout: Readout) -> None:
        """Lose some hours of the first day, and delay all the rest."""
        day = readout.day
        if not self.is_on(day):
            return
        if day.index == self.stage.onset:
            readout.lost[self.row] |= day.between(9, 15)
        readout.late[self.row] |= ~readout.lost[self.row]


class WeakRadio(Oddity):
    """A new building stands in the way of the radio: half the readings are missing for good."""

    kind = "weak_radio"

    def plan(self) -> None:
        """Draw how many are lost."""
        self.share_lost = float(self.rng.uniform(0.25, 0.7))

    def meddle(self, readout: Readout) -> None:
        """Lose readings at random, and report a failure now and then."""
        if not self.is_on(readout.day):
            return
        readout.lost[self.row] |= self.rng.random(readout.day.slots) < self.share_lost
        if self.rng.random() < 0.15:
            self.report(readout, 6, EventCode.READ_FAILURE)


class StaleValues(Oddity):
    """The concentrator repeats a meter's last curve values for hours; its register goes on."""

    kind = "stale_values"

    def meddle(self, readout: Readout) -> None:
        """Repeat values on most days."""
        if self.is_on(readout.day) and self.rng.random() < 0.7:
            start = self.rng.uniform(0, 16)
            readout.frozen[self.row] |= readout.day.between(start, start + self.rng.uniform(3, 8))


class RadioNeighbour(Oddity):
    """A strong transmitter works near some meters of a district: they report it, and count on."""

    kind = "radio_neighbour"

    def plan(self) -> None:
        """Choose the meters near it."""
        near = self.rng.choice(self.stage.rows, min(5, len(self.stage.rows)), replace=False)
        self.spans = {int(row): (self.stage.onset, self.final) for row in near}
        self.row = int(near[0])
        self.start = float(self.rng.uniform(7, 18))

    def meddle(self, readout: Readout) -> None:
        """Lose their readings for an hour on a third of the days, and report interference."""
        day = readout.day
        if not self.is_on(day) or self.rng.random() > 1 / 3:
            return
        slots = day.between(self.start, self.start + 1)
        for row in self.spans:
            readout.lost[row] |= slots & (self.rng.random(day.slots) < 0.7)
            if self.rng.random() < 0.6:
                readout.journal.event(
                    str(self.stage.roster.meter_id[row]),
                    day.start_us(int(np.argmax(slots))),
                    EventCode.RF_INTERFERENCE,
                )


class DeadTerminal(Oddity):
    """A terminal's mobile contract has ended: nothing to compare the meter with any more."""

    kind = "dead_terminal"

    def meddle(self, readout: Readout) -> None:
        """Lose every reading of the terminal."""
        place = int(readout.terminal_row[self.row])
        if self.is_on(readout.day) and place >= 0:
            readout.terminal_lost[place] = True


class StrayField(Oddity):
    """A loudspeaker or a motor by the meter sets off its magnetic sensor; it counts on."""

    kind = "stray_magnetic_field"

    def meddle(self, readout: Readout) -> None:
        """Report the field on half the days."""
        if self.is_on(readout.day) and self.rng.random() < 0.5:
            self.report(readout, self.rng.uniform(8, 22), EventCode.MAGNETIC_FIELD)
