"""The business date: resolved once, at the edge, from an instant that is handed in."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def business_date(date: dt.date | None, timezone: str, now: dt.datetime) -> dt.date:
    """Return `date`, or the day before the local day of `now` in IANA zone `timezone`."""
    if date is not None:
        return date
    return now.astimezone(ZoneInfo(timezone)).date() - dt.timedelta(days=1)
