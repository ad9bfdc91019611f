"""What the measuring elements of a meter see: voltage, current and power, by wiring.

1P2W has element a alone. 3P4W has an element a phase. 3P3W has two, on Uab with Ia and on
Ucb with Ic: with currents lagging by phi they see Uab Ia cos(30 + phi) and Ucb Ic cos(30 -
phi), which add up to the three-phase power. All values are secondary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Wiring

Block = NDArray[np.float32]
Factor = NDArray[np.floating] | float

SQRT_3 = np.float32(np.sqrt(3))
COS_30 = np.float32(np.sqrt(3) / 2)
SIN_30 = np.float32(0.5)
ALL = (0, 1, 2)
VOLTAGE_ANGLE_RAD = {  # of the elements' voltages, phase a's own at nought
    Wiring.FOUR_WIRE.value: (0.0, -2 * np.pi / 3, 2 * np.pi / 3),
    Wiring.TWO_ELEMENT.value: (np.pi / 6, 0.0, np.pi / 2),
}


@dataclass
class Elements:
    """Elements a, b, c of n meters over T slots, each array (3, n, T), changed in place.

    u_v volts, i_a amperes (magnitude), p_w and q_var of each element; zero where the wiring
    has no such element. neutral_a: (n, T) current in the neutral conductor.
    """

    u_v: Block
    i_a: Block
    p_w: Block
    q_var: Block
    neutral_a: Block

    @property
    def power_w(self) -> Block:
        """(n, T) total active power."""
        return np.asarray(self.p_w.sum(axis=0))

    def rows(self, chosen: NDArray[np.int64]) -> Elements:
        """Return a copy of the meters at `chosen`, as another device beside them sees them."""
        return Elements(
            self.u_v[:, chosen],
            self.i_a[:, chosen],
            self.p_w[:, chosen],
            self.q_var[:, chosen],
            self.neutral_a[chosen],
        )

    def scale_current(self, row: int, factor: Factor, phases: tuple[int, ...] = ALL) -> None:
        """Let elements see `factor`, a number or (T,), of the current; the angle stays."""
        for phase in phases:
            for array in (self.i_a, self.p_w, self.q_var):
                array[phase, row] *= factor

    def scale_voltage(self, row: int, factor: Factor, phases: tuple[int, ...]) -> None:
        """Let elements see `factor`, a number or (T,), of the voltage; the angle stays."""
        for phase in phases:
            for array in (self.u_v, self.p_w, self.q_var):
                array[phase, row] *= factor

    def scale_power(self, row: int, factor: Factor, phases: tuple[int, ...] = ALL) -> None:
        """Let elements make `factor`, a number or (T,), of the power; voltage and current stay."""
        for phase in phases:
            for array in (self.p_w, self.q_var):
                array[phase, row] *= factor

    def turn(self, row: int, lag_rad: Factor, phases: tuple[int, ...] = ALL) -> None:
        """Let currents lag `lag_rad`, a number or (T,), more behind voltages of the same size."""
        for phase in phases:
            power = (self.p_w[phase, row] + 1j * self.q_var[phase, row]) * np.exp(1j * lag_rad)
            self.p_w[phase, row], self.q_var[phase, row] = power.real, power.imag

    def swap_currents(
        self, row: int, when: NDArray[np.bool_], pair: tuple[int, int], wiring: str
    ) -> None:
        """Lead each of two currents through the other's element in slots `when` (T,)."""
        size, angle = self.u_v[:, row], np.array(VOLTAGE_ANGLE_RAD[wiring])[:, None]
        volts = size * np.exp(1j * angle)
        safe = np.where(size > 0, volts, np.inf)
        amperes = np.conj((self.p_w[:, row] + 1j * self.q_var[:, row]) / safe)
        shown = self.i_a[:, row].copy()
        for own, other in (pair, pair[::-1]):
            power = volts[own] * np.conj(amperes[other])
            self.i_a[own, row] = np.where(when, shown[other], shown[own])
            self.p_w[own, row] = np.where(when, power.real, self.p_w[own, row])
            self.q_var[own, row] = np.where(when, power.imag, self.q_var[own, row])

    def reverse(self, row: int, when: NDArray[np.bool_], phases: tuple[int, ...] = ALL) -> None:
        """Turn the current of elements round in slots `when` (T,)."""
        sign = np.where(when, np.float32(-1), np.float32(1))
        for phase in phases:
            self.p_w[phase, row] *= sign
            self.q_var[phase, row] *= sign


