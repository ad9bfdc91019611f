"""The wires above the meters: voltage drop, technical losses, and what supply meters record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.network import rating_kva
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import SLOT_HOURS, Day

Block = NDArray[np.float32]
Floats = NDArray[np.float64]

SOURCE_PU = 1.03
SOURCE_WANDER_PU = 0.006
FEEDER_DROP_PU = 0.02  # at the feeder's rating, as below
TRANSFORMER_DROP_PU = 0.03
LINE_DROP_PU = 0.04  # at the far end of the low-voltage line
SERVICE_DROP_PU = 0.02  # own service cable at contracted power
IRON_LOSS_SHARE = 0.002
COPPER_LOSS_SHARE = 0.012
LINE_LOSS_SHARE = 0.025
FEEDER_LOSS_SHARE = 0.012
SUPPLY_ERROR_SHARE = 0.002
STIFFNESS_AT_10KV = 0.3  # customers of own transformers hang on the stiff feeder


@dataclass(frozen=True)
class Supply:
    """Energy sent into districts (t, T) and feeders (f, T) as their meters record it, kWh.

    The losses are the true technical ones, below each meter and above the next, kWh: for
    tests and the truth alone.
    """

    transformer_kwh: Floats
    feeder_kwh: Floats
    transformer_loss_kwh: Floats
    feeder_loss_kwh: Floats


class Grid:
    """Voltages and losses of the network, from the true loads of its customers."""

    def __init__(self, roster: Roster, seed: int) -> None:
        rng = stream(seed, "grid")
        network = roster.network
        self._roster, self._seed = roster, seed
        self._first = np.searchsorted(roster.transformer, np.arange(len(network.feeder_of)))
        self._first_of_feeder = np.searchsorted(
            network.feeder_of, np.arange(len(network.feeder_ids))
        )
        self.transformer_kva = rating_kva(np.add.reduceat(roster.mean_kw, self._first))
        self._feeder_kva = np.add.reduceat(self.transformer_kva, self._first_of_feeder)
        self._distance = rng.uniform(0.05, 1.0, len(roster)) * ~roster.is_dedicated
        self._state = rng.standard_normal((len(network.feeder_ids), 3))
        self._transformer_error = rng.normal(1, SUPPLY_ERROR_SHARE, len(network.feeder_of))
        self._feeder_error = rng.normal(1, SUPPLY_ERROR_SHARE, len(network.feeder_ids))

    def voltages(self, day: Day, p_kw: Block, dark: NDArray[np.bool_]) -> Block:
        """(3, n, T) phase voltages over nominal at the meters; zero where `dark` (n, T)."""
        roster = self._roster
        district = np.add.reduceat(p_kw, self._first, axis=1)
        loading = district / (self.transformer_kva[:, None] / 3).astype(np.float32)
        feeder = np.add.reduceat(district, self._first_of_feeder, axis=1)
        feeder_loading = feeder / (self._feeder_kva[:, None] / 3).astype(np.float32)
        source = self._source(day) - FEEDER_DROP_PU * feeder_loading
        upstream = source[:, roster.network.feeder_of]
        stiff = np.where(roster.network.is_dedicated, STIFFNESS_AT_10KV, 1.0)
        bus = upstream - (TRANSFORMER_DROP_PU * stiff)[:, None] * loading
        line = LINE_DROP_PU * self._distance[:, None] * loading[:, roster.transformer]
        service = SERVICE_DROP_PU * 3 * p_kw / roster.contract_kw[:, None]
        volts = bus[:, roster.transformer] - line - np.clip(service, -0.04, 0.08)
        return np.where(dark, np.float32(0), np.clip(volts, 0.7, 1.15)).astype(np.float32)

    def _source(self, day: Day) -> Floats:
        """(3, f, T) voltage at the head of each feeder: wanders, and sags in the evening."""
        rng = stream(self._seed, "grid", day.index)
        shocks = rng.standard_normal((day.slots, *self._state.shape))
        state = self._state
        for slot in range(day.slots):
            state = 0.95 * state + 0.31 * shocks[slot]
            shocks[slot] = state
        self._state = state
        sag = 0.008 * np.exp(-(((day.hours - 19.5) / 2.5) ** 2))
        return SOURCE_PU + SOURCE_WANDER_PU * shocks.transpose(2, 1, 0) - sag

    def supply(self, true_kw: Floats, live: NDArray[np.bool_]) -> Supply:
        """Return what supply meters record above customers drawing `true_kw` (n, T).

        `live` (n, T) tells where the mains are on; a dark transformer loses nothing.
        """
        drawn = np.add.reduceat(true_kw, self._first, axis=0)
        is_live = np.logical_or.reduceat(live, self._first, axis=0)
        below = self._transformer_loss_kw(drawn, is_live)
        sent = drawn + below
        feeder = np.add.reduceat(sent, self._first_of_feeder, axis=0)
        rating = self._feeder_kva[:, None]
        above = FEEDER_LOSS_SHARE * rating * (feeder / rating) ** 2
        return Supply(
            transformer_kwh=sent * self._transformer_error[:, None] * SLOT_HOURS,
            feeder_kwh=(feeder + above) * self._feeder_error[:, None] * SLOT_HOURS,
            transformer_loss_kwh=below * SLOT_HOURS,
            feeder_loss_kwh=above * SLOT_HOURS,
        )

    def _transformer_loss_kw(self, drawn_kw: Floats, is_live: NDArray[np.bool_]) -> Floats:
        """(t, T) iron and copper of transformers and low-voltage lines at a load (t, T).

        Losses of a customer's own transformer are metered as his.
        """
        own = self._roster.network.is_dedicated
        rating = self.transformer_kva[:, None]
        wires = np.where(own, 0.0, COPPER_LOSS_SHARE + LINE_LOSS_SHARE)[:, None]
        iron = np.where(own, 0.0, IRON_LOSS_SHARE)[:, None] * is_live
        return np.asarray(rating * (iron + wires * (drawn_kw / rating) ** 2))
