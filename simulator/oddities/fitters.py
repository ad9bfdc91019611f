"""Work at meters by the utility's own people, on one meter or on many at once."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, WorkOrder
from simulator.journal import MINUTE_US
from simulator.oddities.oddity import Oddity
from simulator.scene import Readout


class LateTicket(Oddity):
    """Fitters open the terminals a day before their ticket is entered."""

    kind = "late_ticket"

    def plan(self) -> None:
        """Enter the visit for the day after."""
        self.end_after(1)
        ticket = min(self.final, self.stage.onset + 1)
        self.stage.order(WorkOrder.SITE_VISIT, ticket, ticket)

    def meddle(self, readout: Readout) -> None:
        """Report seal and cover, and a restart in half the cases."""
        if not self.is_on(readout.day):
            return
        codes = (EventCode.SEAL_BROKEN, EventCode.TERMINAL_COVER_OPEN)
        self.report(readout, self.rng.uniform(9, 16), *codes)
        if self.rng.random() < 0.5:
            down = readout.day.start_us(readout.day.slot_at(16.5))
            readout.journal.restart(self.meter_id, down, down + 6 * MINUTE_US)


class Rewiring(Oddity):
    """Fitters rewire the meter: every phase hangs on another element from then on."""

    kind = "rewiring"
    hour = 10.5

    def plan(self) -> None:
        """Enter the visit."""
        self.stage.order(WorkOrder.SITE_VISIT, self.stage.onset, self.stage.onset)
        self.turn = int(self.rng.integers(1, 3))

    def meddle(self, readout: Readout) -> None:
        """Let every element see the next phase."""
        day = readout.day
        if not self.is_on(day):
            return
        first = day.index == self.stage.onset
        slots = slice(day.slot_at(self.hour) if first else 0, None)
        meter = readout.meter
        for block in (meter.u_v, meter.i_a, meter.p_w, meter.q_var):
            block[:, self.row, slots] = np.roll(block[:, self.row, slots], self.turn, axis=0)
        if first:
            self.report(readout, self.hour, EventCode.TERMINAL_COVER_OPEN)


class ReprogrammingVisit(Oddity):
    """Fitters give a meter another tariff in a visit: cover, program and clock, all at once."""

    kind = "reprogramming_visit"

    def plan(self) -> None:
        """Enter the visit."""
        self.end_after(1)
        self.stage.order(WorkOrder.SITE_VISIT, self.stage.onset, self.stage.onset)

    def meddle(self, readout: Readout) -> None:
        """Report what was done."""
        if self.is_on(readout.day):
            self.report(
                readout,
                self.rng.uniform(9.5, 15),
                EventCode.TERMINAL_COVER_OPEN,
                EventCode.PROGRAM_CHANGE,
                EventCode.LOG_CLEAR,
                EventCode.CLOCK_SET,
            )


class TariffReprogramming(Oddity):
    """The utility sends new tariff hours to many meters of one model, without any visit."""

    kind = "tariff_reprogramming"

    def plan(self) -> None:
        """Spread it over three nights."""
        self.nights = self.rng.integers(0, 3, len(self.stage.rows))
        self.spans = {
            row: (day, day)
            for row, night in zip(self.stage.rows, self.nights, strict=True)
            for day in [min(self.final, self.stage.onset + int(night))]
        }

    def meddle(self, readout: Readout) -> None:
        """Report the change at the meters whose night it is."""
        day = readout.day
        for row in self.stage.rows:
            if self.is_on(day, row):
                meter = str(self.stage.roster.meter_id[row])
                start = day.start_us(day.slot_at(1)) + int(self.rng.integers(0, 120)) * MINUTE_US
                readout.journal.event(meter, start, EventCode.PROGRAM_CHANGE)
                if self.rng.random() < 0.6:
                    readout.journal.event(meter, start + MINUTE_US, EventCode.CLOCK_SET)
