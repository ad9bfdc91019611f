"""Alarms that mean nothing: worn switches, nervous monitors, saved values restored."""

from __future__ import annotations

from pipeline.contract.vocabulary import EventCode
from simulator.journal import MINUTE_US
from simulator.oddities.oddity import Oddity
from simulator.scene import Readout


class FalseCtAlarm(Oddity):
    """The monitor of the current circuit sees shorts or openings that are not there."""

    kind = "false_ct_alarm"

    def plan(self) -> None:
        """Choose what it sees, and on which phase."""
        self.code = EventCode.CT_SHORT if self.rng.random() < 0.5 else EventCode.CT_OPEN
        self.phase = "abc"[int(self.rng.choice([0, 2]))]

    def meddle(self, readout: Readout) -> None:
        """Report it on some days, from the terminal where there is one."""
        day = readout.day
        if self.is_on(day) and self.rng.random() < 0.4:
            start = day.start_us(int(self.rng.integers(0, day.slots)))
            terminal = str(self.stage.roster.terminal_id[self.row])
            readout.journal.event(terminal or self.meter_id, start, self.code, phase=self.phase)


class WornCoverSwitch(Oddity):
    """The switch under a cover is worn: a passing lorry opens it, as the meter believes."""

    kind = "worn_cover_switch"

    def plan(self) -> None:
        """Choose the cover."""
        covers = (EventCode.METER_COVER_OPEN, EventCode.TERMINAL_COVER_OPEN)
        self.code = covers[int(self.rng.integers(0, 2))]

    def meddle(self, readout: Readout) -> None:
        """Report it on a quarter of the days, by day and by night."""
        if self.is_on(readout.day) and self.rng.random() < 0.25:
            self.report(readout, self.rng.uniform(0, 23), self.code)


class RegisterRestored(Oddity):
    """A worn memory: after a restart the register shows what was saved hours before."""

    kind = "register_restored"
    undercounts = True

    def plan(self) -> None:
        """Draw the days."""
        count = int(self.rng.integers(2, 5))
        later = self.rng.choice(range(1, 15), count - 1, replace=False)
        days = (self.stage.onset, *(self.stage.onset + int(gap) for gap in later))
        self.days = {day for day in days if day <= self.final}
        self.spans = {self.row: (self.stage.onset, max(self.days))}

    def meddle(self, readout: Readout) -> None:
        """Take a part of a day back, and report restart and error."""
        day = readout.day
        if day.index not in self.days:
            return
        slot = int(self.rng.integers(24, 80))
        hours = self.rng.uniform(6, 18)
        back_kwh = hours * self.mean_kw / float(self.stage.roster.multiplier[self.row])
        readout.register_step_kwh[self.row, slot] -= back_kwh
        up = day.start_us(slot)
        readout.journal.restart(self.meter_id, up - MINUTE_US, up)
        for code in (EventCode.MEMORY_ERROR, EventCode.REGISTER_DECREASE):
            readout.journal.event(self.meter_id, up + MINUTE_US, code)
