"""Calls: whom the utility sends a crew to, on which day, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.field_work import FieldWork
from simulator.happening import Happening
from simulator.journal import Tip
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Timeline

CREWS = 6
SUSPICION_DAYS = (4, 45)  # from the onset of something odd until someone is sent
TIP_DAYS = (2, 15)
WIDESPREAD = 3  # what befalls so many customers is no case of one of them


@dataclass(frozen=True, order=True)
class Call:
    """A visit to be made. day: index, negative before the run. row: place in the roster."""

    day: int
    row: int
    inspector: int
    has_access: bool


class Desk:
    """Draws the calls of a run that are more than routine."""

    def __init__(self, roster: Roster, timeline: Timeline, field: FieldWork, seed: int) -> None:
        self._roster, self._timeline, self._field = roster, timeline, field
        self._seed = seed

    def calls(self, happenings: list[Happening], tips: list[Tip]) -> list[Call]:
        """Return calls of the history before the run, on suspicion, and after tips."""
        return [*self._history(), *self._on_suspicion(happenings), *self._after(tips)]

    def _history(self) -> list[Call]:
        """Routine visits before the first day."""
        rng = stream(self._seed, "visits before")
        days, count = self._field.history_days, len(self._roster)
        visits = int(rng.poisson(count * days * self._field.visits_a_day)) if days else 0
        rows, ago = rng.integers(0, count, visits), rng.integers(1, days + 1, visits)
        return [self._call(rng, -int(a), int(r)) for r, a in zip(rows, ago, strict=True)]

    def _on_suspicion(self, happenings: list[Happening]) -> list[Call]:
        """Someone at the desk saw a curve: of a thief, of an odd customer, of anybody."""
        rng = stream(self._seed, "suspicion")
        attention = self._attention(rng)
        honest = rng.permutation(len(self._roster))
        calls = []
        own = (one for one in happenings if len(one.spans) < WIDESPREAD)
        for happening, anybody in zip(own, honest.tolist(), strict=False):
            for row, (first, _) in happening.spans.items():
                day = first + int(rng.integers(*SUSPICION_DAYS))
                draws = rng.random(2)
                calls += [
                    self._call(rng, day, place)
                    for place, draw in zip((row, anybody), draws, strict=True)
                    if day < self._timeline.count
                    and draw < self._field.suspicion * attention[place]
                ]
        return calls

    def _attention(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """(n,) factor on the desk's attention by zone, 1 in the mean."""
        zones, place = np.unique(self._roster.zone, return_inverse=True)
        weight = np.exp(self._field.zone_bias * rng.standard_normal(len(zones)))
        each = weight[place]
        return np.asarray(each / each.mean())

    def _after(self, tips: list[Tip]) -> list[Call]:
        """Some tips are followed by a visit within two weeks."""
        rng = stream(self._seed, "visits after tips")
        rows = {str(account): row for row, account in enumerate(self._roster.account_id)}
        calls = []
        for tip in tips:
            day = self._index(tip.received_on) + int(rng.integers(*TIP_DAYS))
            if rng.random() < self._field.after_tips and day < self._timeline.count:
                calls.append(self._call(rng, day, rows[tip.account_id]))
        return calls

    def _index(self, date: dt.date) -> int:
        return (date - self._timeline.start).days

    def _call(self, rng: np.random.Generator, day: int, row: int) -> Call:
        inspector = int(rng.integers(1, CREWS + 1))
        return Call(day, row, inspector, bool(rng.random() >= self._field.no_access))
