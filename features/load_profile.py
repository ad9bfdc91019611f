"""Load profile: what an account usually takes at each hour of the day."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.robust import row_median
from features.window import Floats, Window


def hour_profile(window: Window) -> Floats:
    """Usual energy of each local hour over the mean hour's, (n, 24); 1 where unknown."""
    hours = [row_median(window.fact(f"hour_{hour:02d}_kwh"), 3) for hour in range(24)]
    usual = np.column_stack(hours)
    known = np.isfinite(usual).all(axis=1) & (usual.sum(axis=1) > 0)
    mean = np.where(known, usual.mean(axis=1), 1.0)
    return np.where(known[:, None], usual / mean[:, None], 1.0)


@njit(cache=True)
def mean_over_hours(
    profile: NDArray[np.float64], start: NDArray[np.float64], minutes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean of the hourly profile over each span that begins at `start` (n, d)."""
    n, d = start.shape
    out = np.ones((n, d))
    for i in range(n):
        for t in range(d):
            total, done, left = 0.0, 0.0, minutes[i, t]
            place = start[i, t] % 1440.0
            # A span over a day sees every hour.
            while left > 0 and done < 1440.0:
                hour = int(place // 60.0) % 24
                step = min(left, 60.0 * (place // 60.0 + 1.0) - place)
                total += profile[i, hour] * step
                done += step
                left -= step
                place = (place + step) % 1440.0
            if done > 0:
                out[i, t] = total / done
    return out
