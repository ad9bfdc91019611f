"""Finding import: outcomes of visits from a filled workbook, into the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, UploadFile
from fastapi.responses import Response
from pydantic import ValidationError

from pipeline.language import say
from review.case_entries import write_finding
from review.case_forms import FindingForm
from review.database import writing
from review.desk import Desk, LeadDesk
from review.finding_file import MOST_BYTES, MOST_ROWS, FileRow, FindingFileError, read_findings
from review.journal import EntryKind, entries_of, standing_entries
from review.outbox import try_delivery

router = APIRouter()


@dataclass(frozen=True)
class RowTold:
    """What became of a row of the file: nothing to say where it was written."""

    number: int
    account_id: str
    words: str = ""


@dataclass(frozen=True)
class Checked:
    """A row that can be written."""

    number: int
    account_id: str
    form: FindingForm


@router.get("/findings/import")
def ask(desk: LeadDesk) -> Response:
    """Show the form."""
    return desk.page("finding_import.html", _limits())


@router.post("/findings/import")
def take(desk: LeadDesk, file: UploadFile) -> Response:
    """Write every row that can be written, and tell of every one that cannot."""
    try:
        rows = read_findings(file.file.read(MOST_BYTES + 1))
    except FindingFileError as error:
        return desk.page("finding_import.html", {**_limits(), "trouble": str(error)}, status=422)
    filled = [row for row in rows if row.is_filled]
    checked, refused = _check(desk, filled)
    written, known = _write(desk, checked)
    is_delivered = try_delivery(desk.office) if written else True
    content = {
        "result": True,
        "written": written,
        "refused": refused,
        "known": known,
        "empty_count": len(rows) - len(filled),
        "is_delivered": is_delivered,
        "keys": desk.keys_of(one.account_id for one in written),
    }
    return desk.page("finding_import.html", {**_limits(), **content})


def _limits() -> dict[str, Any]:
    limits = {"megabytes": MOST_BYTES / 1_000_000, "most_rows": MOST_ROWS}
    return {**limits, "result": False, "trouble": ""}


def _check(desk: Desk, rows: Iterable[FileRow]) -> tuple[list[Checked], list[RowTold]]:
    zones = desk.office.published.accounts()["zone"]
    seen = {
        str(account): zone
        for account, zone in zones.items()
        if desk.user.may_see(zone if isinstance(zone, str) else None)
    }
    good: dict[tuple[str, dt.date], Checked] = {}
    refused = []
    for row in rows:
        account = str(row.told.get("account_id", ""))
        form, trouble = _form(row.told, desk.office.today())
        if account not in seen:
            # The same words for what is outside of one's zones: they tell nothing of it.
            trouble = say("There is no such account, or it is outside of your zones.")
        if form is not None and not trouble:
            first = good.setdefault(
                (account, form.inspected_on), Checked(row.number, account, form)
            )
            if first.number == row.number:
                continue
            trouble = say("Row {number} tells of the same visit.", number=first.number)
        refused.append(RowTold(row.number, account, trouble))
    return list(good.values()), refused


def _form(told: Mapping[str, Any], today: dt.date) -> tuple[FindingForm | None, str]:
    """Return the checked row, or what is wrong with it."""
    try:
        form = FindingForm.model_validate({**told, "seen": 0})
    except ValidationError as error:
        return None, "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())
    if form.inspected_on > today:
        return None, say("A visit cannot have been made on a day to come.")
    return form, ""


def _write(desk: Desk, rows: Iterable[Checked]) -> tuple[list[RowTold], list[RowTold]]:
    """Write what is not known already: a file that comes twice tells nothing new."""
    written: list[RowTold] = []
    known: list[RowTold] = []
    with writing(desk.office.engine) as connection:
        for row in rows:
            entries = standing_entries(entries_of(connection, row.account_id))
            told = [entry.content for entry in entries if entry.kind is EntryKind.FINDING]
            if row.form.content() in told:
                known.append(RowTold(row.number, row.account_id))
                continue
            write_finding(connection, desk, row.account_id, row.form, seen=None)
            written.append(RowTold(row.number, row.account_id))
    return written, known
