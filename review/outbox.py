"""The outbox: what people found and decided, on its way into the lake.

Findings become rows of `inspections`, by the door through which files come; decisions
become table `dispositions`. While a run holds the lake they wait, and the next run, or the
next finding, takes them along.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, insert, select

from pipeline.contract import TABLES
from pipeline.contract.vocabulary import Outcome
from pipeline.ingest import take_own
from pipeline.lake.lake import LakeBusyError
from review.database import DELIVERED, writing
from review.journal import Entry, EntryKind, entries_after, standing_entries
from review.office import Office

WITHDRAWN = "withdrawn in the workbench"


def try_delivery(office: Office) -> bool:
    """Deliver what waits; False where the lake is busy, and it waits on."""
    try:
        deliver(office)
    except LakeBusyError:
        return False
    return True


def deliver(office: Office) -> int:
    """Bring the lake up to date with the journal; return how many visits were told.

    Doing it again changes nothing. LakeBusyError where another process writes.
    """
    with office.engine.connect() as connection:
        entries = entries_after(connection, 0)
        waiting = _waiting(connection, entries)
    told = _findings(entries, waiting)
    if told:
        _take_in(office, told, [entry.id for entry in waiting])
    _publish_decisions(office, entries)
    with writing(office.engine) as connection:
        late = set(connection.execute(select(DELIVERED.c.entry_id)).scalars())
        fresh = [{"entry_id": entry.id} for entry in waiting if entry.id not in late]
        if fresh:
            connection.execute(insert(DELIVERED), fresh)
    return len(told)


def _waiting(connection: Connection, entries: Iterable[Entry]) -> list[Entry]:
    """Return findings, and undone findings, that have not reached the lake."""
    known = list(entries)
    findings = {entry.id for entry in known if entry.kind is EntryKind.FINDING}
    touching = [e for e in known if e.id in findings or e.undoes in findings]
    delivered = set(connection.execute(select(DELIVERED.c.entry_id)).scalars())
    return [entry for entry in touching if entry.id not in delivered]


def _findings(entries: list[Entry], waiting: list[Entry]) -> list[dict[str, Any]]:
    """Return a row for every visit that a waiting entry touches: what stands of it now."""
    by_id = {entry.id: entry for entry in entries}
    origins = [by_id[entry.undoes] if entry.undoes else entry for entry in waiting]
    touched = {(entry.account_id, entry.content["inspected_on"]) for entry in origins}
    standing = {
        (entry.account_id, entry.content["inspected_on"]): entry
        for entry in standing_entries(entries)
        if entry.kind is EntryKind.FINDING
    }
    return [
        _row(account_id, day, standing.get((account_id, day)))
        for account_id, day in sorted(touched)
    ]


def _row(account_id: str, day: str, entry: Entry | None) -> dict[str, Any]:
    told: dict[str, Any] = (
        {"outcome": Outcome.INCONCLUSIVE.value, "note": WITHDRAWN}
        if entry is None
        else dict(entry.content)
    )
    return {**told, "account_id": account_id, "inspected_on": dt.date.fromisoformat(day)}


def _take_in(office: Office, told: list[dict[str, Any]], entry_ids: list[int]) -> None:
    # The lake knows a file by its bytes: the same words said again later are another file.
    schema = TABLES["inspections"].arrow_schema.with_metadata({"entries": str(entry_ids)})
    rows = pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in told], schema)
    folder = office.folder / "outbox" / secrets.token_hex(8)
    folder.mkdir(parents=True)
    path = folder / "inspections.parquet"
    try:
        pq.write_table(rows, path)
        take_own(office.lake, "inspections", path, office.settings, office.clock())
    finally:
        path.unlink(missing_ok=True)
        folder.rmdir()


def _publish_decisions(office: Office, entries: list[Entry]) -> None:
    """Write table `dispositions` anew where the decisions that stand are not what it says."""
    schema = TABLES["dispositions"].arrow_schema
    rows = [
        {
            "account_id": entry.account_id,
            "decided_at": entry.at,
            "decision": entry.content["decision"],
            "reason": entry.content["reason"] or None,
            "reviewer": entry.user_name,
        }
        for entry in standing_entries(entries)
        if entry.kind is EntryKind.DECISION
    ]
    fresh = pa.Table.from_pylist(rows, schema).sort_by(
        [("account_id", "ascending"), ("decided_at", "ascending")]
    )
    if office.lake.read("dispositions").equals(fresh):
        return
    with office.lake.lock():
        office.lake.replace("dispositions", fresh)
