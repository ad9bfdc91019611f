"""The electrical channels of one run, and what they say about live supply."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

# Below this no secondary winding is live, whatever the day's best voltage was.
VOLTAGE_FLOOR_V = np.float32(20.0)
LIVE_VOLTAGE_SHARE = np.float32(0.5)
# Starting current of a meter of 5 A; less is noise.
CURRENT_FLOOR_A = np.float32(0.02)


class Electrical(NamedTuple):
    """Channels of one run, each (n,) float32, or empty where the run does not have it."""

    p: NDArray[np.float32]
    q: NDArray[np.float32]
    u_a: NDArray[np.float32]
    u_b: NDArray[np.float32]
    u_c: NDArray[np.float32]
    i_a: NDArray[np.float32]
    i_b: NDArray[np.float32]
    i_c: NDArray[np.float32]
    i_n: NDArray[np.float32]
    pf: NDArray[np.float32]


@njit(nogil=True)
def part(values, low, high):
    """Return rows [low, high) of a column, empty if none of them is known."""
    chosen = values[low:high]
    for k in range(len(chosen)):
        if chosen[k] == chosen[k]:
            return chosen
    return chosen[:0]


@njit(nogil=True)
def electrical_part(columns, low, high):
    """Return the electrical channels of rows [low, high)."""
    return Electrical(
        part(columns.p_kw, low, high),
        part(columns.q_kvar, low, high),
        part(columns.u_a, low, high),
        part(columns.u_b, low, high),
        part(columns.u_c, low, high),
        part(columns.i_a, low, high),
        part(columns.i_b, low, high),
        part(columns.i_c, low, high),
        part(columns.i_n, low, high),
        part(columns.pf, low, high),
    )


@njit(nogil=True)
def largest(values):
    """Return the largest magnitude known, 0 if there is none."""
    found = np.float32(0)
    for k in range(len(values)):
        magnitude = abs(values[k])
        if magnitude > found:
            found = magnitude
    return found


@njit(nogil=True)
def magnitude_at(values, k):
    """Return the magnitude of a channel at reading k, 0 where unknown or absent."""
    if len(values) == 0 or np.isnan(values[k]):
        return np.float32(0)
    return abs(values[k])


@njit(nogil=True)
def current_at(e, k):
    """Return the largest phase current at reading k, 0 where unknown."""
    return max(magnitude_at(e.i_a, k), magnitude_at(e.i_b, k), magnitude_at(e.i_c, k))


@njit(nogil=True)
def live_voltage(e):
    """Return the voltage above which supply is live in this run."""
    best = max(largest(e.u_a), largest(e.u_b), largest(e.u_c))
    return max(LIVE_VOLTAGE_SHARE * best, VOLTAGE_FLOOR_V)


@njit(nogil=True)
def is_energised(e, k, threshold_v):
    """Tell whether voltage or current of reading k show live supply."""
    best = max(magnitude_at(e.u_a, k), magnitude_at(e.u_b, k), magnitude_at(e.u_c, k))
    return best > threshold_v or current_at(e, k) > CURRENT_FLOOR_A


@njit(nogil=True)
def is_live(e, k, threshold_v):
    """Tell whether voltage, current or power of reading k show live supply."""
    return magnitude_at(e.p, k) > 0 or is_energised(e, k, threshold_v)


@njit(nogil=True)
def has_voltage(e):
    """Tell whether the run knows any voltage."""
    return len(e.u_a) + len(e.u_b) + len(e.u_c) > 0


@njit(nogil=True)
def has_current(e):
    """Tell whether the run knows any phase current."""
    return len(e.i_a) + len(e.i_b) + len(e.i_c) > 0
