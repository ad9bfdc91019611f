"""Meters and terminals: errors, registers, quantisation, and what stands on their displays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Wiring
from simulator.elements import Elements
from simulator.roster import Roster
from simulator.scene import Readout
from simulator.streams import stream
from simulator.timeline import SLOT_HOURS

Floats = NDArray[np.float64]
Block = NDArray[np.float32]

REGISTER_CAPACITY_KWH = 1_000_000.0
QUANTUM_KWH = 0.01
METER_ERROR_SHARE = 0.003
TERMINAL_ERROR_SHARE = 0.004
NEUTRAL_ERROR_SHARE = 0.008
SNAPSHOT_SPREAD = 0.012  # load at the instant of the snapshot against the mean of its interval
NEAR_ROLLOVER_SHARE = 0.006

CURVES = ("p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c", "i_n", "pf")
DECIMALS = {"p_kw": 4, "q_kvar": 4, "pf": 3, **dict.fromkeys(("u_a", "u_b", "u_c"), 1)}
CURRENT_DECIMALS = 3


@dataclass(frozen=True)
class Display:
    """What m devices show at each slot's end, (m, T) each: registers and `CURVES`, secondary."""

    register_kwh: Floats
    export_kwh: Floats
    curves: dict[str, Block]


class Counters:
    """Registers of m devices, forward and reverse, going on from day to day."""

    def __init__(self, start_kwh: Floats) -> None:
        self.forward = start_kwh.copy()
        self.reverse = np.zeros_like(start_kwh)

    def count(
        self,
        power_w: Block,
        step_kwh: Floats | None = None,
        resets: tuple[tuple[int, int, float], ...] = (),
    ) -> tuple[Floats, Floats]:
        """Integrate `power_w` (m, T); return forward and reverse registers at slots' ends.

        step_kwh (m, T) is added in its slot. Each reset (row, slot, kWh) puts the forward
        register to a value before that slot.
        """
        energy = power_w.astype(np.float64) * (SLOT_HOURS / 1000)
        gain = np.clip(energy, 0, None)
        if step_kwh is not None:
            gain = gain + step_kwh
        forward = self.forward[:, None] + np.cumsum(gain, axis=1)
        reverse = self.reverse[:, None] + np.cumsum(np.clip(-energy, 0, None), axis=1)
        for row, slot, value in resets:
            before = forward[row, slot] - gain[row, slot]
            forward[row, slot:] += value - before
            reverse[row, slot:] -= reverse[row, slot]
        np.clip(forward, 0, None, out=forward)
        self.forward, self.reverse = forward[:, -1].copy(), reverse[:, -1].copy()
        return _shown(forward), _shown(reverse)


def _shown(register: Floats) -> Floats:
    """Cut to whole quanta, and begin at zero again after the last digit."""
    quanta = np.floor(register / QUANTUM_KWH + 1e-6)
    return np.round(quanta % (REGISTER_CAPACITY_KWH / QUANTUM_KWH)) / (1 / QUANTUM_KWH)


def curves_of(elements: Elements, wiring: NDArray[np.str_], neutral: Block) -> dict[str, Block]:
    """Return `CURVES` (m, T) as displayed; NaN where the wiring has no such channel.

    neutral (m, 1): gain of the sensor of the neutral current, NaN where there is none.
    """
    p = elements.power_w / 1000
    q = elements.q_var.sum(axis=0) / np.float32(1000)
    apparent = np.hypot(p, q)
    with np.errstate(invalid="ignore", divide="ignore"):
        pf = np.where(apparent > 0, p / apparent, 1).astype(np.float32)
    curves = {"p_kw": p, "q_kvar": q, "pf": pf, "i_n": elements.neutral_a * neutral}
    sign = np.where(elements.p_w < 0, np.float32(-1), np.float32(1))
    for phase, name in enumerate("abc"):
        curves[f"u_{name}"] = elements.u_v[phase].copy()
        curves[f"i_{name}"] = elements.i_a[phase] * sign[phase]
    _blank(curves, wiring)
    return {
        name: np.round(curves[name], DECIMALS.get(name, CURRENT_DECIMALS)).astype(np.float32)
        for name in CURVES
    }


def _blank(curves: dict[str, Block], wiring: NDArray[np.str_]) -> None:
    one, two = wiring == Wiring.ONE_PHASE.value, wiring == Wiring.TWO_ELEMENT.value
    absent = {"b": one | two, "c": one, "n": two}
    for name, rows in absent.items():
        for quantity in ("u", "i"):
            if f"{quantity}_{name}" in curves:
                curves[f"{quantity}_{name}"][rows] = np.nan


class Meters:
    """The billing meters of all customers and the terminals of some, with their state."""

    def __init__(self, roster: Roster, seed: int) -> None:
        rng = stream(seed, "meters")
        count = len(roster)
        self._roster, self._seed = roster, seed
        self._error = 1 + METER_ERROR_SHARE * rng.standard_normal(count)
        start = rng.uniform(50, 40_000, count)
        rolling = rng.random(count) < NEAR_ROLLOVER_SHARE
        start[rolling] = REGISTER_CAPACITY_KWH - rng.uniform(1, 60, int(rolling.sum()))
        self._counters = Counters(start)
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
