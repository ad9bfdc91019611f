"""Case curve: the readings of an account as points for the chart of its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from numpy.typing import NDArray

from pipeline.calendar import local_day
from pipeline.language import say, unit_word
from review.account_events import Happening, happenings
from review.account_meters import meter_periods
from review.account_readings import Days
from review.audit import Action
from review.case_access import open_case
from review.curve_panels import PANELS, Line, lines_of
from review.desk import ForbiddenError, ViewerDesk
from review.downsampling import extremes, gap_places, with_gaps

router = APIRouter()

BUCKETS = 700
"""Slices of time across the chart: about one a pixel and a half."""
LONGEST_DAYS = 800
_DIGITS = 4


@router.get("/cases/{key}/curve")
def curve(
    desk: ViewerDesk,
    key: str,
    first: Annotated[dt.date, Query(alias="from")],
    last: Annotated[dt.date, Query(alias="to")],
    channels: str = "power",
) -> Response:
    """Return curves, gaps and happenings on local days [from, to], as few points as show all."""
    case = open_case(desk, key)
    if channels not in PANELS or not 0 <= (last - first).days < LONGEST_DAYS:
        raise ForbiddenError(say("There is no such chart."))
    periods = meter_periods(desk.office, case.account_id)
    days = (first, last)
    lines = lines_of(desk.office, case.account_id, periods, channels, days)
    found = happenings(desk.office, case.account_id, periods, days)
    desk.audit(Action.VIEW_CASE, case.account_id, f"{channels} {first} to {last}")
    timezone = desk.office.settings.timezone
    return JSONResponse(_content(lines, found, days, channels, timezone))


def _content(
    lines: list[Line], found: Iterable[Happening], days: Days, panel: str, timezone: str
) -> dict[str, Any]:
    first, last = (local_day(day, timezone) for day in days)
    chosen = PANELS[panel]
    return {
        "title": say(chosen.title),
        "unit": unit_word(chosen.unit),
        "timezone": timezone,
        "from": first.start_us / 1e6,
        "to": last.end_us / 1e6,
        "zero": panel not in {"voltage", "factor"},
        "series": [_points(line) for line in lines],
        "gaps": _gaps(lines),
        "marks": [{"t": one.at, "kind": one.kind, "words": one.words} for one in found],
    }


def _points(line: Line) -> dict[str, Any]:
    times, values = extremes(*with_gaps(line.times, line.values), BUCKETS)
    return {
        "label": line.label,
        "style": line.style,
        "axis": line.axis,
        "unit": unit_word(line.unit),
        "t": np.round(times).tolist(),
        "v": _plain(values),
    }


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    rounded = np.round(values, _DIGITS)
    return [
        value if known else None
        for value, known in zip(rounded.tolist(), np.isfinite(rounded).tolist(), strict=True)
    ]


def _gaps(lines: list[Line]) -> list[tuple[float, float]]:
    """Return the spans without any reading of the first curve, which is the meter's."""
    if not lines:
        return []
    times = lines[0].times[np.isfinite(lines[0].values)]
    after = gap_places(times)
    return list(zip(times[after].tolist(), times[after + 1].tolist(), strict=True))
