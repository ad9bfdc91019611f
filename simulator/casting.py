"""Casting: finds the customers whom the mixture befalls, nobody with two of his own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.happening import Happening, Label, MeterBook, Stage
from simulator.journal import Journal
from simulator.mixture import Entry
from simulator.roster import Roster
from simulator.scenario import EVERYTHING, Scenario
from simulator.streams import stream
from simulator.timeline import Timeline
from simulator.wrong_district import wrong_district_entry

SECOND_ACCOUNT_SHARE = 0.02
MIN_MEAN_KW = 0.15  # a thief has something to steal


class Casting:
    """Gives out roles: thefts first, then oddities, to customers still without one."""

    def __init__(
        self, roster: Roster, timeline: Timeline, seed: int, scenario: Scenario = EVERYTHING
    ) -> None:
        self._roster, self._timeline, self._seed = roster, timeline, seed
        self._scenario = scenario
        self.journal = Journal()
        self.book = MeterBook(roster.meter_id)
        self.customer_id = roster.customer_id.copy()
        self._free = np.ones(len(roster), dtype=bool)
        self._share_owners(stream(seed, "owners"))

    def _share_owners(self, rng: np.random.Generator) -> None:
        """Let some honest customers hold two accounts on different transformers."""
        count = int(SECOND_ACCOUNT_SHARE * len(self._roster))
        pairs = rng.permutation(len(self._roster))[: 2 * count].reshape(2, count)
        apart = self._roster.transformer[pairs[0]] != self._roster.transformer[pairs[1]]
        self.customer_id[pairs[1][apart]] = self.customer_id[pairs[0][apart]]

    def cast(self) -> list[Happening]:
        """Return all happenings of the run."""
        happenings: list[Happening] = []
        for entry in self._entries():
            name = entry.build.__name__
            for number in range(entry.count(len(self._roster), self._timeline.count)):
                rng = stream(self._seed, name, number)
                if rows := self._choose(entry, rng):
                    happenings.append(entry.build(self.stage(entry, rows, rng)))
        return happenings

    def _entries(self) -> list[Entry]:
        region = self._scenario.region
        wrong = [wrong_district_entry(region)] if region.wrong_district else []
        return [*self._scenario.entries(), *wrong]

    def stage(self, entry: Entry, rows: tuple[int, ...], rng: np.random.Generator) -> Stage:
        """Return where and when an entry befalls the customers at `rows`."""
        onset = rng.uniform(*entry.onset) * self._timeline.count
        strength = rng.uniform(*entry.strength)
        return Stage(
            self._roster,
            self._timeline,
            self.journal,
            self.book,
            rng,
            rows,
            min(int(onset), self._timeline.count - 2),
            float(strength),
        )

    def _choose(self, entry: Entry, rng: np.random.Generator) -> tuple[int, ...]:
        able = entry.whom(self._roster) & self._free
        if entry.build.label is Label.THEFT:
            able &= self._roster.mean_kw > MIN_MEAN_KW
        if not able.any():
            return ()
        first = int(rng.choice(np.flatnonzero(able)))
        chosen = np.sort(self._company(entry, first, able, rng))
        if entry.befalls in ("customer", "owner"):  # a district's outage leaves room for more
            self._free[chosen] = False
        return tuple(int(row) for row in chosen)

    def _company(
        self, entry: Entry, first: int, able: NDArray[np.bool_], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Return the rows that a happening befalls, the first one drawn among them."""
        roster = self._roster
        if entry.befalls == "district":
            return np.flatnonzero(roster.transformer == roster.transformer[first])
        if entry.befalls == "batch":
            same = np.flatnonzero(able & (roster.meter_model == roster.meter_model[first]))
            return rng.permutation(same)[: self._batch_size()]
        if entry.befalls == "owner":
            return self._two_addresses(first, able, rng)
        return np.array([first])

    def _batch_size(self) -> int:
        return max(1, int(self._scenario.region.batch_share * len(self._roster)))

    def _two_addresses(
        self, first: int, able: NDArray[np.bool_], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Return `first` and another under another transformer, now of one customer; or none."""
        elsewhere = able & (self._roster.transformer != self._roster.transformer[first])
        watched = elsewhere & self._roster.has_terminal
        if not elsewhere.any():
            return np.empty(0, dtype=np.int64)
        second = int(rng.choice(np.flatnonzero(watched if watched.any() else elsewhere)))
        self.customer_id[second] = self.customer_id[first]
        return np.array([first, second])
