"""The "white screen": a microwave device hangs the meter's processor. Founding case of 2007."""

from __future__ import annotations

from pipeline.contract.vocabulary import Means, Outcome, WorkOrder
from simulator.happening import Theft
from simulator.journal import Inspection
from simulator.scene import Readout
from simulator.thefts.hang import Hang
from simulator.timeline import Day

QUIET_DAYS = 2  # after the exchange the thief waits before the other meter


class WhiteScreen(Theft):
    """One customer, two accounts at different addresses, the same trouble at both meters.

    On many days the display goes white for hours: nothing is counted while the load goes on,
    and the meter is silent or repeats its last values. Only a power cycle brings it back, with
    errors in its memory. The first meter is exchanged as faulty; then the second one hangs.
    """

    kind = Means.METER_HANG

    def plan(self) -> None:
        """Set the exchange of the first meter, and the second onset."""
        first, second = self.stage.rows
        final = self.stage.timeline.count - 1
        self.exchange_day = min(final - 3, self.stage.onset + max(4, (final + 1) // 7))
        self.spans = {
            first: (self.stage.onset, self.exchange_day - 1),
            second: (min(final - 1, self.exchange_day + QUIET_DAYS), final),
        }
        self.new_code = self.stage.book.add()
        self.start_hour = self.rng.uniform(8.5, 17.5)
        self.stage.order(WorkOrder.METER_EXCHANGE, self.exchange_day, self.exchange_day, first)
        timeline = self.stage.timeline
        self.stage.change(
            first,
            timeline.instant_us(self.exchange_day, 11),
            meter_id=self.stage.book.names[self.new_code],
        )
        self.stage.journal.inspections.append(
            Inspection(
                timeline.date(self.exchange_day),
                str(self.stage.roster.account_id[first]),
                Outcome.FAULT,
                "display blank",
                "inspector-2",
                "meter dead, exchanged",
            )
        )

    def meddle(self, readout: Readout) -> None:
        """Hang the meter of whoever's turn it is, and exchange the first when its day comes."""
        day = readout.day
        first = self.stage.rows[0]
        if day.index == self.exchange_day:
            slot = day.slot_at(11)
            readout.meter_code[first, slot:] = self.new_code
            readout.resets.append((first, slot, 0.0))
        for row in self.stage.rows:
            if self.is_on(day, row) and (self._starts(day, row) or self.rng.random() < 0.75):
                self._hang(readout, row)

    def _starts(self, day: Day, row: int) -> bool:
        return day.index == self.spans[row][0]

    def _hang(self, readout: Readout, row: int) -> None:
        day = readout.day
        start = day.slot_at(self.start_hour + self.rng.normal(0, 0.6))
        stop = min(
            day.slots - 2, start + int(self.rng.integers(14, 15 + int(18 * self.stage.strength)))
        )
        is_frozen = bool(self.rng.random() < 0.35)
        meter = str(self.stage.roster.meter_id[row])
        Hang(row, meter, start, stop, is_frozen).befall(readout, self.rng)
