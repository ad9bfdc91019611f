"""Movements: how energy changes from slot to slot, beyond what it always does at that hour.

Levels drift with season and weather at everybody's at once; from one hour to the next, each
goes its own way. So an account is recognised by its movements in the losses of a district.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.window import Facts

FRIDAY = 4


def movements(energy: NDArray[np.floating], weekdays: NDArray[np.int64], slots_a_day: int) -> Facts:
    """Return the change since the slot before, less the mean change at this hour, (r, T) kWh.

    energy: (r, T) kWh, T = days x `slots_a_day`, NaN where unknown. weekdays: (days,), Monday
    is 0; working days and weekends have means of their own. NaN where either slot is unknown.
    """
    weekend = np.ascontiguousarray(weekdays > FRIDAY)
    rows = np.ascontiguousarray(energy, dtype=np.float32)
    result: Facts = _movements(rows, weekend, slots_a_day)
    return result


@njit(cache=True)
def _movements(
    energy: NDArray[np.float32], weekend: NDArray[np.bool_], slots: int
) -> NDArray[np.float32]:
    out = np.full(energy.shape, np.nan, dtype=np.float32)
    total = np.zeros((2, slots))
    count = np.zeros((2, slots))
    for i in range(energy.shape[0]):
        total[:] = 0.0
        count[:] = 0.0
        for t in range(1, energy.shape[1]):
            step = energy[i, t] - energy[i, t - 1]
            if np.isfinite(step):
                kind = 1 if weekend[t // slots] else 0
                total[kind, t % slots] += step
                count[kind, t % slots] += 1.0
                out[i, t] = step
        for t in range(1, energy.shape[1]):
            kind = 1 if weekend[t // slots] else 0
            if count[kind, t % slots] > 0:
                out[i, t] -= total[kind, t % slots] / count[kind, t % slots]
    return out
