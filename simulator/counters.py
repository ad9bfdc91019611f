"""Counters: registers that integrate power, with so many digits and no more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.meter_models import USUAL, Registers
from simulator.timeline import SLOT_HOURS

Floats = NDArray[np.float64]
Block = NDArray[np.float32]


class Counters:
    """Registers of m devices, forward and reverse, going on from day to day."""

    def __init__(self, start_kwh: Floats, registers: Registers | None = None) -> None:
        self.forward = start_kwh.copy()
        self.reverse = np.zeros_like(start_kwh)
        self._registers = registers or USUAL.registers(len(start_kwh))

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
        return self._registers.shown(forward), self._registers.shown(reverse)
