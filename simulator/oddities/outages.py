"""No supply, or no word from the meters, without anyone's fault but the grid's or the link's."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode
from simulator.journal import MINUTE_US
from simulator.oddities.oddity import Oddity
from simulator.scene import Demand, Readout


class TransformerOutage(Oddity):
    """A whole district is dark for some hours, on one to three days."""

    kind = "transformer_outage"

    def plan(self) -> None:
        """Draw the days."""
        count = int(self.rng.integers(1, 4))
        later = self.rng.choice(np.arange(1, 12), count - 1, replace=False)
        self.days = {self.stage.onset, *(self.stage.onset + int(gap) for gap in later)}
        last = min(max(self.days), self.stage.timeline.count - 1)
        self.spans = dict.fromkeys(self.stage.rows, (self.stage.onset, last))

    def use(self, demand: Demand) -> None:
        """Cut the supply; meters and terminals report it when they wake."""
        day = demand.day
        if day.index not in self.days:
            return
        start = int(self.rng.integers(0, day.slots - 24))
        stop = start + int(self.rng.integers(8, 24))
        demand.dark[list(self.stage.rows), start:stop] = True
        roster = self.stage.roster
        for row in self.stage.rows:
            shift = int(self.rng.integers(0, 30)) * 1_000_000
            devices = (str(roster.meter_id[row]), str(roster.terminal_id[row]))
            for device in filter(None, devices):
                demand.journal.restart(
                    device, day.start_us(start) + shift, day.start_us(stop) + shift
                )


class DeadConcentrator(Oddity):
    """A concentrator is broken for days: its meters are silent, and count on."""

    kind = "dead_concentrator"

    def plan(self) -> None:
        """Draw how long."""
        self.end_after(int(self.rng.integers(2, 5)))

    def meddle(self, readout: Readout) -> None:
        """Lose every reading of the district's meters from morning to evening."""
        day = readout.day
        if not self.is_on(day):
            return
        if day.index == self.stage.onset:
            roster = self.stage.roster
            device = "K" + str(roster.network.transformer_ids[roster.transformer[self.row]])
            readout.journal.event(device, day.start_us(day.slot_at(10)), EventCode.READ_FAILURE)
        readout.lost[list(self.stage.rows)] |= self.hours_within(day, 9.5, 15)


class DeadModem(Oddity):
    """The modem of one meter is broken: silent for one to two weeks, and counting."""

    kind = "dead_modem"

    def plan(self) -> None:
        """Draw how long."""
        self.end_after(int(self.rng.integers(6, 14)))

    def meddle(self, readout: Readout) -> None:
        """Lose every reading of the meter."""
        if self.is_on(readout.day):
            readout.lost[self.row] = True
            if self.rng.random() < 0.3:
                self.report(readout, 6, EventCode.READ_FAILURE)


class FaultyBatch(Oddity):
    """Faulty firmware: every meter of one model restarts now and then, all over the city."""

    kind = "faulty_batch"
    undercounts = True

    def meddle(self, readout: Readout) -> None:
        """Restart a seventh of the batch a day, for one to three quarter hours."""
        day = readout.day
        if not self.is_on(day):
            return
        for row in self.stage.rows:
            if self.rng.random() > 1 / 7:
                continue
            start = int(self.rng.integers(1, day.slots - 4))
            slots = np.zeros(day.slots, dtype=bool)
            slots[start : start + int(self.rng.integers(1, 4))] = True
            readout.hang(row, slots, is_frozen=False)
            meter, back = (
                str(self.stage.roster.meter_id[row]),
                day.start_us(int(slots.nonzero()[0][-1])),
            )
            readout.journal.event(meter, back + MINUTE_US, EventCode.METER_RESTART)
            if self.rng.random() < 0.6:
                readout.journal.event(meter, back + MINUTE_US, EventCode.PROCESSOR_RESET)
