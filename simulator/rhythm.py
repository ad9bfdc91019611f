"""The rhythm of a thief: stretches of days at work, with pauses between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def stretches(
    rng: np.random.Generator, days: int, share: float, mean_days: float
) -> NDArray[np.bool_]:
    """Return (days,) whether the thief is at work, on `share` (0 to 1) of the days in the mean.

    A stretch lasts `mean_days` in the mean, or longer where pauses would be shorter than a
    day; the first one begins with the first day.
    """
    if share >= 1:
        return np.ones(days, dtype=bool)
    stop = 1 / max(mean_days, share / (1 - share))
    resume = stop * share / (1 - share)
    at_work = np.ones(days, dtype=bool)
    draws = rng.random(days)
    for day in range(1, days):
        at_work[day] = draws[day] >= stop if at_work[day - 1] else draws[day] < resume
    return at_work
