"""What each crew does on a day, and all its sheets at once."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from pipeline.language import say
from review.audit import Action
from review.case_access import CaseAccess
from review.crew_day import crew_days
from review.desk import Desk, ViewerDesk
from review.sheet_page import Asked, as_pdf, in_language, show

router = APIRouter()

# A year that no calendar of ours can leave by a day.
Day = Annotated[dt.date, Path(ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31))]
Crew = Annotated[str | None, Query(max_length=100)]


@router.get("/crews")
def today(desk: ViewerDesk) -> Response:
    """Go to the present day."""
    return RedirectResponse(f"/crews/{desk.office.today()}", 303)


@router.get("/crews/{date}")
def crews_of_day(desk: ViewerDesk, date: Day) -> Response:
    """Show what each crew does on a day, in the order of its way."""
    days = crew_days(desk, date)
    desk.audit(Action.VIEW_LIST, detail=f"crews of {date}")
    day = dt.timedelta(days=1)
    links = {crew: urlencode({"crew": crew}) for crew in days}
    content = {
        "date": date,
        "days": days,
        "links": links,
        "near": (date - day, date + day),
        "others": [name for name in desk.office.review.crews if name not in days],
    }
    return desk.page("crew_day.html", content)


@router.get("/crews/{date}/sheets")
def sheets_of_day(
    desk: ViewerDesk, date: Day, crew: Crew = None, language: Asked = None
) -> Response:
    """Show all sheets of a crew's day, or of all crews, one after another."""
    cases = _cases(desk, date, crew)
    back = f"/crews/{date}"
    chosen = f"?{urlencode({'crew': crew})}" if crew else ""
    with in_language(desk, language):
        return show(desk, cases, None, f"{back}/sheets.pdf{chosen}", back)


@router.get("/crews/{date}/sheets.pdf")
def file_of_day(desk: ViewerDesk, date: Day, crew: Crew = None, language: Asked = None) -> Response:
    """Return all sheets of a crew's day, or of all crews, as one PDF."""
    cases = _cases(desk, date, crew)
    if not cases:
        title, text = say("Nothing to print"), say("No visit is assigned for this day.")
        return desk.page("trouble.html", {"title": title, "text": text}, status=404)
    with in_language(desk, language):
        return as_pdf(desk, cases, None, f"sheets-{date}.pdf")


def _cases(desk: Desk, date: dt.date, crew: str | None) -> list[CaseAccess]:
    days = crew_days(desk, date)
    chosen = days if crew is None else {crew: days.get(crew, [])}
    return [stop.case for stops in chosen.values() for stop in stops]
