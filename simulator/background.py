"""The everyday: clock settings, short blinks of the mains, routine visits, idle tips."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, Wiring, WorkOrder
from simulator.happening import Happening, Label
from simulator.journal import MINUTE_US, Inspection, Journal, Order, Tip
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Day, Timeline

CLOCK_SET_A_DAY = 1 / 60
BLINK_A_DAY = 1 / 45  # of a district's mains: seen by every meter in it
UNBALANCE_A_DAY = 1 / 60
VISIT_A_DAY = 1 / 2500
TIP_A_DAY = 1 / 4000
CHANNELS = ("telephone", "letter", "web")


class Background:
    """Draws what happens every day to anybody, in canonical codes."""

    def __init__(self, roster: Roster, timeline: Timeline, seed: int) -> None:
        self._roster, self._timeline, self._seed = roster, timeline, seed

    def report(self, day: Day, journal: Journal) -> None:
        """Enter the everyday records of one day."""
        rng = stream(self._seed, "background", day.index)
        self._clocks(day, journal, rng)
        self._blinks(day, journal, rng)
        self._visits(day, journal, rng)
        self._tips(day, journal, rng)

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

    def _visits(self, day: Day, journal: Journal, rng: np.random.Generator) -> None:
        for row in self._drawn(rng, VISIT_A_DAY):
            account = str(self._roster.account_id[row])
            start, end = day.start_us(day.slot_at(9)), day.start_us(day.slot_at(12))
            journal.orders.append(Order(start, account, WorkOrder.SITE_VISIT, end))
            outcome = Outcome.CLEAN if rng.random() < 0.8 else Outcome.NO_ACCESS
            inspector = f"inspector-{rng.integers(1, 7)}"
            journal.inspections.append(Inspection(day.date, account, outcome, inspector=inspector))

    def _tips(self, day: Day, journal: Journal, rng: np.random.Generator) -> None:
        for row in self._drawn(rng, TIP_A_DAY):
            account, channel = str(self._roster.account_id[row]), str(rng.choice(CHANNELS))
            journal.tips.append(Tip(day.date, account, channel, "neighbour complains"))


def useful_tips(
    happenings: list[Happening], timeline: Timeline, roster: Roster, seed: int
) -> list[Tip]:
    """Return the tips of people who saw something: for a third of the thefts."""
    rng = stream(seed, "tips")
    tips = []
    for happening in happenings:
        if happening.label is not Label.THEFT or rng.random() > 1 / 3:
            continue
        first, last = happening.spans[happening.row]
        date = timeline.date(int(rng.integers(first, last + 1)))
        account = str(roster.account_id[happening.row])
        tips.append(Tip(date, account, str(rng.choice(CHANNELS)), "works on the meter at night"))
    return tips
