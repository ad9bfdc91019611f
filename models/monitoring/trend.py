"""Trend: whether visits find less and less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from features.window import Flags
from models.monitoring.planned_visits import Days

FEW_VISITS = 30
FEW_THEFTS = 5


@dataclass(frozen=True)
class Trend:
    """Change of the hit rate over time, by the test of Cochran and Armitage.

    z: below 0 the rate falls. chance_of_fall: that a steady rate falls as much or more by
    chance. Both NaN where visits or thefts are too few to tell.
    """

    visits: int
    thefts: int
    z: float
    chance_of_fall: float


def hit_rate_trend(day: Days, is_theft: Flags) -> Trend:
    """Test the visits with a result, (n,) each: their days, and whether they found theft."""
    count, thefts = len(day), int(is_theft.sum())
    rate = thefts / count if count else 0.0
    away = day - day.mean() if count else np.zeros(0)
    spread = float(rate * (1 - rate) * (away**2).sum())
    if count < FEW_VISITS or min(thefts, count - thefts) < FEW_THEFTS or spread <= 0:
        return Trend(count, thefts, np.nan, np.nan)
    z = float((away @ is_theft) / np.sqrt(spread))
    return Trend(count, thefts, z, float(stats.norm.cdf(z)))
