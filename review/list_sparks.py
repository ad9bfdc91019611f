"""List sparks: small pictures of the daily energy of the suspects on a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.calendar import date_range
from pipeline.case import Case
from pipeline.exports.charts.sparkline import sparkline
from review.office import Office

_COLUMNS = ("account_id", "daily_kwh")


def sparks_of(office: Office, date: dt.date, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return account_id to an SVG, of those suspects whose energy the run of `date` kept."""
    kept = office.published.columns("case_files", _COLUMNS, date, date).set_index("account_id")
    days = kept["daily_kwh"]
    drawn = {}
    for row in rows:
        told = days.get(row["account_id"])
        if told is not None and len(told):
            drawn[str(row["account_id"])] = _spark(row, date, np.asarray(told, dtype=np.float64))
    return drawn


def _spark(row: Mapping[str, Any], date: dt.date, kwh: np.ndarray[Any, Any]) -> str:
    dates = tuple(date_range(date - dt.timedelta(days=kwh.size - 1), date))
    peers = np.full(kwh.size, np.nan)
    return sparkline(Case(row, {}, dates, kwh, peers))
