"""List page: the suspects of a day, filtered, sorted, a page at a time; and decisions on them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import RedirectResponse, Response

from pipeline.exports.learned import learned_part, learned_words
from pipeline.language import say
from review.audit import Action
from review.case_access import open_case
from review.case_entries import write_decision
from review.case_forms import DecisionForm
from review.crews import crew_names
from review.desk import Desk, ReviewerDesk, ViewerDesk
from review.journal import Decision, StaleCaseError
from review.list_filter import STATES, ListFilter, pages_of
from review.list_rows import list_frame, rows_of
from review.reasons import decision_title, reasons_of, state_title

router = APIRouter()

Asked = Annotated[ListFilter, Query()]


class RowDecision(DecisionForm):
    """A decision on one row of a list; has_pick: whether the row has a box to select it."""

    key: str
    has_pick: bool = True


@router.get("/")
def show_latest(desk: ViewerDesk, asked: Asked) -> Response:
    """Show the latest list."""
    date = desk.office.published.latest()
    return desk.page("no_list.html") if date is None else _list(desk, date, asked)


@router.get("/lists/{date}")
def show(desk: ViewerDesk, date: dt.date, asked: Asked) -> Response:
    """Show the list of a day."""
    require_list(desk, date)
    return _list(desk, date, asked)


@router.post("/lists/{date}/decision")
def decide(
    desk: ReviewerDesk, date: dt.date, sent: Annotated[RowDecision, Form()], asked: Asked
) -> Response:
    """Decide on one suspect without leaving the list."""
    require_list(desk, date)
    case = open_case(desk, sent.key)
    is_partial = "HX-Request" in desk.request.headers
    try:
        write_decision(desk, case.account_id, sent)
    except StaleCaseError as error:
        if not is_partial:
            raise
        words = say(
            "Not written: {name} was at {account} meanwhile.",
            name=error.entries[-1].user_name,
            account=case.account_id,
        )
        return _row(desk, date, sent, asked, words, status=409)
    words = f"{case.account_id}: {decision_title(sent.decision)}"
    if is_partial:
        return _row(desk, date, sent, asked, words)
    return RedirectResponse(f"/lists/{date}{asked.query()}#row-{sent.key}", 303)


def require_list(desk: Desk, date: dt.date) -> None:
    """Answer that there is no such page unless a run of `date` has finished."""
    if date not in desk.office.published.dates():
        raise HTTPException(404)


def _list(desk: Desk, date: dt.date, asked: ListFilter) -> Response:
    everything = list_frame(desk, date)
    rows = asked.kept(everything)
    shown = rows_of(desk, asked.shown(rows), date)
    desk.audit(Action.VIEW_LIST, detail=f"{date}{asked.query()}")
    content = {
        "date": date,
        "asked": asked,
        "rows": shown,
        "totals": _totals(everything, rows),
        "page": min(asked.page, pages_of(rows)),
        "pages": pages_of(rows),
        "learned": learned_words(learned_part(run_counts(desk, date))),
        "zones": sorted(everything["zone"].dropna().unique()),
        "orders": _orders(),
        "means": sorted(everything["means"].dropna().unique()),
        **_neighbours(desk, date),
        **work_words(desk),
    }
    return desk.page("list.html", content, headers={"HX-Push-Url": f"/lists/{date}{asked.query()}"})


def _row(  # noqa: PLR0917 - one row of the page above
    desk: Desk, date: dt.date, sent: RowDecision, asked: ListFilter, words: str, status: int = 200
) -> Response:
    rows = list_frame(desk, date)
    shown = rows_of(desk, rows[rows["account_id"] == desk.account_of(sent.key)], date)
    one = shown[0] if shown else None
    content = {"date": date, "asked": asked, "row": one, "has_pick": sent.has_pick}
    # Headers hold ASCII alone; JSON says everything in it.
    tone = "done" if status == 200 else "trouble"
    said = json.dumps({"said": {"words": words, "tone": tone}})
    return desk.page("list_row.html", content, status=status, headers={"HX-Trigger": said})


def work_words(desk: Desk) -> dict[str, Any]:
    """Return what the controls of a list need: decisions with reasons, states, crews."""
    return {
        "decisions": {one.value: decision_title(one) for one in Decision},
        "reasons": {one.value: reasons_of(one) for one in Decision},
        "states": {state: state_title(state) for state in STATES},
        "crews": crew_names(desk.office),
        "today": desk.office.today(),
    }


def run_counts(desk: Desk, date: dt.date) -> dict[str, int]:
    """Return the counts that the run of `date` left."""
    runs = desk.office.published.frame("runs")
    told = runs.loc[(runs["run_date"] == date) & (runs["command"] == "run"), "summary"]
    counts: dict[str, int] = json.loads(told.iloc[-1] or "{}") if len(told) else {}
    return counts


def _totals(everything: pd.DataFrame, rows: pd.DataFrame) -> dict[str, float]:
    return {
        "all": len(everything),
        "shown": len(rows),
        "new": int((rows["change"] == "new").sum()),
        "open": int((rows["state"] == "open").sum()),
        "kwh": float(rows["kwh_per_day"].sum()),
        "recoverable_kwh": float(rows["recoverable_kwh"].sum()),
        "recoverable_amount": float(rows["recoverable_amount"].sum()),
    }


def _orders() -> dict[str, str]:
    """Return the orders that can be chosen: what the address says, and words."""
    return {
        "rank": say("Rank"),
        "-score": say("Score, highest first"),
        "-kwh": say("Missing energy, most first"),
        "-recoverable": say("Recoverable, most first"),
        "since": say("Since, longest ago first"),
        "-since": say("Since, latest first"),
        "account": say("Account"),
        "means": say("Suspected means"),
        "state": say("Standing"),
        "-when": say("Last worked on"),
    }


def _neighbours(desk: Desk, date: dt.date) -> dict[str, dt.date | None]:
    dates = desk.office.published.dates()
    return {
        "before": max((day for day in dates if day < date), default=None),
        "after": min((day for day in dates if day > date), default=None),
    }
