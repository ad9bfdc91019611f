"""Honest changes of one phase: machines that come and go, circuits moved to another phase."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode
from simulator.oddities.oddity import Oddity
from simulator.scene import Demand, Readout


class SinglePhaseLoad(Oddity):
    """A lawful new machine on one phase: currents shift, and consumption rises."""

    kind = "new_single_phase_load"

    def plan(self) -> None:
        """Choose phase, size and working hours."""
        self.phase = np.eye(3)[int(self.rng.integers(0, 3))]
        self.kw = float(self.mean_kw * self.rng.uniform(0.8, 1.5))
        self.start = float(self.rng.uniform(6, 10))

    def use(self, demand: Demand) -> None:
        """Add the machine in its hours."""
        if not self.is_on(demand.day):
            return
        hours = demand.day.between(self.start, self.start + 12)
        noise = np.exp(0.06 * self.rng.standard_normal(demand.day.slots))
        demand.load.add(self.row, self.phase, self.kw * hours * noise, tan_phi=0.35)


class PhaseLoadGone(Oddity):
    """A large machine on one phase is scrapped: that phase's current falls for good."""

    kind = "single_phase_load_gone"

    def plan(self) -> None:
        """Choose the phase and what is left on it."""
        self.left = np.ones(3)
        self.left[int(self.rng.integers(0, 3))] = self.rng.uniform(0.1, 0.5)

    def use(self, demand: Demand) -> None:
        """Scale that phase down."""
        if self.is_on(demand.day):
            demand.load.p_kw[:, self.row] *= self.left[:, None]
            demand.load.q_kvar[:, self.row] *= self.left[:, None]


class CircuitsMoved(Oddity):
    """The customer's electrician moves circuits to another phase: the sum stays."""

    kind = "circuits_moved"

    def plan(self) -> None:
        """Choose from which phase to which, and how much."""
        self.giver, self.taker = (int(one) for one in self.rng.permutation(3)[:2])
        self.moved = float(self.rng.uniform(0.3, 0.7))

    def use(self, demand: Demand) -> None:
        """Move a part of the one phase's load to the other."""
        if not self.is_on(demand.day):
            return
        for block in (demand.load.p_kw, demand.load.q_kvar):
            part = self.moved * block[self.giver, self.row]
            block[self.giver, self.row] -= part
            block[self.taker, self.row] += part


class UnevenPhases(Oddity):
    """Nearly all circuits hang on one phase, and always have: the meter complains of it."""

    kind = "uneven_phases"

    def plan(self) -> None:
        """Choose the phase and how much of the load it has."""
        self.start_at_once()
        self.phase = int(self.rng.integers(0, 3))
        self.shares = np.full(3, self.rng.uniform(0.03, 0.12))
        self.shares[self.phase] = 1 - 2 * self.shares[0]

    def use(self, demand: Demand) -> None:
        """Share the load out so."""
        for block in (demand.load.p_kw, demand.load.q_kvar):
            block[:, self.row] = self.shares[:, None] * block[:, self.row].sum(axis=0)

    def meddle(self, readout: Readout) -> None:
        """Report the unbalance on most days."""
        if self.rng.random() < 0.6:
            self.report(readout, self.rng.uniform(7, 20), EventCode.CURRENT_UNBALANCE)
