"""Outdoor temperature: season, passing fronts and the course of the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.streams import stream
from simulator.timeline import Day, Timeline

MEAN_C = 16.0
SEASON_C = 11.5  # half the distance between July and January
COLDEST_DAY_OF_YEAR = 20
FRONT_C = 2.8
FRONT_MEMORY = 0.75
DAILY_SWING_C = 4.0


class Weather:
    """Temperature of a temperate coastal city on every simulated day."""

    def __init__(self, timeline: Timeline, seed: int) -> None:
        shocks = stream(seed, "weather").standard_normal(timeline.count + 1)
        fronts = np.zeros(timeline.count + 1)
        for index in range(timeline.count):
            fresh = FRONT_C * np.sqrt(1 - FRONT_MEMORY**2) * shocks[index]
            fronts[index + 1] = FRONT_MEMORY * fronts[index] + fresh
        self._fronts = fronts

    def temperature_c(self, day: Day) -> NDArray[np.float64]:
        """(T,) degrees Celsius in each slot, warmest about three in the afternoon."""
        phase = 2 * np.pi * (day.date.timetuple().tm_yday - COLDEST_DAY_OF_YEAR) / 365.25
        front = np.interp(day.hours, [0, 24], self._fronts[day.index : day.index + 2])
        swing = DAILY_SWING_C * np.cos(2 * np.pi * (day.hours - 15) / 24)
        return np.asarray(MEAN_C - SEASON_C * np.cos(phase) + front + swing)
