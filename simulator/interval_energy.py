"""Interval energy: what a utility delivers that keeps differences in place of registers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int32]

NEAR_END_SHARE = 0.99  # a register that falls from here to below the rest has begun again


class IntervalEnergy:
    """Differences of n registers between reading times, going on from day to day."""

    def __init__(self) -> None:
        self._last: tuple[Floats, Codes] | None = None
        self._since: Floats | None = None

    def of(self, register_kwh: Floats, meter_code: Codes, due: Flags) -> Floats:
        """Return what was counted since the last time due, (n, T), NaN where none is due.

        register_kwh, meter_code: (n, T) at slots' ends. A new meter counts from nought. Where
        the register was set back the interval holds nothing: energy is never negative. The
        first slot of all has none before it and counts nothing.
        """
        gain = self._gains(register_kwh, meter_code)
        since = np.zeros(len(gain)) if self._since is None else self._since
        running = since[:, None] + np.cumsum(gain, axis=1)
        at_due = np.maximum.accumulate(np.where(due, np.arange(due.shape[1]), -1), axis=1)
        before = np.hstack([np.full((len(gain), 1), -1), at_due[:, :-1]])
        taken = np.take_along_axis(running, np.maximum(before, 0), axis=1)
        energy = running - np.where(before < 0, 0.0, taken)
        final = np.take_along_axis(running, np.maximum(at_due[:, -1:], 0), axis=1)[:, 0]
        self._since = running[:, -1] - np.where(at_due[:, -1] < 0, 0.0, final)
        return np.where(due, np.round(np.clip(energy, 0, None), 2), np.nan)

    def _gains(self, register_kwh: Floats, meter_code: Codes) -> Floats:
        """(n, T) advance of the register in each slot."""
        if self._last is None:
            self._last = register_kwh[:, 0], meter_code[:, 0]
        before = np.column_stack([self._last[0], register_kwh[:, :-1]])
        code_before = np.column_stack([self._last[1], meter_code[:, :-1]])
        self._last = register_kwh[:, -1].copy(), meter_code[:, -1].copy()
        gain = register_kwh - before
        capacity = 10 ** np.ceil(np.log10(np.maximum(before, 1.0)))
        rolled = (before > NEAR_END_SHARE * capacity) & (
            register_kwh < (1 - NEAR_END_SHARE) * capacity
        )
        gain = np.where(rolled, gain + capacity, gain)
        return np.where(meter_code != code_before, register_kwh, gain)
