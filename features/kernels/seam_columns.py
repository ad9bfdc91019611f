"""Seams: what is known on both sides of midnight, and what the seam kernel makes of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.kernels.compiled import kernel
from features.kernels.numba_types import Array, Scalar


class Seams(NamedTuple):
    """Facts of devices (n, d) float64 that tell what happened between readings."""

    rows: NDArray[np.float64]
    step: NDArray[np.float64]
    coverage: NDArray[np.float64]
    first_minute: NDArray[np.float64]
    last_minute: NDArray[np.float64]
    register_first: NDArray[np.float64]
    register_last: NDArray[np.float64]
    register_first_minute: NDArray[np.float64]
    register_last_minute: NDArray[np.float64]
    register_kwh: NDArray[np.float64]
    interval_kwh: NDArray[np.float64]
    power_kwh: NDArray[np.float64]


class SeamResults(NamedTuple):
    """What the seam kernel fills, each (n, d); see `features.energy.DailyEnergy`."""

    kwh: NDArray[np.float64]
    is_spread: NDArray[np.bool_]
    gap_minutes: NDArray[np.float32]
    register_kwh: NDArray[np.float32]
    register_decrease_kwh: NDArray[np.float32]


@kernel
def minutes_between(
    before: Scalar, before_minute: Scalar, after: Scalar, after_minute: Scalar, day_start: Array
) -> Scalar:
    """Return the minutes from an instant of day `before` to one of day `after`."""
    return day_start[after] + after_minute - day_start[before] - before_minute
