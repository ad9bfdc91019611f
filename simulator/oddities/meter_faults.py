"""Meters that fail by themselves: dead boards, one restart, bad clocks, drift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.contract.vocabulary import EventCode, WorkOrder
from simulator.journal import MINUTE_US
from simulator.oddities.field_work import MeterFault
from simulator.oddities.oddity import Oddity
from simulator.scene import Readout


class DeadBoard(MeterFault):
    """A display stays blank for good; it takes the fitters a week or two to exchange it."""

    kind = "dead_board"

    def _exchange_day(self) -> int:
        return min(self.final, self.stage.onset + int(self.rng.integers(6, 15)))


class SingleWhiteScreen(Oddity):
    """A display goes white for some hours, once; after a power cycle all is well for good."""

    kind = "single_white_screen"
    undercounts = True

    def plan(self) -> None:
        """Draw the hours."""
        self.end_after(1)
        self.start = float(self.rng.uniform(5, 14))
        self.hours = float(self.rng.uniform(2, 8))

    def meddle(self, readout: Readout) -> None:
        """Hang the meter, and report its restart."""
        day = readout.day
        if not self.is_on(day):
            return
        slots = day.between(self.start, self.start + self.hours)
        readout.hang(self.row, slots, is_frozen=bool(self.rng.random() < 0.3))
        back = int(day.ends_us[np.flatnonzero(slots)[-1]])
        readout.journal.restart(self.meter_id, back - 2 * MINUTE_US, back)
        for code in (EventCode.METER_RESTART, EventCode.PROCESSOR_RESET):
            readout.journal.event(self.meter_id, back + MINUTE_US, code)
        if self.rng.random() < 0.4:
            readout.journal.event(self.meter_id, back + MINUTE_US, EventCode.MEMORY_ERROR)


class ClockFault(Oddity):
    """The battery of the clock is empty: after a loss of supply the time is wrong."""

    kind = "clock_fault"

    def plan(self) -> None:
        """Draw when fitters come with a new battery."""
        self.end_after(int(self.rng.integers(5, 13)))
        last = self.spans[self.row][1]
        self.stage.order(WorkOrder.SITE_VISIT, last, last)

    def meddle(self, readout: Readout) -> None:
        """Report loss of supply, faults of the clock, and its setting at the end."""
        day = readout.day
        if not self.is_on(day):
            return
        first, last = self.spans[self.row]
        if day.index == first:
            down = day.start_us(day.slot_at(4)) + 3 * MINUTE_US
            readout.journal.restart(self.meter_id, down, down + 4 * MINUTE_US)
        if day.index == last:
            self.report(readout, 11, EventCode.CLOCK_SET)
        elif day.index == first or self.rng.random() < 0.7:
            self.report(readout, self.rng.uniform(4.5, 20), EventCode.CLOCK_FAULT)


class WanderingClock(Oddity):
    """A clock runs away and is set back, again and again: the day's curve is shifted by hours."""

    kind = "wandering_clock"

    def meddle(self, readout: Readout) -> None:
        """Shift what the meter records on about half the days, and report the settings."""
        if not self.is_on(readout.day) or self.rng.random() < 0.45:
            return
        shift = int(self.rng.integers(3, 13) * self.rng.choice([-1, 1]))
        meter = readout.meter
        for block in (meter.u_v, meter.i_a, meter.p_w, meter.q_var):
            block[:, self.row] = np.roll(block[:, self.row], shift, axis=1)
        meter.neutral_a[self.row] = np.roll(meter.neutral_a[self.row], shift)
        self.report(readout, self.rng.uniform(1, 4), EventCode.CLOCK_FAULT, EventCode.CLOCK_SET)


class SlowMeter(Oddity):
    """A meter grows slow with age, a little more every day."""

    kind = "slow_drift"
    undercounts = True

    def plan(self) -> None:
        """Draw how slow it is at the end."""
        self.start_at_once()
        self.end_loss = 0.06 + 0.14 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Slow it."""
        left = 1 - self.end_loss * readout.day.index / max(1, self.final)
        readout.meter.scale_current(self.row, left)
        readout.meter.neutral_a[self.row] *= np.float32(left)


class TwoFaults(Oddity):
    """Two meters of one customer die by chance, and both stay dead until exchanged."""

    kind = "two_meter_faults"
    undercounts = True

    def plan(self) -> None:
        """Plan a dead board at each address, some days apart."""
        later = min(self.final - 1, self.stage.onset + int(self.rng.integers(4, 12)))
        self.faults = [
            DeadBoard(replace(self.stage, rows=(row,), onset=onset))
            for row, onset in zip(self.stage.rows, (self.stage.onset, later), strict=True)
        ]
        self.spans = {row: span for one in self.faults for row, span in one.spans.items()}

    def meddle(self, readout: Readout) -> None:
        """Let both be dead in their time."""
        for fault in self.faults:
            fault.meddle(readout)
