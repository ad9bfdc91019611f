"""Ledger: whether every change that was taken is in the journal once, and in the lake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from benchmarks.reviewers.answers import SERVER_FAILED, Record
from review.journal import Entry, EntryKind, entries_after
from review.office import Office
from review.outbox import deliver


def troubles_of(record: Record, office: Office) -> list[str]:
    """Return what is wrong after the load, in words; nothing where all is right.

    What waits for the lake is delivered first, as the next run would.
    """
    deliver(office)
    with office.engine.connect() as connection:
        entries = entries_after(connection, 0)
    return [*_failures(record), *_lost(record, entries), *_undelivered(office, entries)]


def _failures(record: Record) -> Iterable[str]:
    told = Counter((one.kind, one.status) for one in record.answers)
    for (kind, status), count in sorted(told.items()):
        if status == 0 or status >= SERVER_FAILED:
            yield f"{kind}: {count} answers with status {status}"


def _lost(record: Record, entries: list[Entry]) -> Iterable[str]:
    """Compare user, kind and words: a word written twice, or missing, or never taken."""
    written = Counter((one.user_name, one.kind.value, _words(one)) for one in entries)
    sent = {(one.user, one.kind, one.words): one.is_taken for one in record.changes}
    for change, is_taken in sent.items():
        if is_taken and written[change] != 1:
            yield f"{change} was taken and is {written[change]} times in the journal"
        if not is_taken and written[change]:
            yield f"{change} was not taken and is in the journal"
    for change in written.keys() - sent.keys():
        yield f"{change} is in the journal and nobody sent it"


def _undelivered(office: Office, entries: list[Entry]) -> Iterable[str]:
    decided = Counter(
        (one.account_id, one.user_name, one.content["decision"])
        for one in entries
        if one.kind is EntryKind.DECISION
    )
    rows = office.lake.read("dispositions").to_pylist()
    told = Counter((row["account_id"], row["reviewer"], row["decision"]) for row in rows)
    if missing := decided - told:
        yield f"{missing.total()} decisions are not in table dispositions"
    visits = {
        (one.account_id, one.content["inspected_on"])
        for one in entries
        if one.kind is EntryKind.FINDING
    }
    found = office.lake.read("inspections").to_pylist()
    if lost := visits - {(row["account_id"], str(row["inspected_on"])) for row in found}:
        yield f"{len(lost)} findings are not in table inspections"


def _words(entry: Entry) -> str:
    return str(entry.content["text" if entry.kind is EntryKind.NOTE else "note"])
