"""An entry of the mixture: what befalls whom, how often, when and how strongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.happening import Happening
from simulator.roster import Roster

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Entry:
    """One line of the mixture.

    name: what scenarios call it. build: the happening. whom: (n,) flags of the customers it
    can befall. a_thousand: how many in a thousand accounts. from_accounts: at least one from
    this size on. onset: range as a share of the simulated time. strength: range. needs_days:
    shortest run that has it. befalls: one customer, two of one owner, a whole district, or a
    batch of meters.
    """

    name: str
    build: type[Happening]
    whom: Callable[[Roster], Flags]
    a_thousand: float
    from_accounts: int
    onset: tuple[float, float] = (0.35, 0.7)
    strength: tuple[float, float] = (0.4, 1.0)
    needs_days: int = 10
    befalls: str = "customer"

    def count(self, accounts: int, days: int) -> int:
        """Return how often it happens among so many accounts."""
        if accounts < self.from_accounts or days < self.needs_days:
            return 0
        return max(1, int(self.a_thousand * accounts / 1000))
