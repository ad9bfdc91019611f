"""Step: which business dates a backfill has to run."""

from __future__ import annotations

import datetime as dt

from flows.steps.finished_runs import finished_dates
from pipeline.calendar import date_range
from pipeline.lake import Lake


def open_dates(lake: Lake, first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the dates from `first` to `last`, both inclusive, without a finished run."""
    finished = finished_dates(lake)
    return [date for date in date_range(first, last) if date not in finished]
