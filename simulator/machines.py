"""Machines and appliances: switched on and off, each with a power factor of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass
from simulator.roster import Roster
from simulator.timeline import Day

Floats = NDArray[np.float64]

MACHINES = 4  # of each customer
HABIT_HOURS = 2.5  # homes use an appliance mostly within so many hours of its own time of day
HABIT_STRENGTH = 5.0  # how much likelier then than in all other hours, together
LARGEST_AT_HOME_KW = 5.0
LARGEST_OF_CONTRACT = 1 / 4


class Machines:
    """K machines of n customers, (n, K) each; a day goes on from the state of the day before.

    kw: size. stop: chance to stop in a slot. duty: share of the time on. habit: local hour at
    which it is used most, NaN where there is none.
    """

    def __init__(self, roster: Roster, energy_share: Floats, rng: np.random.Generator) -> None:
        """Draw machines that make up `energy_share` (n,) of their customers' mean load."""
        size = (len(roster), MACHINES)
        homes = roster.is_class(TariffClass.RESIDENTIAL)[:, None]
        self._duty = rng.uniform(np.where(homes, 0.01, 0.02), np.where(homes, 0.09, 0.3), size)
        energy = rng.dirichlet([1.5] * MACHINES, size[0]) * energy_share[:, None]
        largest = np.where(
            homes, LARGEST_AT_HOME_KW, LARGEST_OF_CONTRACT * roster.contract_kw[:, None]
        )
        self._kw = np.minimum(energy * roster.mean_kw[:, None] / self._duty, largest)
        at_home = rng.choice([0.0, 0.1, 0.6], size)
        self._kvar = self._kw * np.where(homes, at_home, rng.uniform(0.1, 1.1, size))
        spell = rng.uniform(np.where(homes, 1, 1.5), np.where(homes, 3, 10), size)
        self._stop = 1 / spell
        self._habit = np.where(homes, rng.uniform(0, 24, size), np.nan).astype(np.float32)
        self._is_on = rng.random(size) < self._duty
        self._usual: tuple[Floats, NDArray[np.float32]] | None = None

    def run(self, day: Day, course: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """(n, T) kW and kvar of a day, started the more often the higher `course` (n, T)."""
        draws = rng.random((day.slots, *self._kw.shape), dtype=np.float32)
        start = self._stop * self._duty / (1 - self._duty)
        states = np.empty(draws.shape, dtype=bool)
        is_on, habits = self._is_on, self._habits(day)
        for slot in range(day.slots):
            starts = start * course[:, slot, None] * habits[slot]
            is_on = draws[slot] < np.where(is_on, 1 - self._stop, starts)
            states[slot] = is_on
        self._is_on = is_on
        kw = np.einsum("tnk,nk->nt", states, self._kw)
        return kw, np.einsum("tnk,nk->nt", states, self._kvar)

    def _habits(self, day: Day) -> NDArray[np.float32]:
        """(T, n, K) how much likelier each starts, one on the mean of the day; kept."""
        if self._usual is None or not np.array_equal(self._usual[0], day.hours):
            self._usual = (day.hours, self._habits_at(day.hours.astype(np.float32)))
        return self._usual[1]

    def _habits_at(self, hours: NDArray[np.float32]) -> NDArray[np.float32]:
        apart = np.abs(hours[:, None, None] - self._habit)
        apart = np.minimum(apart, 24 - apart)
        near = np.exp(-0.5 * (2 * apart / HABIT_HOURS) ** 2)
        near = near * (HABIT_STRENGTH * len(hours) / np.maximum(near.sum(axis=0), 1e-6)) + 1
        return np.asarray(np.where(np.isnan(near), 1, near / (1 + HABIT_STRENGTH)), np.float32)
