"""Local days of a utility: their bounds in UTC, their length, their holidays.

A reading stamped with the end of its interval belongs to the day in which the interval
ends, and midnight itself closes the day before: local day D is (00:00 of D, 00:00 of D+1].
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

MICROSECONDS_A_MINUTE = 60_000_000


@dataclass(frozen=True)
class LocalDay:
    """One local day: UTC bounds in microseconds, and its clock change, if any.

    `transition_minute` counts elapsed minutes since midnight up to the clock change
    (-1: none that day; 0: the clock skips midnight itself, as in Cairo); `shift_minutes`
    is what the local clock jumps there (+60 in spring, -60 in autumn).
    """

    date: dt.date
    start_us: int
    end_us: int
    transition_minute: int
    shift_minutes: int

    @property
    def minutes(self) -> int:
        """Elapsed minutes of the day: 1,440, or 1,380 and 1,500 at clock changes."""
        return (self.end_us - self.start_us) // MICROSECONDS_A_MINUTE


def _midnight_us(date: dt.date, zone: ZoneInfo) -> int:
    return round(dt.datetime.combine(date, dt.time.min, tzinfo=zone).timestamp() * 1e6)


@lru_cache(maxsize=8192)
def local_day(date: dt.date, timezone: str) -> LocalDay:
    """Return the bounds of local `date` in IANA zone `timezone`."""
    zone = ZoneInfo(timezone)
    start, end = _midnight_us(date, zone), _midnight_us(date + dt.timedelta(days=1), zone)
    shift = 1440 - (end - start) // MICROSECONDS_A_MINUTE
    transition = _transition_minute(start, end, zone) if shift else -1
    return LocalDay(date, start, end, transition, int(shift))


def _offset_minutes(instant_us: int, zone: ZoneInfo) -> float:
    offset = dt.datetime.fromtimestamp(instant_us / 1e6, tz=zone).utcoffset()
    return 0.0 if offset is None else offset.total_seconds() / 60


def _transition_minute(start_us: int, end_us: int, zone: ZoneInfo) -> int:
    first = _offset_minutes(start_us, zone)
    if _offset_minutes(end_us, zone) == first:
        return 0  # the clock skips midnight itself: the day starts at one o'clock
    low, high = 0, (end_us - start_us) // MICROSECONDS_A_MINUTE
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset_minutes(start_us + middle * MICROSECONDS_A_MINUTE, zone) == first
        low, high = (middle, high) if same else (low, middle)
    return int(high)


def date_range(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return every date from `first` to `last`, both inclusive."""
    return [first + dt.timedelta(days=k) for k in range((last - first).days + 1)]


def local_days_of(ts_us: NDArray[np.int64], timezone: str) -> NDArray[np.int32]:
    """Return the local day of each instant, as days since 1970-01-01.

    `ts_us` (n,) holds UTC microseconds; midnight counts to the day that it closes.
    """
    if not len(ts_us):
        return np.empty(0, dtype=np.int32)
    first = dt.datetime.fromtimestamp(int(ts_us.min()) / 1e6, tz=dt.UTC).date()
    last = dt.datetime.fromtimestamp(int(ts_us.max()) / 1e6, tz=dt.UTC).date()
    dates = date_range(first - dt.timedelta(days=2), last + dt.timedelta(days=2))
    starts = np.array([local_day(date, timezone).start_us for date in dates])
    place = np.searchsorted(starts, ts_us, side="left") - 1
    epoch_day = (dates[0] - dt.date(1970, 1, 1)).days
    return (place + epoch_day).astype(np.int32)


def holiday_dates(
    country: str | None, extra: tuple[dt.date, ...], first: dt.date, last: dt.date
) -> frozenset[dt.date]:
    """Return the public holidays from `first` to `last`: the country's, and `extra` ones."""
    named = {day for day in extra if first <= day <= last}
    if country:
        import holidays  # noqa: PLC0415 - slow to import, and many utilities name none

        years = range(first.year, last.year + 1)
        known = holidays.country_holidays(country, years=years)
        named |= {day for day in known if first <= day <= last}
    return frozenset(named)
