"""Storm and lightning over a feeder."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode
from simulator.journal import MINUTE_US
from simulator.oddities.oddity import Oddity
from simulator.scene import Demand


class Storm(Oddity):
    """A thunderstorm: the whole feeder blinks again and again, and some meters lose memory."""

    kind = "storm"

    def plan(self) -> None:
        """Draw the blinks; all customers of the feeder have them."""
        roster = self.stage.roster
        rows = np.flatnonzero(roster.feeder == roster.feeder[self.row])
        self.spans = {int(row): (self.stage.onset, self.stage.onset) for row in rows}
        self.hour = float(self.rng.uniform(1, 18))
        self.gaps = np.cumsum(self.rng.integers(4, 40, int(self.rng.integers(3, 7))))

    def use(self, demand: Demand) -> None:
        """Blink, and be dark for two to six quarter hours at the last blink."""
        day = demand.day
        if not self.is_on(day):
            return
        start = day.start_us(day.slot_at(self.hour))
        dark = day.slot_at(self.hour) + int(self.gaps[-1]) // 15 + 1
        dark_end = min(day.slots - 1, dark + int(self.rng.integers(2, 7)))
        up = day.start_us(dark_end) + MINUTE_US
        for row in self.spans:
            demand.dark[row, dark:dark_end] = True
            meter = str(self.stage.roster.meter_id[row])
            for gap in self.gaps[:-1]:
                down = start + int(gap) * MINUTE_US
                demand.journal.restart(meter, down, down + MINUTE_US)
            demand.journal.restart(meter, day.start_us(dark), up)
            self._damage(demand, meter, up + MINUTE_US)

    def _damage(self, demand: Demand, meter: str, at_us: int) -> None:
        """Let a few meters report what the lightning did to them."""
        chances = {
            EventCode.METER_RESTART: 0.3,
            EventCode.PROCESSOR_RESET: 0.12,
            EventCode.MEMORY_ERROR: 0.05,
            EventCode.CLOCK_FAULT: 0.06,
        }
        for code, chance in chances.items():
            if self.rng.random() < chance:
                demand.journal.event(meter, at_us, code)
