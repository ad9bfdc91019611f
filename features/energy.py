"""Daily energy: the seams between neighbouring days closed, for many devices at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.kernels.seam_columns import SeamResults, Seams
from features.kernels.seams import seam_kernel

# Facts that daily energy is made of, in the order of the kernel's `Seams`.
ENERGY_FACTS = (
    "rows_count",
    "step_minutes",
    "coverage",
    "first_minute",
    "last_minute",
    "register_first_kwh",
    "register_last_kwh",
    "register_first_minute",
    "register_last_minute",
    "register_kwh",
    "interval_kwh",
    "power_kwh",
)


@dataclass(frozen=True)
class DailyEnergy:
    """Energy of n devices over d local days, each array (n, d), NaN where unknown.

    kwh: secondary kWh of the day. is_spread: `kwh` comes from a span of several days read as
    one. seam_gap_minutes: minutes without readings between the last reading before this day
    and the first of it, beyond the nominal step. seam_register_kwh: register advance over
    that seam. seam_register_decrease_kwh: fall of the register over it that is no rollover.
    """

    kwh: NDArray[np.float64]
    is_spread: NDArray[np.bool_]
    seam_gap_minutes: NDArray[np.float32]
    seam_register_kwh: NDArray[np.float32]
    seam_register_decrease_kwh: NDArray[np.float32]


def daily_energy(
    facts: Mapping[str, NDArray[np.generic]], day_minutes: NDArray[np.float64]
) -> DailyEnergy:
    """Compute each day's energy from facts of neighbouring days.

    The register's advance between readings is spread evenly over the time between them, so
    the days between two readings sum up to the advance; a fall is no energy, a rollover is.
    Days on which that would spread a span of several days are taken from delivered
    intervals or the integral of power instead, where at least 90 % of the day is covered
    (scaled up to the whole). An interval read less often than daily counts for all days
    since the reading before; a daily one counts for its own day alone, whatever is missing.

    Parameters
    ----------
    facts: fact name to (n, d); those of `ENERGY_FACTS` are used, absent ones are unknown.
        One device a row: a meter exchange starts another row.
    day_minutes: (d,) elapsed minutes of each local day.

    Raises
    ------
    ValueError: no fact of `ENERGY_FACTS` is there, or shapes differ.
    """
    known = {name: facts[name] for name in ENERGY_FACTS if name in facts}
    shapes = {matrix.shape for matrix in known.values()}
    if len(shapes) != 1 or next(iter(shapes))[1:] != day_minutes.shape:
        raise ValueError(f"facts must share one shape (n, {len(day_minutes)}): {shapes}")
    shape = shapes.pop()
    unknown = np.full(shape, np.nan)
    seams = Seams(
        *(np.ascontiguousarray(known.get(name, unknown), dtype=np.float64) for name in ENERGY_FACTS)
    )
    results = SeamResults(
        np.full(shape, np.nan),
        np.zeros(shape, dtype=np.bool_),
        *(np.full(shape, np.nan, dtype=np.float32) for _ in range(3)),
    )
    day_start = np.concatenate(([0.0], np.cumsum(day_minutes, dtype=np.float64)))
    seam_kernel()(seams, day_start, np.empty((3, shape[1])), results)
    return DailyEnergy(*results)
