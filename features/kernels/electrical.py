"""The electrical channels of one run, and what they say about live supply."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.kernels.columns import DayColumns
from features.kernels.compiled import inlined_kernel, kernel
from features.kernels.numba_types import Array, Scalar
from features.kernels.statistics import Statistics, statistics

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


class ElectricalStatistics(NamedTuple):
    """Statistics of each channel of one run."""

    p: Statistics
    q: Statistics
    u_a: Statistics
    u_b: Statistics
    u_c: Statistics
    i_a: Statistics
    i_b: Statistics
    i_c: Statistics
    i_n: Statistics
    pf: Statistics


@kernel
def known_end(values: Array, low: Scalar, high: Scalar) -> Scalar:
    """Return `high`, or `low` if none of rows [low, high) of a column is known."""
    for k in range(low, min(high, len(values))):
        if values[k] == values[k]:
            return high
    return low


@inlined_kernel
def electrical_part(columns: DayColumns, low: Scalar, high: Scalar) -> Electrical:
    """Return the electrical channels of rows [low, high), empty ones if none is known."""
    return Electrical(
        columns.p_kw[low : known_end(columns.p_kw, low, high)],
        columns.q_kvar[low : known_end(columns.q_kvar, low, high)],
        columns.u_a[low : known_end(columns.u_a, low, high)],
        columns.u_b[low : known_end(columns.u_b, low, high)],
        columns.u_c[low : known_end(columns.u_c, low, high)],
        columns.i_a[low : known_end(columns.i_a, low, high)],
        columns.i_b[low : known_end(columns.i_b, low, high)],
        columns.i_c[low : known_end(columns.i_c, low, high)],
        columns.i_n[low : known_end(columns.i_n, low, high)],
        columns.pf[low : known_end(columns.pf, low, high)],
    )


@kernel
def electrical_statistics(e: Electrical) -> ElectricalStatistics:
    """Return the statistics of all channels of a run."""
    return ElectricalStatistics(
        statistics(e.p),
        statistics(e.q),
        statistics(e.u_a),
        statistics(e.u_b),
        statistics(e.u_c),
        statistics(e.i_a),
        statistics(e.i_b),
        statistics(e.i_c),
        statistics(e.i_n),
        statistics(e.pf),
    )


@kernel
def magnitude_at(values: Array, k: Scalar) -> Scalar:
    """Return the magnitude of a channel at reading k, 0 where unknown or absent."""
    if len(values) == 0 or np.isnan(values[k]):
        return np.float32(0)
    return abs(values[k])


@kernel
def signed_at(values: Array, k: Scalar) -> Scalar:
    """Return a channel at reading k with its sign, 0 where unknown or absent."""
    if len(values) == 0 or np.isnan(values[k]):
        return np.float32(0)
    return values[k]


@kernel
def current_at(e: Electrical, k: Scalar) -> Scalar:
    """Return the largest phase current at reading k, 0 where unknown."""
    return max(magnitude_at(e.i_a, k), magnitude_at(e.i_b, k), magnitude_at(e.i_c, k))


@kernel
def live_voltage(s: ElectricalStatistics) -> Scalar:
    """Return the voltage above which supply is live in a run, by its statistics."""
    best = max(s.u_a.peak, s.u_b.peak, s.u_c.peak)
    return max(LIVE_VOLTAGE_SHARE * best, VOLTAGE_FLOOR_V)


@kernel
def is_energised(e: Electrical, k: Scalar, threshold_v: Scalar) -> Scalar:
    """Tell whether voltage or current of reading k show live supply."""
    best = max(magnitude_at(e.u_a, k), magnitude_at(e.u_b, k), magnitude_at(e.u_c, k))
    return best > threshold_v or current_at(e, k) > CURRENT_FLOOR_A


@kernel
def is_live(e: Electrical, k: Scalar, threshold_v: Scalar) -> Scalar:
    """Tell whether voltage, current or power of reading k show live supply."""
    return magnitude_at(e.p, k) > 0 or is_energised(e, k, threshold_v)


@kernel
def has_voltage(e: Electrical) -> bool:
    """Tell whether the run knows any voltage."""
    return len(e.u_a) + len(e.u_b) + len(e.u_c) > 0


@kernel
def has_current(e: Electrical) -> bool:
    """Tell whether the run knows any phase current."""
    return len(e.i_a) + len(e.i_b) + len(e.i_c) > 0
