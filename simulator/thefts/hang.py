"""What a meter does while its processor hangs, and when a power cycle brings it back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.contract.vocabulary import EventCode
from simulator.journal import MINUTE_US
from simulator.scene import Readout

CHANCES = {
    EventCode.PROCESSOR_RESET: 0.8,
    EventCode.MEMORY_ERROR: 0.5,
    EventCode.CLOCK_FAULT: 0.35,
}


@dataclass(frozen=True)
class Hang:
    """One hang of the meter `meter_id` at place `row`, from slot `start` to before `stop`."""

    row: int
    meter_id: str
    start: int
    stop: int
    is_frozen: bool

    def befall(self, readout: Readout, rng: np.random.Generator) -> None:
        """Stop the meter; bring it back with a few readings lost and errors in its memory."""
        slots = np.zeros(readout.day.slots, dtype=bool)
        slots[self.start : self.stop] = True
        readout.hang(self.row, slots, is_frozen=self.is_frozen)
        readout.lost[self.row, self.stop : self.stop + int(rng.integers(0, 3))] = True
        if rng.random() < 0.5:  # back to the last value saved
            readout.register_step_kwh[self.row, self.stop] -= rng.uniform(0.02, 0.3)
        self._report(readout, rng)

    def _report(self, readout: Readout, rng: np.random.Generator) -> None:
        journal, day = readout.journal, readout.day
        back = day.start_us(self.stop) + int(rng.integers(1, 10)) * MINUTE_US
        if rng.random() < 0.3:
            blank = day.start_us(self.start) + MINUTE_US
            journal.event(self.meter_id, blank, EventCode.DISPLAY_BLANK)
        journal.restart(self.meter_id, back - 2 * MINUTE_US, back)
        journal.event(self.meter_id, back, EventCode.METER_RESTART)
        for code, chance in CHANCES.items():
            if rng.random() < chance:
                journal.event(self.meter_id, back + MINUTE_US, code)
