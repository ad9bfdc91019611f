"""The journal: what people decided, assigned, found and noted, one entry after another.

Entries are never changed. What was wrong is undone by a further entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from review.database import JOURNAL
from review.stamp import Stamp


class EntryKind(StrEnum):
    """What an entry says; its `content` by kind.

    DECISION: decision, reason, note. ASSIGNMENT: crew, visit_date (ISO date), place.
    FINDING: the columns of table `inspections`. NOTE: text. ATTACHMENT: file_name,
    media_type, bytes_count, sha256, caption. UNDO: why.
    """

    DECISION = "decision"
    ASSIGNMENT = "assignment"
    FINDING = "finding"
    NOTE = "note"
    ATTACHMENT = "attachment"
    UNDO = "undo"


class Decision(StrEnum):
    """What a reviewer makes of a suspect."""

    INSPECT = "inspect"
    WATCH = "watch"
    CLEAR = "clear"
    NEEDS_DATA = "needs_data"


@dataclass(frozen=True)
class Entry:
    """One entry; `undoes` is the id of the entry that it takes back."""

    id: int
    account_id: str
    kind: EntryKind
    run_date: dt.date | None
    content: Mapping[str, Any]
    user_name: str
    at: dt.datetime
    undoes: int | None


class StaleCaseError(RuntimeError):
    """Somebody else has written to the case since the page was read; `entries` are theirs."""

    def __init__(self, account_id: str, entries: list[Entry]) -> None:
        super().__init__(f"{len(entries)} new entries on this case since it was read")
        self.account_id = account_id
        self.entries = entries


class UndoError(ValueError):
    """An entry cannot be undone; the message says why."""


def append(
    connection: Connection,
    account_id: str,
    kind: EntryKind,
    content: Mapping[str, Any],
    stamp: Stamp,
    *,
    seen: int | None,
    run_date: dt.date | None = None,
) -> int:
    """Append an entry and return its id.

    seen: id of the last entry of the case that the writer had before their eyes, 0 for
    none; StaleCaseError where there are later ones. None: do not ask, as for notes.
    """
    _wait_for_turn(connection, account_id)
    if seen is not None:
        _require_fresh(connection, account_id, seen)
    return _insert(connection, (account_id, kind), content, stamp, run_date=run_date)


def undo(connection: Connection, entry_id: int, why: str, stamp: Stamp) -> int:
    """Take an entry back by a further one and return its id; UndoError where it cannot be."""
    row = connection.execute(select(JOURNAL).where(JOURNAL.c.id == entry_id)).one_or_none()
    if row is None:
        raise UndoError(f"there is no entry {entry_id}")
    if row.kind == EntryKind.UNDO.value:
        raise UndoError("an undo stays; write the entry again instead")
    taken = select(JOURNAL.c.id).where(JOURNAL.c.undoes == entry_id)
    if connection.execute(taken).first() is not None:
        raise UndoError(f"entry {entry_id} is undone already")
    what = (row.account_id, EntryKind.UNDO)
    return _insert(connection, what, {"why": why}, stamp, undoes=entry_id)


def entries_of(connection: Connection, account_id: str) -> list[Entry]:
    """Return all entries of an account, oldest first, undone ones included."""
    query = select(JOURNAL).where(JOURNAL.c.account_id == account_id).order_by(JOURNAL.c.id)
    return [_entry(row) for row in connection.execute(query)]


def entries_after(connection: Connection, entry_id: int) -> list[Entry]:
    """Return all entries later than `entry_id`, oldest first."""
    query = select(JOURNAL).where(JOURNAL.c.id > entry_id).order_by(JOURNAL.c.id)
    return [_entry(row) for row in connection.execute(query)]


def last_entry(connection: Connection, account_id: str) -> int:
    """Return the id of an account's last entry, 0 where there is none."""
    query = select(func.max(JOURNAL.c.id)).where(JOURNAL.c.account_id == account_id)
    return int(connection.execute(query).scalar_one() or 0)


def standing_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that count: neither undone nor an undo."""
    known = list(entries)
    undone = {entry.undoes for entry in known if entry.undoes is not None}
    return [e for e in known if e.id not in undone and e.kind is not EntryKind.UNDO]


def _wait_for_turn(connection: Connection, account_id: str) -> None:
    """Let one writer at a time be at a case; SQLite lets in one writer anyway."""
    if connection.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock(func.hashtext(account_id))
        connection.execute(select(lock))


def _require_fresh(connection: Connection, account_id: str, seen: int) -> None:
    newer = JOURNAL.c.id > seen
    query = select(JOURNAL).where(JOURNAL.c.account_id == account_id, newer)
    rows = connection.execute(query.order_by(JOURNAL.c.id)).all()
    if rows:
        raise StaleCaseError(account_id, [_entry(row) for row in rows])


def _insert(
    connection: Connection,
    what: tuple[str, EntryKind],
    content: Mapping[str, Any],
    stamp: Stamp,
    *,
    run_date: dt.date | None = None,
    undoes: int | None = None,
) -> int:
    account_id, kind = what
    values = insert(JOURNAL).values(
        account_id=account_id,
        kind=kind.value,
        run_date=None if run_date is None else run_date.isoformat(),
        content=dict(content),
        user_name=stamp.user_name,
        at=stamp.at,
        undoes=undoes,
    )
    written = connection.execute(values.returning(JOURNAL.c.id)).scalar_one()
    return int(written)


def _entry(row: Row[Any]) -> Entry:
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=dt.UTC)
    run_date = None if row.run_date is None else dt.date.fromisoformat(row.run_date)
    return Entry(
        row.id,
        row.account_id,
        EntryKind(row.kind),
        run_date,
        row.content,
        row.user_name,
        at,
        row.undoes,
    )
