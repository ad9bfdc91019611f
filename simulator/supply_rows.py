"""Supply rows: energy sent into districts and feeders as their meters deliver it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulator.reading_times import slots_of
from simulator.simulation import Delivery, Simulation
from simulator.streams import stream

BURST_HOURS = 6  # most of what a supply meter loses is lost in one piece


class SupplyRows:
    """Collects supply energy of districts and feeders; own transformers have no such meter."""

    def __init__(self, simulation: Simulation) -> None:
        network = simulation.roster.network
        self._meters, self._seed = simulation.scenario.region.supply, simulation.seed
        self._shared = np.flatnonzero(~network.is_dedicated)
        self._nodes = np.array([*network.transformer_ids[self._shared], *network.feeder_ids])
        self._kwh: list[NDArray[np.float64]] = []
        self._ends: list[NDArray[np.int64]] = []

    @property
    def is_delivered(self) -> bool:
        """Whether the utility has supply meters."""
        return self._meters.resolution != "none"

    def add(self, delivery: Delivery) -> None:
        """Take in one day; lost intervals become NaN."""
        if not self.is_delivered:
            return
        day = delivery.day
        districts = delivery.supply.transformer_kwh[self._shared]
        kwh = np.vstack([districts, delivery.supply.feeder_kwh])
        last = np.flatnonzero(slots_of(self._meters.resolution, day.slots))
        first = np.append(0, last[:-1] + 1)
        kwh = np.where(self._lost(day.index, day.slots), np.nan, kwh)
        self._kwh.append(np.add.reduceat(kwh, first, axis=1))
        self._ends.append(day.ends_us[last])

    def _lost(self, index: int, slots: int) -> NDArray[np.bool_]:
        """(m, T) slots that are lost, in pieces of some hours."""
        rng = stream(self._seed, "supply gaps", index)
        pieces = 24 // BURST_HOURS
        lost = rng.random((len(self._nodes), pieces)) < self._meters.missing
        return np.asarray(lost[:, np.arange(slots) * pieces // slots])

    def columns(self) -> dict[str, Any]:
        """Return columns of the supply table, by node and time, without what was lost."""
        kwh, ends = np.concatenate(self._kwh, axis=1), np.concatenate(self._ends)
        known = np.isfinite(kwh).ravel()
        return {
            "node_id": np.repeat(self._nodes, len(ends))[known],
            "ts": pa.array(np.tile(ends, len(self._nodes))[known]),
            "kwh": np.round(kwh, 3).ravel()[known],
        }
