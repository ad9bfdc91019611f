"""Instrument transformers, their wires, and terminals, that fail by themselves."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, WorkOrder
from simulator.oddities.oddity import Flags, Oddity, spells
from simulator.scene import Readout


class Saturation(Oddity):
    """A new relay burdens the current transformers: they saturate at high load."""

    kind = "ct_saturation"
    undercounts = True
    linear_a = 0.8  # secondary; a little below the mean load

    def meddle(self, readout: Readout) -> None:
        """Press currents above the linear range together."""
        if not self.is_on(readout.day):
            return
        for phase in range(3):
            current = readout.meter.i_a[phase, self.row]
            above = np.clip(current - self.linear_a, 0, None)
            left = 1 - (0.5 + 0.4 * self.stage.strength) * above / np.maximum(current, 1e-6)
            readout.shunt(self.row, left, (phase,))


class _Repaired(Oddity):
    """Base: a fault of one phase that fitters find and mend after a week or two."""

    undercounts = True
    finding: str

    def plan(self) -> None:
        """Draw phase and repair, and enter the visit and its finding."""
        self.phase = int(self.rng.integers(0, 3))
        self.end_after(int(self.rng.integers(6, 15)))
        last = self.spans[self.row][1]
        if last < self.final:
            self.stage.order(WorkOrder.SITE_VISIT, last, last)
            self.find(last, Outcome.FAULT, "", self.finding)

    def faulty(self, readout: Readout) -> Flags:
        """(T,) when the bad contact is open today; mended at ten o'clock of the last day."""
        is_open = spells(self.rng, readout.day.slots, (4, 24), (2, 16))
        return np.asarray(is_open & self.hours_within(readout.day, 0, 10))

    def report_phase(self, readout: Readout, slots: Flags, code: EventCode) -> None:
        """Report `code` for the phase at the first of `slots`, if any."""
        if slots.any():
            start = readout.day.start_us(int(np.argmax(slots)))
            readout.journal.event(self.meter_id, start, code, phase="abc"[self.phase])


class LooseCurrentTerminal(_Repaired):
    """A screw of the current circuit came loose: one phase is lost now and then, until mended."""

    kind = "loose_ct_terminal"
    finding = "current terminal loose, tightened"

    def meddle(self, readout: Readout) -> None:
        """Lose the phase's current in spells, and report it."""
        if self.is_on(readout.day):
            slots = self.faulty(readout)
            left = np.where(slots, np.float32(self.rng.uniform(0, 0.1)), np.float32(1))
            readout.shunt(self.row, left, (self.phase,))
            self.report_phase(readout, slots, EventCode.CURRENT_LOST)
            if self.rng.random() < 0.5:
                self.report_phase(readout, slots, EventCode.CT_OPEN)


class CorrodedVoltageLink(_Repaired):
    """A corroded voltage link loses contact for hours: one phase is not counted, until mended."""

    kind = "corroded_voltage_link"
    finding = "voltage link corroded, exchanged"

    def meddle(self, readout: Readout) -> None:
        """Lose the phase's voltage in spells, and report it."""
        if self.is_on(readout.day):
            slots = self.faulty(readout)
            left = np.where(slots, np.float32(self.rng.uniform(0.02, 0.4)), np.float32(1))
            readout.meter.scale_voltage(self.row, left, (self.phase,))
            self.report_phase(readout, slots, EventCode.VOLTAGE_LOST)


class BlownVoltageFuse(_Repaired):
    """A fuse of a 10 kV voltage transformer blows: one of two elements has half its voltage."""

    kind = "blown_pt_fuse"
    finding = "fuse of the voltage transformer blown, exchanged"

    def plan(self) -> None:
        """Choose element a or c."""
        super().plan()
        self.phase = int(self.rng.choice([0, 2]))

    def meddle(self, readout: Readout) -> None:
        """Halve the element's voltage for meter and terminal until ten o'clock of the last day."""
        if not self.is_on(readout.day):
            return
        slots = self.hours_within(readout.day, 0, 10)
        left = np.where(slots, np.float32(0.5), np.float32(1))
        readout.meter.scale_voltage(self.row, left, (self.phase,))
        if (place := int(readout.terminal_row[self.row])) >= 0:
            readout.terminal.scale_voltage(place, left, (self.phase,))
        if readout.day.index == self.stage.onset:
            self.report_phase(readout, slots, EventCode.VOLTAGE_LOST)


class TerminalFault(Oddity):
    """The terminal measures wrongly; the meter is right."""

    kind = "terminal_fault"

    def plan(self) -> None:
        """Draw by how much it errs: it reads more than there is."""
        self.gain = float(self.rng.uniform(1.12, 1.5))

    def meddle(self, readout: Readout) -> None:
        """Scale what the terminal sees; it reports that the two differ."""
        place = int(readout.terminal_row[self.row])
        if not self.is_on(readout.day) or place < 0:
            return
        readout.terminal.scale_current(place, self.gain)
        if self.rng.random() < 0.6:
            terminal = str(self.stage.roster.terminal_id[self.row])
            start = readout.day.start_us(readout.day.slot_at(self.rng.uniform(8, 20)))
            readout.journal.event(terminal, start, EventCode.METER_TERMINAL_MISMATCH)


class PartialTerminal(Oddity):
    """The terminal measures one of several circuits behind the meter, and always has."""

    kind = "terminal_on_part"

    def plan(self) -> None:
        """Draw the part."""
        self.start_at_once()
        self.part = float(self.rng.uniform(0.4, 0.85))

    def meddle(self, readout: Readout) -> None:
        """Show the terminal a part of the current."""
        if (place := int(readout.terminal_row[self.row])) >= 0:
            readout.terminal.scale_current(place, self.part)
