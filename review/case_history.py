"""Case history: what people did about an account, and what visits found at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from pipeline.contract.vocabulary import Outcome
from pipeline.exports import figures, wording
from pipeline.language import mark, say
from review.case_access import CaseAccess, master_of
from review.desk import Desk
from review.journal import Decision, Entry, EntryKind
from review.list_rows import seen_accounts
from review.reasons import decision_title, reasons_of
from review.roles import Role
from review.standing import Standing

OUTCOMES: dict[Outcome, str] = {
    Outcome.THEFT: mark("Theft"),
    Outcome.FAULT: mark("Fault of the meter"),
    Outcome.WIRING_ERROR: mark("Wiring error"),
    Outcome.RECORD_ERROR: mark("Error of the records"),
    Outcome.VACANT: mark("Vacant"),
    Outcome.LAWFUL_CHANGE: mark("Use changed lawfully"),
    Outcome.CLEAN: mark("Nothing found"),
    Outcome.NO_ACCESS: mark("No access"),
    Outcome.INCONCLUSIVE: mark("Inconclusive"),
    Outcome.RECTIFIED_ON_ARRIVAL: mark("Put right before the visit"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One entry of the journal in words. at: local time. can_undo: by who looks at it."""

    id: int
    at: dt.datetime
    who: str
    what: str
    detail: str
    note: str
    is_undone: bool
    can_undo: bool
    attachment: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sister:
    """Another account of the same customer that the user may see."""

    account_id: str
    address: str
    zone: str
    score: float | None
    standing: Standing


def outcome_title(code: str | None) -> str:
    """Return what a visit found as people call it."""
    return say(OUTCOMES[Outcome(code)]) if code in list(Outcome) else wording.named(code)


def history_lines(desk: Desk, entries: Sequence[Entry]) -> list[HistoryLine]:
    """Return entries of a case in words, the latest first; those taken back are marked."""
    undone = {entry.undoes for entry in entries if entry.undoes is not None}
    zone = ZoneInfo(desk.office.settings.timezone)
    return [_line(desk, entry, zone, is_undone=entry.id in undone) for entry in entries[::-1]]


def _line(desk: Desk, entry: Entry, zone: ZoneInfo, *, is_undone: bool) -> HistoryLine:
    what, detail = _words(entry)
    may = entry.user_name == desk.user.name or desk.user.role.may(Role.LEAD)
    return HistoryLine(
        id=entry.id,
        at=entry.at.astimezone(zone),
        who=entry.user_name,
        what=what,
        detail=detail,
        note=str(entry.content.get("note") or ""),
        is_undone=is_undone,
        can_undo=may
        and desk.user.role.may(Role.REVIEWER)
        and not is_undone
        and entry.kind is not EntryKind.UNDO,
        attachment=entry.content if entry.kind is EntryKind.ATTACHMENT else None,
    )


def _words(entry: Entry) -> tuple[str, str]:
    content = entry.content
    if entry.kind is EntryKind.DECISION:
        decision = Decision(content["decision"])
        return decision_title(decision), reasons_of(decision).get(content["reason"], "")
    if entry.kind is EntryKind.ASSIGNMENT:
        day = figures.day(dt.date.fromisoformat(content["visit_date"]))
        return say("Assigned"), say("{crew} on {day}", crew=content["crew"], day=day)
    if entry.kind is EntryKind.FINDING:
        day = figures.day(dt.date.fromisoformat(content["inspected_on"]))
        found = outcome_title(content["outcome"])
        return say("Visited"), say("{outcome} on {day}", outcome=found, day=day)
    if entry.kind is EntryKind.NOTE:
        return say("Note"), str(content["text"])
    if entry.kind is EntryKind.ATTACHMENT:
        return say("File"), str(content.get("caption") or "")
    return say("Taken back"), str(content.get("why") or "")


def visits_of(desk: Desk, account_id: str) -> list[dict[str, Any]]:
    """Return the visits of table `inspections`, the latest first, null as None."""
    rows = desk.office.published.frame("inspections")
    own = rows[rows["account_id"] == account_id].sort_values("inspected_on", ascending=False)
    plain = own.astype(object).where(own.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def sisters_of(desk: Desk, access: CaseAccess, date: dt.date) -> list[Sister]:
    """Return the other accounts of the customer that this user may see."""
    customer = access.master.get("customer_id")
    accounts = seen_accounts(desk, desk.office.published.accounts())
    same = accounts.index[accounts["customer_id"] == customer] if customer else accounts.index[:0]
    ids = [str(one) for one in same if one != access.account_id]
    if not ids:
        return []
    scores = desk.office.published.frame("scores", date)
    known = scores[scores["account_id"].isin(ids)].set_index("account_id")["score"]
    keys = desk.keys_of(ids)
    return [_sister(desk, one, keys[one], known.get(one)) for one in sorted(ids)]


def _sister(desk: Desk, account_id: str, key: str, score: float | None) -> Sister:
    master = master_of(desk, account_id) or {}
    return Sister(
        account_id,
        f"/cases/{key}",
        str(master.get("zone", "")),
        None if score is None or pd.isna(score) else float(score),
        desk.office.standings.of(account_id),
    )
