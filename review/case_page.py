"""Case page: one account with all that a person needs to judge it, and to act."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from pipeline.contract.vocabulary import Means
from pipeline.exports.known_days import from_first_reading
from pipeline.exports.report_case import CaseView, case_view
from pipeline.exports.wording import MEANS_TITLES
from pipeline.language import say
from review.account_meters import meter_periods
from review.account_readings import load_curve
from review.audit import Action
from review.case_access import open_case
from review.case_current import expected_currents
from review.case_history import OUTCOMES, history_lines, sisters_of, visits_of
from review.case_record import CaseRecord, read_record
from review.clearing import what_would_clear
from review.crews import assigned_on, crew_names
from review.curve_panels import PANELS
from review.desk import Desk, ViewerDesk
from review.journal import Decision, entries_of
from review.reasons import decision_title, reasons_of
from review.standing import standing_of

router = APIRouter()

# The days around the onset that are shown without a script, and first with one.
DAYS_BEFORE, DAYS_AFTER = 2, 4
MONTH_BEFORE, MONTH_AFTER = 15, 15
_LOAD_DAYS = 7


@router.get("/cases/{key}")
def show(desk: ViewerDesk, key: str, date: Annotated[dt.date | None, Query()] = None) -> Response:
    """Show one account as of a list, else as of the last list that has it."""
    access = open_case(desk, key)
    if date is not None and date not in desk.office.published.dates():
        raise HTTPException(404)
    record = read_record(desk.office, access, date)
    desk.audit(Action.VIEW_CASE, access.account_id, str(record.date))
    content = {
        "case": access,
        "record": record,
        "row": record.row,
        "date": record.date,
        "view": _view(desk, record),
        "weights": record.case.weights,
        "clearing": what_would_clear(record.row["means"], record.row["cleared_by"] or ()),
        "visits": visits_of(desk, access.account_id),
        "sisters": sisters_of(desk, access, record.date),
        "curve": _curve(record),
        "dates": _dates(desk, record),
        **_work(desk, record),
    }
    return desk.page("case.html", content)


@router.get("/cases/{key}/currents")
def show_currents(
    desk: ViewerDesk, key: str, date: Annotated[dt.date | None, Query()] = None
) -> Response:
    """Show the current to expect, a part of the page that is loaded after it: it reads months."""
    record = read_record(desk.office, open_case(desk, key), date)
    desk.audit(Action.VIEW_CASE, record.access.account_id, "expected current")
    currents = expected_currents(desk.office, record)
    return desk.page("_case_currents.html", {"currents": currents})


def _view(desk: Desk, record: CaseRecord) -> CaseView:
    """Draw the case, with the readings of some days around its onset."""
    office = desk.office
    periods = meter_periods(office, record.access.account_id)
    zone = ZoneInfo(office.settings.timezone)
    first, last = _around(record, DAYS_BEFORE, DAYS_AFTER)
    curve = load_curve(office, periods, (first, last), zone)
    case = dataclasses.replace(
        from_first_reading(record.case), suspect=record.row, load_curve=curve, sister_accounts=()
    )
    return case_view(case, "case", office.settings.currency)


def _around(record: CaseRecord, before: int, after: int) -> tuple[dt.date, dt.date]:
    onset: dt.date | None = record.row["onset"]
    if onset is None:
        return record.date - dt.timedelta(days=before + after), record.date
    last = min(onset + dt.timedelta(days=after), record.date)
    return last - dt.timedelta(days=before + after), last


def _curve(record: CaseRecord) -> dict[str, Any]:
    """Return where the interactive chart begins, and what it can show."""
    first, last = _around(record, MONTH_BEFORE, MONTH_AFTER)
    return {
        "panels": {name: say(panel.title) for name, panel in PANELS.items()},
        "from": first,
        "to": last,
        "onset": record.row["onset"],
        "last": record.date,
    }


def _dates(desk: Desk, record: CaseRecord) -> dict[str, dt.date | None]:
    known = desk.office.published.dates()
    return {
        "before": max((day for day in known if day < record.date), default=None),
        "after": min((day for day in known if day > record.date), default=None),
    }


def _work(desk: Desk, record: CaseRecord) -> dict[str, Any]:
    """Return what the forms need. seen: the last entry of just those that are shown."""
    with desk.office.engine.connect() as connection:
        entries = entries_of(connection, record.access.account_id)
    standing = standing_of(record.access.account_id, entries)
    today = desk.office.today()
    return {
        "standing": standing,
        "history": history_lines(desk, entries),
        "decisions": {one.value: decision_title(one) for one in Decision},
        "reasons": {one.value: reasons_of(one) for one in Decision},
        "crews": crew_names(desk.office),
        "outcomes": {one.value: say(words) for one, words in OUTCOMES.items()},
        "all_means": {one.value: say(MEANS_TITLES[one]) for one in Means},
        "today": today,
        "loads": _loads(desk, today),
        "megabytes": desk.office.review.attachment_megabytes,
    }


def _loads(desk: Desk, today: dt.date) -> list[tuple[dt.date, int]]:
    """Return how many visits are assigned on each of the next days."""
    days = [today + dt.timedelta(days=place) for place in range(_LOAD_DAYS)]
    return [(day, len(assigned_on(desk.office, day))) for day in days]
