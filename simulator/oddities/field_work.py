"""What the utility itself does at a meter: exchange, new ratio, a visit, a roof's connection."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, WorkOrder
from simulator.happening import Happening
from simulator.journal import MINUTE_US, Inspection
from simulator.scene import Demand, Readout


class MeterExchange(Happening):
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

    def plan(self) -> None:
        """Enter exchange and finding."""
        super().plan()
        self.spans = {self.row: (self.stage.onset, self.exchange_day)}
        self.stage.journal.inspections.append(
            Inspection(
                self.stage.timeline.date(self.exchange_day),
                str(self.stage.roster.account_id[self.row]),
                Outcome.FAULT,
                "display blank",
                "inspector-4",
                "power supply burnt, exchanged",
            )
        )

    def _exchange_day(self) -> int:
        return min(self.stage.timeline.count - 1, self.stage.onset + 2)

    def meddle(self, readout: Readout) -> None:
        """Leave the meter dead from the onset to the exchange."""
        super().meddle(readout)
        day = readout.day
        if not self.is_on(day):
            return
        meter = str(self.stage.roster.meter_id[self.row])
        slots = np.ones(day.slots, dtype=bool)
        if day.index == self.stage.onset:
            slots &= day.between(13, 24)
            readout.journal.event(meter, day.start_us(day.slot_at(13)), EventCode.DISPLAY_BLANK)
        if day.index == self.exchange_day:
            slots &= ~(np.arange(day.slots) >= day.slot_at(self.hour))
        readout.hang(self.row, slots, is_frozen=False)


class RatioChange(Happening):
    """Larger current transformers after an extension: secondary values fall at once."""

    kind = "ratio_change"

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
            meter = str(self.stage.roster.meter_id[self.row])
            start = day.start_us(day.slot_at(self.slot_hour))
            readout.journal.event(meter, start, EventCode.RATIO_CHANGE)
        readout.meter.scale_current(self.row, factor)
        if readout.terminal_row[self.row] >= 0:
            readout.terminal.scale_current(int(readout.terminal_row[self.row]), factor)


class MaintenanceVisit(Happening):
    """Fitters open cover and terminals in a visit that the utility ordered."""

    kind = "maintenance_visit"

    def plan(self) -> None:
        """Enter the visit, and at some a finding."""
        self.end_after(1)
        self.stage.order(WorkOrder.SITE_VISIT, self.stage.onset, self.stage.onset)
        if self.rng.random() < 0.5:
            self.stage.journal.inspections.append(
                Inspection(
                    self.stage.timeline.date(self.stage.onset),
                    str(self.stage.roster.account_id[self.row]),
                    Outcome.CLEAN,
                    "",
                    "inspector-1",
                    "periodic check",
                )
            )

    def meddle(self, readout: Readout) -> None:
        """Report the covers, and a restart in half the visits."""
        if not self.is_on(readout.day):
            return
        meter = str(self.stage.roster.meter_id[self.row])
        start = readout.day.start_us(readout.day.slot_at(10.5))
        readout.journal.event(meter, start + MINUTE_US, EventCode.TERMINAL_COVER_OPEN)
        readout.journal.event(meter, start + 3 * MINUTE_US, EventCode.METER_COVER_OPEN)
        if self.rng.random() < 0.5:
            readout.journal.restart(meter, start + 5 * MINUTE_US, start + 9 * MINUTE_US)


class RoofConnection(Happening):
    """A roof is connected: less is drawn by day, and the surplus is fed in."""

    kind = "new_pv"

    def plan(self) -> None:
        """Enter the work order and the roof."""
        at_us = self.stage.timeline.instant_us(self.stage.onset, 9.0)
        self.stage.order(WorkOrder.PV_CONNECTION, self.stage.onset, self.stage.onset)
        self.stage.change(self.row, at_us, has_pv=True)
        self.kw_peak = float(self.stage.roster.mean_kw[self.row] * self.rng.uniform(4, 8))

    def use(self, demand: Demand) -> None:
        """Subtract the roof's power: a bell by day, cut by clouds."""
        if not self.is_on(demand.day):
            return
        day = demand.day
        bell = np.clip(np.cos(np.pi * (day.hours - 12.2) / 12.5), 0, None) ** 1.3
        sky = self.rng.beta(3, 1.6)
        clouds = np.clip(1 - self.rng.exponential(0.25, day.slots) * (1 - sky) * 2, 0.1, 1)
        kw = -self.kw_peak * 0.85 * sky * bell * clouds
        demand.load.add(self.row, self.stage.roster.phase_share[:, self.row], kw)
