"""Reading times: at which slots of a day each device is read."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Wiring
from simulator.region import TERMINAL, Region, Resolution
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import SLOT_MINUTES, Day

Flags = NDArray[np.bool_]

JITTER_DAYS = 1
READING_HOURS = (8.0, 18.0)  # when registers are read once a month


class ReadingTimes:
    """When meters and terminals are read: every few minutes, at the end of the day or month."""

    def __init__(self, roster: Roster, region: Region, seed: int) -> None:
        self._region, self._seed = region, seed
        self._wired = {wiring: roster.is_wired(wiring) for wiring in Wiring}
        self._terminals = int(roster.has_terminal.sum())

    def meters(self, day: Day) -> Flags:
        """(n, T) the slots at whose end a meter is read."""
        count = len(self._wired[Wiring.ONE_PHASE])
        due = np.zeros((count, day.slots), dtype=bool)
        for wiring, rows in self._wired.items():
            resolution = self._region.delivered(wiring.value).resolution
            if resolution == "monthly":
                due |= rows[:, None] & self._at_month_end(day, count)
            else:
                due |= rows[:, None] & slots_of(resolution, day.slots)
        return due

    def terminals(self, day: Day) -> Flags:
        """(k, T) the slots at whose end a terminal is read."""
        slots = slots_of(self._region.delivered(TERMINAL).resolution, day.slots)
        return np.tile(slots, (self._terminals, 1))

    def _at_month_end(self, day: Day, count: int) -> Flags:
        """(n, T) each meter is read once a month, a day about its end."""
        due = np.zeros((count, day.slots), dtype=bool)
        for offset in range(-JITTER_DAYS, JITTER_DAYS + 1):
            end = day.date - dt.timedelta(days=offset)
            if end.day != calendar.monthrange(end.year, end.month)[1]:
                continue
            rng = stream(self._seed, "month end", end.toordinal())
            chosen = rng.integers(-JITTER_DAYS, JITTER_DAYS + 1, count) == offset
            hours = rng.uniform(*READING_HOURS, count)
            slot = np.searchsorted(day.hours, hours)
            due[chosen, slot[chosen]] = True
        return due


def slots_of(resolution: Resolution, slots: int) -> Flags:
    """(T,) which of a day's slots end an interval; the last one always does, if any.

    ValueError where the resolution is monthly: that differs from meter to meter.
    """
    if resolution == "monthly":
        raise ValueError("monthly readings have no slots of their own in every day")
    due = np.zeros(slots, dtype=bool)
    if resolution == "none":
        return due
    if resolution != "daily":
        every = resolution // SLOT_MINUTES
        due[every - 1 :: every] = True
    due[-1] = True
    return due
