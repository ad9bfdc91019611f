"""An innocent oddity: words that all of them share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode, Outcome
from simulator.happening import Happening
from simulator.journal import MINUTE_US, Inspection
from simulator.scene import Demand, Readout
from simulator.timeline import Day

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LONG_AGO = -400  # days before the run: what was so is in no reading


class Oddity(Happening):
    """Base of oddities; it does nothing.

    undercounts: whether its meters count less than is drawn, as faulty ones do.
    """

    undercounts: ClassVar[bool] = False

    @property
    def meter_id(self) -> str:
        """The meter that hangs at the first customer when the run begins."""
        return str(self.stage.roster.meter_id[self.row])

    @property
    def share(self) -> Floats:
        """(3,) how the first customer's load is spread over the phases."""
        return np.asarray(self.stage.roster.phase_share[:, self.row])

    @property
    def mean_kw(self) -> float:
        """The first customer's mean load."""
        return float(self.stage.roster.mean_kw[self.row])

    @property
    def final(self) -> int:
        """Index of the run's last day."""
        return self.stage.timeline.count - 1

    def start_at_once(self) -> None:
        """Let it be there from the first day on: it was always so."""
        self.spans = {row: (0, last) for row, (_, last) in self.spans.items()}

    def days_since(self, day: Day) -> int:
        """Days from the onset to `day`; negative before it."""
        return day.index - self.stage.onset

    def hours_within(self, day: Day, start: float, end: float) -> Flags:
        """(T,) slots of `day` from `start` o'clock of the first day to `end` of the last.

        Where it outlasts the run it does not end on the run's last day.
        """
        if not self.is_on(day):
            return np.zeros(day.slots, dtype=bool)
        first, last = self.spans[self.row]
        slots = np.ones(day.slots, dtype=bool)
        if day.index == first:
            slots &= day.hours >= start
        if day.index == last < self.final:
            slots &= day.hours < end
        return slots

    def report(self, scene: Demand | Readout, hour: float, *codes: EventCode) -> None:
        """Let the first customer's meter report `codes` from `hour` on, a minute apart."""
        start = scene.day.start_us(scene.day.slot_at(hour))
        for minute, code in enumerate(codes, start=1):
            scene.journal.event(self.meter_id, start + minute * MINUTE_US, code)

    def find(self, day_index: int, outcome: Outcome, means: str, note: str) -> None:
        """Enter what an inspector found on a day at the first customer."""
        self.stage.journal.inspections.append(
            Inspection(
                self.stage.timeline.date(day_index),
                str(self.stage.roster.account_id[self.row]),
                outcome,
                means,
                f"inspector-{self.rng.integers(1, 7)}",
                note,
            )
        )


def spells(
    rng: np.random.Generator, slots: int, on: tuple[int, int], off: tuple[int, int]
) -> Flags:
    """(slots,) alternating spells of `off` and `on` slots, lengths drawn from [from, to)."""
    pairs = slots // (on[0] + off[0]) + 1
    lengths = np.stack([rng.integers(*off, pairs), rng.integers(*on, pairs)], axis=1).ravel()
    return np.repeat(np.arange(2 * pairs) % 2 == 1, lengths)[:slots]
