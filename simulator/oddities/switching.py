"""Plants that switch as a whole, and capacitors that turn the power factor."""

from __future__ import annotations

import numpy as np

from simulator.oddities.oddity import Flags, Oddity, spells
from simulator.scene import Demand
from simulator.timeline import REST_DAY, Day


class _Switching(Oddity):
    """Base: power, reactive power and current fall and rise together many times a day.

    left: what goes on while the process rests. turn: by how much reactive over active power
    differs then.
    """

    left: float
    turn: float

    def plan(self) -> None:
        """Draw depth, working hours and the change of the power factor."""
        self.left = float(self.rng.uniform(0.2, 0.45))
        self.start = float(self.rng.uniform(5, 9))
        self.hours = float(self.rng.uniform(10, 15))

    def use(self, demand: Demand) -> None:
        """Let the process rest now and then in working hours."""
        if not self.is_on(demand.day) or demand.day.kind == REST_DAY:
            return
        rests = self._rests(demand.day)
        demand.load.p_kw[:, self.row] *= np.where(rests, self.left, 1)
        demand.load.q_kvar[:, self.row] *= np.where(rests, self.left * (1 + self.turn), 1)

    def _rests(self, day: Day) -> Flags:
        work = day.between(self.start, (self.start + self.hours) % 24)
        return np.asarray(work & ~spells(self.rng, day.slots, (2, 8), (1, 5)))


class BatchProcess(_Switching):
    """Ovens and mixers work in batches, and always have: the power factor hardly moves."""

    kind = "batch_process"

    def plan(self) -> None:
        """Let it be so from the first day on."""
        super().plan()
        self.turn = float(self.rng.uniform(0.02, 0.08))
        self.start_at_once()


class PlantSwitching(_Switching):
    """A new process order switches the whole plant many times a day; its motors idle meanwhile."""

    kind = "plant_switching"

    def plan(self) -> None:
        """Let idle motors draw the more reactive power."""
        super().plan()
        self.turn = float(self.rng.uniform(0.25, 0.7))


class CapacitorOvercompensation(Oddity):
    """The controller of the capacitors is stuck: at low load the current leads."""

    kind = "capacitor_overcompensation"

    def plan(self) -> None:
        """Draw the size of what stays connected."""
        self.kvar = self.mean_kw * float(self.rng.uniform(0.6, 1.1))

    def use(self, demand: Demand) -> None:
        """Feed reactive power in day and night."""
        if self.is_on(demand.day):
            demand.load.q_kvar[:, self.row] -= (self.share * self.kvar)[:, None]