def elements_of(
    p_kw: Block,
    q_kvar: Block,
    voltage_pu: Block,
    *,
    wiring: NDArray[np.str_],
    rated_voltage_v: NDArray[np.float64],
    multiplier: NDArray[np.float64],
    grid_phase: NDArray[np.int64],
) -> Elements:
    """Return what meters see of primary loads `p_kw`, `q_kvar` (3, n, T) by grid phase.

    voltage_pu: (3, n, T) phase voltages over nominal; where zero, nothing flows. The other
    arguments are (n,). Where the wiring is 3P3W the power seen replaces the load given: it
    is the same if the phases are balanced.
    """
    two = np.flatnonzero(wiring == Wiring.TWO_ELEMENT.value)
    volts = (voltage_pu * rated_voltage_v[:, None]).astype(np.float32)
    volts[:, two] /= SQRT_3  # rated between lines; the loads are between line and earth
    scale = np.where(volts > 0, (1000 / multiplier)[:, None], 0).astype(np.float32)
    p_w, q_var = p_kw * scale, q_kvar * scale
    single = np.flatnonzero(wiring == Wiring.ONE_PHASE.value)
    _merge_phases(volts, p_w, q_var, single, grid_phase[single])
    current = np.hypot(p_w, q_var) / np.where(volts > 0, volts, np.float32(np.inf))
    neutral = current[0].copy()
    four = np.flatnonzero(wiring == Wiring.FOUR_WIRE.value)
    neutral[four] = _neutral(volts[:, four], p_w[:, four], q_var[:, four])
    neutral[two] = 0
    for array in (p_w, q_var, current):
        array[1, two] = 0
    _turn_to_lines(volts, p_w, q_var, two)
    return Elements(volts, current, p_w, q_var, neutral)


def _merge_phases(
    volts: Block, p_w: Block, q_var: Block, rows: NDArray[np.int64], grid_phase: NDArray[np.int64]
) -> None:
    """Bring the one phase that feeds these meters to element a."""
    volts[0, rows] = volts[grid_phase, rows]
    p_w[0, rows] = p_w[:, rows].sum(axis=0)
    q_var[0, rows] = q_var[:, rows].sum(axis=0)
    for array in (volts, p_w, q_var):
        array[1:, rows] = 0


def _neutral(volts: Block, p_w: Block, q_var: Block) -> Block:
    """(m, T) magnitude of the sum of three phase currents a third of a turn apart."""
    safe = np.where(volts > 0, volts, np.float32(np.inf))
    turns = np.exp(-2j * np.pi * np.arange(3) / 3).astype(np.complex64)
    return np.asarray(np.abs((turns[:, None, None] * (p_w - 1j * q_var) / safe).sum(axis=0)))


def _turn_to_lines(volts: Block, p_w: Block, q_var: Block, rows: NDArray[np.int64]) -> None:
    """Put line voltages Uab and Ucb in place of phase voltages, with the powers that follow."""
    middle = volts[1, rows]
    for phase, side in ((0, np.float32(1)), (2, np.float32(-1))):
        own, p, q = volts[phase, rows], p_w[phase, rows], q_var[phase, rows]
        line = np.sqrt(own**2 + middle**2 + own * middle)
        gain = line / np.where(own > 0, own, np.float32(np.inf))
        p_w[phase, rows] = gain * (COS_30 * p - side * SIN_30 * q)
        q_var[phase, rows] = gain * (COS_30 * q + side * SIN_30 * p)
        volts[phase, rows] = line
    volts[1, rows] = 0
