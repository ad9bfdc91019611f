"""Find page: accounts, meters, customers or words, asked so that no id stands in an address."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import pandas as pd
from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from pipeline.exports.wording import means_title
from review.audit import Action
from review.case_forms import Day
from review.desk import Desk, ViewerDesk
from review.list_filter import PAGE_ROWS, ListFilter
from review.list_page import work_words
from review.list_rows import list_frame, rows_of, seen_accounts

router = APIRouter()
_IDS = ("account_id", "meter_id", "customer_id")


class FindForm(BaseModel):
    """What to look for, and from which list one asked."""

    words: str = Field(min_length=1, max_length=200)
    date: Day = None


@router.post("/find")
def find(desk: ViewerDesk, sent: Annotated[FindForm, Form()]) -> Response:
    """Go straight to the one account that is meant, else show all that may be."""
    words = sent.words.strip().casefold()
    accounts = _accounts(desk)
    exact = accounts[accounts["account_id"].str.casefold() == words]
    if len(exact) == 1:
        return _to_case(desk, str(exact["account_id"].iloc[0]))
    date = sent.date or desk.office.published.latest()
    listed = _listed(desk, date, words)
    known = set() if listed is None else set(listed["account_id"])
    others = accounts[_has_id(accounts, words) & ~accounts["account_id"].isin(known)]
    if len(others) + len(known) == 1:
        return _to_case(desk, str((known or set(others["account_id"])).pop()))
    desk.audit(Action.VIEW_LIST, detail="search")
    content = {
        "words": sent.words.strip(),
        "date": date,
        "asked": ListFilter(),
        "rows": [] if listed is None else rows_of(desk, listed.iloc[:PAGE_ROWS], date),
        "listed_count": 0 if listed is None else len(listed),
        "others": others.iloc[:PAGE_ROWS].to_dict("records"),
        "others_count": len(others),
        "keys": desk.keys_of(others["account_id"].iloc[:PAGE_ROWS]),
        **work_words(desk),
    }
    return desk.page("found.html", content)


def _to_case(desk: Desk, account_id: str) -> Response:
    return RedirectResponse(f"/cases/{desk.keys_of([account_id])[account_id]}", 303)


def _accounts(desk: Desk) -> pd.DataFrame:
    """Return ids and zone of every account that this user may see."""
    accounts = desk.office.published.accounts().reset_index()
    return seen_accounts(desk, accounts[[*_IDS, "zone"]])


def _listed(desk: Desk, date: dt.date | None, words: str) -> pd.DataFrame | None:
    """Return the suspects of a list that the words fit, by their ids or by what is said."""
    if date is None or date not in desk.office.published.dates():
        return None
    rows = list_frame(desk, date)
    texts = [
        " ".join([means_title(means), *(str(piece["text"]) for piece in pieces)]).casefold()
        for means, pieces in zip(rows["means"], rows["evidence"], strict=True)
    ]
    says_so = pd.Series([words in text for text in texts], index=rows.index, dtype=bool)
    return rows[_has_id(rows, words) | says_so]


def _has_id(rows: pd.DataFrame, words: str) -> pd.Series:
    """Tell of each row whether one of its ids holds the words."""
    found = pd.Series(data=False, index=rows.index)
    for name in _IDS:
        found |= rows[name].str.casefold().str.contains(words, regex=False).fillna(value=False)
    return found
