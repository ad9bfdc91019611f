"""Calendar page: the lists of a year, month by month."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from pipeline.language import say
from review.audit import Action
from review.desk import Desk, ViewerDesk
from review.list_rows import seen_accounts

router = APIRouter()
_COLUMNS = ("run_date", "account_id", "zone", "change")


@dataclass(frozen=True)
class ListCounts:
    """What a list holds: suspects, how many of them new, how many somebody has acted on."""

    suspects: int = 0
    new: int = 0
    decided: int = 0


@dataclass(frozen=True)
class Month:
    """A month by weeks; a day is None outside of it."""

    first: dt.date
    weeks: tuple[tuple[dt.date | None, ...], ...]


@router.get("/calendar")
def show(desk: ViewerDesk, year: Annotated[int | None, Query(ge=1, le=9999)] = None) -> Response:
    """Show which lists there are in a year, the latest where none is asked for."""
    dates = desk.office.published.dates()
    years = sorted({date.year for date in dates})
    chosen = year or (years[-1] if years else desk.office.today().year)
    here = {date for date in dates if date.year == chosen}
    desk.audit(Action.VIEW_LIST, detail=f"calendar {chosen}")
    content = {
        "year": chosen,
        "years": years,
        "months": [_month(chosen, number) for number in sorted({date.month for date in here})],
        "counts": _counts(desk, chosen, here),
        "weekdays": weekdays(),
        "latest": dates[-1] if dates else None,
    }
    return desk.page("calendar.html", content)


def weekdays() -> tuple[str, ...]:
    """Return the days of a week, Monday first, in short."""
    return (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))


def _month(year: int, number: int) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(year, number)
    return Month(
        dt.date(year, number, 1),
        tuple(tuple(day if day.month == number else None for day in week) for week in weeks),
    )


def _counts(desk: Desk, year: int, dates: set[dt.date]) -> Mapping[dt.date, ListCounts]:
    """Return the counts of each list, as far as this user may see it."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    rows = seen_accounts(desk, desk.office.published.columns("suspects", _COLUMNS, first, last))
    standings = desk.office.standings.all()
    decided = {account for account, one in standings.items() if one.state != "open"}
    told = rows.assign(new=rows["change"] == "new", decided=rows["account_id"].isin(decided))
    sums = told.groupby("run_date").agg(
        suspects=("account_id", "size"), new=("new", "sum"), decided=("decided", "sum")
    )
    found = {date: ListCounts() for date in dates}
    for row in sums.reset_index().to_dict("records"):
        found[row["run_date"]] = ListCounts(row["suspects"], row["new"], row["decided"])
    return found
