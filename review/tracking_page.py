"""Tracking page: accounts under watch since a visit, and cases that reviewers keep an eye on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pandas as pd
from fastapi import APIRouter, Query
from fastapi.responses import Response
from markupsafe import Markup

from pipeline.contract.vocabulary import WatchState
from pipeline.exports import figures
from pipeline.exports.charts.mark import bars
from pipeline.exports.visit_words import WATCH_TITLES, found_title, watch_title
from review.audit import Action
from review.desk import Desk, ViewerDesk
from review.journal import Decision, Entry
from review.list_rows import seen_accounts
from review.reasons import reasons_of

router = APIRouter()

PAGE_ROWS = 100
_LEVELS = ("level_before", "level_after", "level_now")
TONES = {
    WatchState.RECOVERED.value: "calm",
    WatchState.NOT_RECOVERED.value: "loss",
    WatchState.FALLING_AGAIN.value: "loss",
    WatchState.HUNG_AGAIN.value: "fault",
}


@dataclass(frozen=True)
class WatchedLine:
    """An account under watch. row: of table `watched`, null as None; bars: its three levels."""

    row: Mapping[Hashable, Any]
    address: str
    zone: str | None
    bars: Markup


@dataclass(frozen=True)
class KeptLine:
    """A case that a reviewer wants to watch. row: of the latest list; None if not on it."""

    account_id: str
    address: str
    zone: str | None
    decision: Entry
    decided_on: dt.date
    reason: str
    row: Mapping[Hashable, Any] | None


@router.get("/tracking")
def show(
    desk: ViewerDesk, state: str = "", page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> Response:
    """Show who is under watch on the latest finished day; `state`: those of one state alone."""
    date = desk.office.published.latest()
    wanted = state if state in WATCH_TITLES else ""
    everyone = _watched(desk)
    rows = everyone[everyone["state"] == wanted] if wanted else everyone
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    start = (min(page, pages) - 1) * PAGE_ROWS
    counts = Counter(everyone["state"])
    kept = _kept(desk)
    desk.audit(Action.VIEW_LIST, detail=f"tracking {date}")
    content = {
        "date": date,
        "lines": _lines(desk, rows.iloc[start : start + PAGE_ROWS]),
        "count": len(rows),
        "alarms": int(everyone["alarm_on"].notna().sum()),
        "states": {one: counts[one] for one in WATCH_TITLES if counts[one]},
        "state": wanted,
        "page": min(page, pages),
        "pages": pages,
        "kept": kept[:PAGE_ROWS],
        "kept_count": len(kept),
        "tones": TONES,
        "watch_title": watch_title,
        "found_title": found_title,
    }
    return desk.page("tracking.html", content)


def _watched(desk: Desk) -> pd.DataFrame:
    """Table `watched` of the latest day as far as it may be seen: the latest alarms first."""
    published = desk.office.published
    date = published.latest()
    rows = published.frame("watched", date)
    if date is None or not len(rows):
        return rows.iloc[:0].assign(zone=None)
    zones = published.accounts()["zone"].reindex(rows["account_id"]).to_numpy()
    seen = seen_accounts(desk, rows.assign(zone=zones))
    order = ["alarm_on", "visited_on", "account_id"]
    return seen.sort_values(order, ascending=[False, False, True], na_position="last")


def _lines(desk: Desk, shown: pd.DataFrame) -> list[WatchedLine]:
    plain = shown.astype(object).where(shown.notna(), None)
    keys = desk.keys_of(plain["account_id"])
    return [
        WatchedLine(row, f"/cases/{keys[row['account_id']]}", row["zone"], _bars(row))
        for row in plain.to_dict("records")
    ]


def _bars(row: Mapping[Hashable, Any]) -> Markup:
    """The levels before, right after and now, each against the largest of them."""
    known = [row[name] for name in _LEVELS if figures.is_known(row[name])]
    full = max(known, default=0.0)
    if not full > 0:
        return Markup("")
    shares = [row[name] / full if figures.is_known(row[name]) else None for name in _LEVELS]
    return Markup(bars(shares))  # noqa: S704 - our own SVG, numbers alone


def _kept(desk: Desk) -> list[KeptLine]:
    """Cases on which the latest word of a reviewer is to watch, the latest decision first."""
    published = desk.office.published
    standings = [one for one in desk.office.standings.all().values() if one.is_watched]
    zones = published.accounts()["zone"].reindex([one.account_id for one in standings])
    told = zip(standings, zones.astype(object).where(zones.notna(), None), strict=True)
    seen = [(one, zone) for one, zone in told if desk.user.may_see(zone)]
    keys = desk.keys_of([one.account_id for one, _ in seen])
    listed, local = _listed(desk, set(keys)), ZoneInfo(desk.office.settings.timezone)
    lines = [
        KeptLine(
            one.account_id,
            f"/cases/{keys[one.account_id]}",
            zone,
            one.decision,
            one.decision.at.astimezone(local).date(),
            reasons_of(Decision.WATCH).get(one.decision.content["reason"], ""),
            listed.get(one.account_id),
        )
        for one, zone in seen
        if one.decision is not None
    ]
    return sorted(lines, key=lambda line: -line.decision.id)


def _listed(desk: Desk, accounts: set[str]) -> dict[str, Mapping[Hashable, Any]]:
    date = desk.office.published.latest()
    if date is None or not accounts:
        return {}
    rows = desk.office.published.suspects(date)
    rows = rows.loc[rows["account_id"].isin(accounts), ["account_id", "rank", "kwh_per_day"]]
    plain = rows.astype(object).where(rows.notna(), None)
    return {str(row["account_id"]): row for row in plain.to_dict("records")}
