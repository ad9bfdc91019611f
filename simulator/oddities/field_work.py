"""What the utility itself does at a meter: exchange, new ratio, a visit."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, WorkOrder
from simulator.journal import MINUTE_US
from simulator.oddities.oddity import Oddity
from simulator.scene import Readout


class MeterExchange(Oddity):
    """A meter past its years is exchanged for a new one, whose register starts at nought."""

    kind = "meter_exchange"
    hour = 10.0

    def plan(self) -> None:
        """Enter the exchange."""
        self.exchange_day = self._exchange_day()
        self.new_code = self.stage.book.add()
        at_us = self.stage.timeline.instant_us(self.exchange_day, self.hour)
        self.stage.order(WorkOrder.METER_EXCHANGE, self.exchange_day, self.exchange_day)
        self.stage.change(self.row, at_us, meter_id=self.stage.book.names[self.new_code])

    def _exchange_day(self) -> int:
        return self.stage.onset

    def meddle(self, readout: Readout) -> None:
        """Hang the new meter."""
        day = readout.day
        if day.index == self.exchange_day:
            slot = day.slot_at(self.hour)
            readout.meter_code[self.row, slot:] = self.new_code
            readout.resets.append((self.row, slot, 0.0))


class MeterFault(MeterExchange):
    """A display goes white once, at one meter only; it is exchanged, and that was that."""

    kind = "meter_fault"
    undercounts = True

    def plan(self) -> None:
        """Enter exchange and finding."""
        super().plan()
        self.spans = {self.row: (self.stage.onset, self.exchange_day)}
        note = "power supply burnt, exchanged"
        self.find(self.exchange_day, Outcome.FAULT, "display blank", note)

    def _exchange_day(self) -> int:
        return min(self.stage.timeline.count - 1, self.stage.onset + 2)

    def meddle(self, readout: Readout) -> None:
        """Leave the meter dead from the onset to the exchange."""
        super().meddle(readout)
        day = readout.day
        if not self.is_on(day):
            return
        slots = np.ones(day.slots, dtype=bool)
        if day.index == self.stage.onset:
            slots &= day.between(13, 24)
            start = day.start_us(day.slot_at(13))
            readout.journal.event(self.meter_id, start, EventCode.DISPLAY_BLANK)
        if day.index == self.exchange_day:
            slots &= ~(np.arange(day.slots) >= day.slot_at(self.hour))
        readout.hang(self.row, slots, is_frozen=False)


class RatioChange(Oddity):
    """Larger current transformers after an extension: secondary values fall at once."""

    kind = "ratio_change"
    undercounts = True

    def plan(self) -> None:
        """Double the ratio, with a work order."""
        self.slot_hour = 11.0
        at_us = self.stage.timeline.instant_us(self.stage.onset, self.slot_hour)
        ratio = float(self.stage.roster.ct_ratio[self.row])
        self.stage.order(WorkOrder.RATIO_CHANGE, self.stage.onset, self.stage.onset)
        self.stage.change(self.row, at_us, ct_ratio=2 * ratio)

    def meddle(self, readout: Readout) -> None:
        """Halve what meter and terminal see, whichever transformers they hang on."""
        day = readout.day
        if not self.is_on(day):
            return
        factor = np.full(day.slots, 0.5, dtype=np.float32)
        if day.index == self.stage.onset:
            factor[: day.slot_at(self.slot_hour)] = 1
            start = day.start_us(day.slot_at(self.slot_hour))
            readout.journal.event(self.meter_id, start, EventCode.RATIO_CHANGE)
        readout.meter.scale_current(self.row, factor)
        if readout.terminal_row[self.row] >= 0:
            readout.terminal.scale_current(int(readout.terminal_row[self.row]), factor)


class MaintenanceVisit(Oddity):
    """Fitters open cover and terminals in a visit that the utility ordered."""

    kind = "maintenance_visit"

    def plan(self) -> None:
        """Enter the visit, and at some a finding."""
        self.end_after(1)
        self.stage.order(WorkOrder.SITE_VISIT, self.stage.onset, self.stage.onset)
        if self.rng.random() < 0.5:
            self.find(self.stage.onset, Outcome.CLEAN, "", "periodic check")

    def meddle(self, readout: Readout) -> None:
        """Report the covers, and a restart in half the visits."""
        if not self.is_on(readout.day):
            return
        start = readout.day.start_us(readout.day.slot_at(10.5))
        readout.journal.event(self.meter_id, start + MINUTE_US, EventCode.TERMINAL_COVER_OPEN)
        readout.journal.event(self.meter_id, start + 3 * MINUTE_US, EventCode.METER_COVER_OPEN)
        if self.rng.random() < 0.5:
            readout.journal.restart(self.meter_id, start + 5 * MINUTE_US, start + 9 * MINUTE_US)
