"""Meters and terminals: errors, registers, and what stands on their displays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Wiring
from simulator.counters import Counters
from simulator.display import CURVES, Display, curves_of
from simulator.elements import Elements
from simulator.meter_models import gains_of, models_of, registers_of
from simulator.roster import Roster
from simulator.scene import Readout
from simulator.streams import stream

Floats = NDArray[np.float64]
Block = NDArray[np.float32]

TERMINAL_ERROR_SHARE = 0.004
NEUTRAL_ERROR_SHARE = 0.008
SNAPSHOT_SPREAD = 0.012  # load at the instant of the snapshot against the mean of its interval
NEAR_ROLLOVER_SHARE = 0.006


class Meters:
    """The billing meters of all customers and the terminals of some, with their state.

    Meters are alike in digits and errors unless they are `varied`, by model and batch.
    """

    def __init__(self, roster: Roster, seed: int, *, varied: bool = False) -> None:
        rng = stream(seed, "meters")
        count = len(roster)
        self._roster, self._seed = roster, seed
        models = models_of(roster.meter_model, varied=varied)
        self.registers = registers_of(models)
        self._error = gains_of(models, rng.standard_normal(count), seed, varied=varied)
        start = rng.uniform(50, 40_000, count)
        rolling = rng.random(count) < NEAR_ROLLOVER_SHARE
        ends = self.registers.capacity_kwh[rolling]
        start[rolling] = ends - rng.uniform(1, 60, int(rolling.sum()))
        self._counters = Counters(start % self.registers.capacity_kwh, self.registers)
        four_wire = roster.is_wired(Wiring.FOUR_WIRE)
        hides = four_wire & roster.is_ct_metered
        sensor = 1 + NEUTRAL_ERROR_SHARE * rng.standard_normal(count)
        self._neutral = np.where(hides, np.nan, sensor)[:, None].astype(np.float32)
        self.terminal_places = np.flatnonzero(roster.has_terminal)
        size = len(self.terminal_places)
        self._terminal_error = 1 + TERMINAL_ERROR_SHARE * rng.standard_normal(size)
        self._terminal_counters = Counters(rng.uniform(50, 40_000, size))
        self._last = {name: np.zeros(count, dtype=np.float32) for name in CURVES}

    def show(self, readout: Readout) -> Display:
        """Return what the billing meters show on this day."""
        jitter = self._jitter(readout, len(self._roster))
        seen = _scaled(readout.meter, self._error)
        counted = np.where(readout.hung, np.float32(0), seen.power_w)
        resets = tuple(readout.resets)
        forward, reverse = self._counters.count(counted, readout.register_step_kwh, resets)
        curves = curves_of(_scaled(seen, jitter), self._roster.wiring, self._neutral)
        self._freeze(curves, readout.frozen)
        return Display(forward, reverse, curves)

    def show_terminals(self, readout: Readout) -> Display:
        """Return what the terminals show on this day, (k, T)."""
        places = self.terminal_places
        seen = _scaled(readout.terminal, self._terminal_error)
        forward, reverse = self._terminal_counters.count(seen.power_w)
        jitter = self._jitter(readout, len(self._roster))[places]
        hidden = np.full((len(places), 1), np.nan, dtype=np.float32)
        curves = curves_of(_scaled(seen, jitter), self._roster.wiring[places], hidden)
        return Display(forward, reverse, curves)

    def _jitter(self, readout: Readout, count: int) -> Floats:
        rng = stream(self._seed, "snapshot", readout.day.index)
        noise = rng.standard_normal((count, readout.day.slots), dtype=np.float32)
        return np.asarray(np.exp(SNAPSHOT_SPREAD * noise))

    def _freeze(self, curves: dict[str, Block], frozen: NDArray[np.bool_]) -> None:
        """Repeat the last values shown before the processor hung, of the day before if need be."""
        rows = np.flatnonzero(frozen.any(axis=1))
        slots = np.where(frozen[rows], -1, np.arange(frozen.shape[1]))
        source = np.maximum.accumulate(slots, axis=1)
        for name, values in curves.items():
            own = np.take_along_axis(values[rows], np.maximum(source, 0), axis=1)
            values[rows] = np.where(source < 0, self._last[name][rows, None], own)
            self._last[name] = values[:, -1].copy()


def _scaled(elements: Elements, factor: Floats) -> Elements:
    """Return elements with current and power times `factor`, (m,) or (m, T)."""
    gain = (factor if factor.ndim == 2 else factor[:, None]).astype(np.float32)
    return Elements(
        elements.u_v,
        np.asarray(elements.i_a * gain),
        np.asarray(elements.p_w * gain),
        np.asarray(elements.q_var * gain),
        np.asarray(elements.neutral_a * gain),
    )
