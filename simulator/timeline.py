"""The simulated days: their quarter hours, local hours, kinds of day and public holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.calendar import MICROSECONDS_A_MINUTE, holiday_dates, local_day

SLOT_MINUTES = 15
SLOT_HOURS = SLOT_MINUTES / 60
SLOT_US = SLOT_MINUTES * MICROSECONDS_A_MINUTE

WORKDAY, SATURDAY, REST_DAY = 0, 1, 2


@dataclass(frozen=True)
class Day:
    """One local day of T quarter hours: 92, 96 or 100 of them.

    hours: (T,) local hour at the middle of each slot. ends_us: (T,) UTC microseconds of
    the slot's end, which is the reading's `ts`. kind: workday, Saturday or rest day.
    """

    index: int
    date: dt.date
    kind: int
    is_holiday: bool
    hours: NDArray[np.float64]
    ends_us: NDArray[np.int64]

    @property
    def slots(self) -> int:
        """Number of quarter hours."""
        return len(self.hours)

    def slot_at(self, hour: float) -> int:
        """Return the first slot at or after local `hour`; the day's last if there is none."""
        later = np.flatnonzero(self.hours >= hour)
        return int(later[0]) if len(later) else self.slots - 1

    def between(self, start: float, end: float) -> NDArray[np.bool_]:
        """(T,) whether a slot lies in local hours [start, end), over midnight if start > end."""
        if start <= end:
            return (self.hours >= start) & (self.hours < end)
        return (self.hours >= start) | (self.hours < end)

    def start_us(self, slot: int) -> int:
        """UTC microseconds at which slot `slot` starts."""
        return int(self.ends_us[slot]) - SLOT_US


@dataclass(frozen=True)
class Timeline:
    """All simulated days, from `start` on, in IANA zone `timezone`.

    country: ISO 3166 code of the public holidays.
    """

    start: dt.date
    count: int
    timezone: str
    country: str | None = None

    @cached_property
    def holidays(self) -> tuple[dt.date, ...]:
        """The country's public holidays.

        Without a country one stretch of them, a ninth of the time, in the third fifth of it.
        """
        if self.country:
            known = holiday_dates(self.country, (), self.start, self.date(self.count - 1))
            return tuple(sorted(known))
        length = min(10, self.count // 9)
        first = self.count * 3 // 5
        return tuple(self.date(first + k) for k in range(length))

    def date(self, index: int) -> dt.date:
        """Local date of day `index`; indexes past the end are fine."""
        return self.start + dt.timedelta(days=index)

    def day(self, index: int) -> Day:
        """Build day `index` with its clock change, if any."""
        date = self.date(index)
        local = local_day(date, self.timezone)
        middles = np.arange(0, local.minutes, SLOT_MINUTES) + SLOT_MINUTES / 2
        jumped = (local.transition_minute >= 0) & (middles > local.transition_minute)
        hours = (middles + local.shift_minutes * jumped) / 60 % 24
        ends = local.start_us + SLOT_US * (np.arange(len(middles), dtype=np.int64) + 1)
        is_holiday = date in self.holidays
        kind = REST_DAY if is_holiday else max(0, date.weekday() - 4)
        return Day(index, date, kind, is_holiday, hours, ends)

    def instant_us(self, index: int, hour: float) -> int:
        """UTC microseconds of the quarter hour of day `index` nearest before local `hour`."""
        day = self.day(index)
        return day.start_us(day.slot_at(hour))
