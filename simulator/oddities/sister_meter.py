"""Load moved between two accounts of one customer."""

from __future__ import annotations

from simulator.oddities.oddity import Oddity
from simulator.scene import Demand


class SisterMeter(Oddity):
    """A customer moves work from one of his two addresses to the other: the sum stays."""

    kind = "sister_meter"

    def plan(self) -> None:
        """Draw how much moves."""
        self.left = float(self.rng.uniform(0.1, 0.45))

    def use(self, demand: Demand) -> None:
        """Take it from the first account and give it to the second."""
        if not self.is_on(demand.day):
            return
        giver, taker = self.stage.rows
        load, share = demand.load, self.stage.roster.phase_share[:, taker, None]
        for block in (load.p_kw, load.q_kvar):
            block[:, taker] += share * (1 - self.left) * block[:, giver].sum(axis=0)
        load.scale(giver, self.left)
