"""The everyday: clock settings, short blinks of the mains, routine visits, idle tips."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Wiring
from simulator.calls import CREWS, Call
from simulator.field_work import FieldWork
from simulator.journal import MINUTE_US, Journal
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Day, Timeline
from simulator.tips import idle_tip

CLOCK_SET_A_DAY = 1 / 60
BLINK_A_DAY = 1 / 45  # of a district's mains: seen by every meter in it
UNBALANCE_A_DAY = 1 / 60
TIP_A_DAY = 1 / 4000


class Background:
    """Draws what happens every day to anybody, in canonical codes."""

    def __init__(self, roster: Roster, timeline: Timeline, field: FieldWork, seed: int) -> None:
        self._roster, self._timeline, self._field = roster, timeline, field
        self._seed = seed

    def report(self, journal: Journal) -> list[Call]:
        """Enter the everyday records of all days; return the routine visits to be made."""
        calls = []
        for index in range(self._timeline.count):
            day = self._timeline.day(index)
            rng = stream(self._seed, "background", index)
            self._clocks(day, journal, rng)
            self._blinks(day, journal, rng)
            calls += self._visits(day, rng)
            self._tips(day, journal, rng)
        return calls

    def _drawn(self, rng: np.random.Generator, chance: float) -> list[int]:
        return [int(row) for row in np.flatnonzero(rng.random(len(self._roster)) < chance)]

    def _clocks(self, day: Day, journal: Journal, rng: np.random.Generator) -> None:
        for row in self._drawn(rng, CLOCK_SET_A_DAY):
            start = day.start_us(int(rng.integers(0, day.slots)))
            journal.event(str(self._roster.meter_id[row]), start, EventCode.CLOCK_SET)
        for row in self._drawn(rng, UNBALANCE_A_DAY):
            if self._roster.wiring[row] == Wiring.FOUR_WIRE.value:
                start = day.start_us(int(rng.integers(24, 88)))
                meter, phase = str(self._roster.meter_id[row]), str(rng.choice(["a", "b", "c"]))
                journal.event(meter, start, EventCode.CURRENT_UNBALANCE, phase=phase)

    def _blinks(self, day: Day, journal: Journal, rng: np.random.Generator) -> None:
        districts = len(self._roster.network.feeder_of)
        for district in np.flatnonzero(rng.random(districts) < BLINK_A_DAY):
            down = day.start_us(int(rng.integers(0, day.slots))) + 2 * MINUTE_US
            up = down + int(rng.integers(1, 10)) * MINUTE_US
            for row in np.flatnonzero(self._roster.transformer == district):
                journal.restart(str(self._roster.meter_id[row]), down, up)

    def _visits(self, day: Day, rng: np.random.Generator) -> list[Call]:
        calls = []
        for row in self._drawn(rng, self._field.visits_a_day):
            has_access = bool(rng.random() < 1 - self._field.no_access)
            inspector = int(rng.integers(1, CREWS + 1))
            calls.append(Call(day.index, row, inspector, has_access))
        return calls

    def _tips(self, day: Day, journal: Journal, rng: np.random.Generator) -> None:
        for row in self._drawn(rng, TIP_A_DAY * self._field.tips):
            journal.tips.append(idle_tip(self._timeline, day.index, self._roster, row, rng))
