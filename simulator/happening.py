"""A happening: a theft or an innocent oddity that befalls one customer or several."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode, WorkOrder
from simulator.journal import Change, Journal, Order
from simulator.rhythm import stretches
from simulator.roster import Roster
from simulator.scene import Demand, Readout
from simulator.timeline import Day, Timeline


class Label(StrEnum):
    """What the truth says of an account."""

    THEFT = "theft"
    CONFOUNDER = "confounder"
    NORMAL = "normal"


class MeterBook:
    """Numbers of all meters there ever were; a code is a place in it."""

    def __init__(self, meter_ids: NDArray[np.str_]) -> None:
        self.names = [str(name) for name in meter_ids]

    def add(self) -> int:
        """Enter a new meter and return its code."""
        self.names.append(f"M{39_000_000 + 11 * len(self.names):08d}")
        return len(self.names) - 1


@dataclass(frozen=True)
class Stage:
    """What a happening is given: where it plays, whom it befalls, when and how strongly.

    rows: places in the roster. onset: index of its first day. strength: 0 weak to 1 strong.
    """

    roster: Roster
    timeline: Timeline
    journal: Journal
    book: MeterBook
    rng: np.random.Generator
    rows: tuple[int, ...]
    onset: int
    strength: float

    @property
    def row(self) -> int:
        """The first customer."""
        return self.rows[0]

    def graded(self, weak: float, fair: float, strong: float, fair_at: float = 0.4) -> float:
        """Return `weak` at strength 0, `fair` at `fair_at`, `strong` at 1, and between them."""
        return float(np.interp(self.strength, (0.0, fair_at, 1.0), (weak, fair, strong)))

    def order(
        self, kind: WorkOrder, first_day: int, last_day: int | None, row: int | None = None
    ) -> None:
        """Enter a work order from nine o'clock of a day to five of another, or open."""
        account = str(self.roster.account_id[self.row if row is None else row])
        end = None if last_day is None else self.timeline.instant_us(last_day, 17)
        start = self.timeline.instant_us(first_day, 9)
        self.journal.orders.append(Order(start, account, kind, end))

    def change(self, row: int, at_us: int, **values: str | float | bool) -> None:
        """Enter that columns of an account's row hold other values from `at_us` on."""
        self.journal.changes.append(Change(row, at_us, values))


class Happening:
    """Base of thefts and oddities: does nothing. Subclasses plan themselves when built."""

    label: ClassVar[Label] = Label.CONFOUNDER
    kind: ClassVar[str]

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.rng = stage.rng
        self.row = stage.row
        self.spans = dict.fromkeys(stage.rows, (stage.onset, stage.timeline.count - 1))
        self.plan()

    def plan(self) -> None:
        """Draw what is fixed for the whole run, and enter what the utility knows of it."""

    def use(self, demand: Demand) -> None:
        """Change true load or supply of one day."""

    def meddle(self, readout: Readout) -> None:
        """Change what meters, terminals and links do on one day."""

    def is_on(self, day: Day, row: int | None = None) -> bool:
        """Whether `day` lies between onset and end at this customer, both inclusive."""
        first, last = self.spans[self.row if row is None else row]
        return first <= day.index <= last

    def end_after(self, days: int) -> None:
        """Let it last `days` days at every customer."""
        final = self.stage.timeline.count - 1
        self.spans = {
            row: (first, min(final, first + days - 1)) for row, (first, _) in self.spans.items()
        }


class Theft(Happening):
    """Base of thefts, with the days on which the thief is at work: all, or stretches of them."""

    label = Label.THEFT

    def keep_rhythm(self, share: float, mean_days: float = 4.0) -> None:
        """Draw stretches of days, `share` of all, that begin with the onset."""
        days = self.stage.timeline.count - self.stage.onset
        self._at_work = stretches(self.rng, days, share, mean_days)

    def is_at_work(self, day: Day) -> bool:
        """Whether the theft goes on and `day` is one of the chosen ones."""
        return self.is_on(day) and bool(self._at_work[day.index - self.stage.onset])

    def starts_work(self, day: Day) -> bool:
        """Whether `day` is the first of a stretch."""
        place = day.index - self.stage.onset
        return self.is_at_work(day) and (place == 0 or not self._at_work[place - 1])

    def since(self, day: Day, hour: float) -> NDArray[np.bool_]:
        """(T,) whether a slot lies after local `hour` of the onset."""
        if day.index != self.stage.onset:
            return np.full(day.slots, day.index > self.stage.onset)
        return np.arange(day.slots) > day.slot_at(hour)

    def report(self, readout: Readout, hour: float, code: EventCode, phase: str = "") -> None:
        """Let the first customer's meter report `code` at local `hour` of the day."""
        day = readout.day
        meter = str(self.stage.roster.meter_id[self.row])
        readout.journal.event(meter, day.start_us(day.slot_at(hour)), code, phase=phase)
