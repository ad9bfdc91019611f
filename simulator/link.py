"""Communication: which readings never arrive, which arrive late, which arrive twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.region import USUAL_REGION, Communication
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Day

Flags = NDArray[np.bool_]

SCATTERED_SHARE = 0.006
BURST_A_DAY = 0.008
BURST_SLOTS = (2, 20)
CONCENTRATOR_BURST_A_DAY = 0.02
CONCENTRATOR_SLOTS = (4, 12)
LATE_SHARE_OF_BURSTS = 0.5
DOUBLE_SHARE = 0.0008


class Link:
    """Power-line and radio links of the meters, by district; mobile links of the terminals."""

    def __init__(
        self, roster: Roster, seed: int, factors: Communication = USUAL_REGION.link
    ) -> None:
        rng = stream(seed, "link")
        self._roster, self._seed, self._factors = roster, seed, factors
        quality = np.exp(0.6 * rng.standard_normal(len(roster)))
        self._scattered = factors.missing * np.minimum(SCATTERED_SHARE * quality, 0.05)

    def draw(self, day: Day) -> tuple[Flags, Flags]:
        """Return (lost, late), (n, T) each: rows that never arrive, and rows that come later."""
        rng = stream(self._seed, "link", day.index)
        count, slots = len(self._roster), day.slots
        scattered = rng.random((count, slots), dtype=np.float32) < self._scattered[:, None]
        worse = self._factors.missing
        own = _bursts(rng, count, slots, worse * BURST_A_DAY, BURST_SLOTS)
        districts = len(self._roster.network.feeder_of)
        wide = _bursts(rng, districts, slots, worse * CONCENTRATOR_BURST_A_DAY, CONCENTRATOR_SLOTS)
        burst = own | wide[self._roster.transformer]
        is_late = rng.random(count) < LATE_SHARE_OF_BURSTS * self._factors.late
        late = burst & is_late[:, None] & ~scattered
        return (scattered | burst) & ~late, late

    def draw_terminals(self, day: Day, count: int) -> Flags:
        """Return (k, T) rows of the terminals that never arrive."""
        rng = stream(self._seed, "mobile link", day.index)
        worse = self._factors.missing
        scattered = rng.random((count, day.slots), dtype=np.float32) < worse * SCATTERED_SHARE
        return scattered | _bursts(rng, count, day.slots, worse * BURST_A_DAY, BURST_SLOTS)

    def doubled(self, day: Day, rows: int) -> NDArray[np.int64]:
        """Return the places of rows, of so many, that are delivered twice."""
        rng = stream(self._seed, "double", day.index)
        twice = int(rows * min(1.0, DOUBLE_SHARE * self._factors.doubled))
        return np.sort(rng.choice(rows, twice, replace=False))


def _bursts(
    rng: np.random.Generator, count: int, slots: int, a_day: float, length: tuple[int, int]
) -> Flags:
    """(count, T) one stretch a day at most, with chance `a_day`."""
    happens = rng.random(count) < a_day
    start = rng.integers(0, slots, count)
    stop = start + rng.integers(length[0], length[1] + 1, count)
    slot = np.arange(slots)
    return happens[:, None] & (slot >= start[:, None]) & (slot < stop[:, None])
