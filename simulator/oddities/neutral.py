"""Neutral currents that differ from the live conductor's, though all is counted."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, Wiring, WorkOrder
from simulator.oddities.oddity import Oddity
from simulator.scene import Readout


class SharedNeutral(Oddity):
    """A neighbour's circuit has always returned through this meter's neutral."""

    kind = "shared_neutral"

    def plan(self) -> None:
        """Choose the neighbour, on the same transformer and phase if there is one."""
        self.start_at_once()
        roster = self.stage.roster
        near = (
            (roster.transformer == roster.transformer[self.row])
            & roster.is_wired(Wiring.ONE_PHASE)
            & (roster.grid_phase == roster.grid_phase[self.row])
        )
        near[self.row] = False
        at_least = 0.5 * np.max(roster.mean_kw, where=near, initial=0.0)
        heavy = np.flatnonzero(near & (roster.mean_kw >= at_least))
        self.neighbour = int(self.rng.choice(heavy)) if len(heavy) else self.row
        self.part = float(self.rng.uniform(0.5, 1))

    def meddle(self, readout: Readout) -> None:
        """Add a part of the neighbour's current, and report the difference now and then."""
        readout.meter.neutral_a[self.row] += self.part * readout.meter.i_a[0, self.neighbour]
        if self.rng.random() < 0.3:
            self.report(readout, self.rng.uniform(17, 22), EventCode.NEUTRAL_MISMATCH)


class EarthLeakage(Oddity):
    """A worn heater leaks to earth while it runs: less returns by the neutral than came."""

    kind = "earth_leakage"

    def plan(self) -> None:
        """Draw how much leaks."""
        self.left = float(self.rng.uniform(0.45, 0.75))

    def meddle(self, readout: Readout) -> None:
        """Lower the neutral current from the evening to the morning, and report it."""
        if not self.is_on(readout.day):
            return
        leaks = readout.day.between(self.rng.uniform(15, 18), self.rng.uniform(5, 9))
        readout.meter.neutral_a[self.row] *= np.where(leaks, np.float32(self.left), 1)
        if self.rng.random() < 0.5:
            self.report(readout, 19, EventCode.NEUTRAL_MISMATCH)


class SwappedConductors(Oddity):
    """An electrician swapped live and neutral: the meter counts the conductor that is earthed."""

    kind = "phase_neutral_swap"

    def plan(self) -> None:
        """Enter, in half the cases, the visit that found it."""
        self.ratio = float(self.rng.uniform(1.25, 1.6))
        if self.rng.random() < 0.5:
            found = min(self.final, self.stage.onset + int(self.rng.integers(8, 20)))
            self.stage.order(WorkOrder.SITE_VISIT, found, found)
            self.find(found, Outcome.WIRING_ERROR, "", "live and neutral swapped, told the owner")

    def meddle(self, readout: Readout) -> None:
        """Let the other conductor carry neighbours' return current besides."""
        if not self.is_on(readout.day):
            return
        readout.meter.neutral_a[self.row] *= np.float32(self.ratio)
        if self.rng.random() < 0.5:
            self.report(readout, self.rng.uniform(8, 22), EventCode.NEUTRAL_MISMATCH)
