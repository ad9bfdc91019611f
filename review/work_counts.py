"""Work counts: what people decided and found in a span of time, and what waits for the lake."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from review.database import DELIVERED, JOURNAL
from review.journal import Decision, Entry, EntryKind, entries_after, standing_entries


@dataclass(frozen=True)
class WorkCounts:
    """Entries that stand, counted: decisions and outcomes by code, assignments."""

    decisions: dict[str, int]
    outcomes: dict[str, int]
    assignments: int


def count_work(
    connection: Connection, since: dt.datetime, is_seen: Callable[[str], bool]
) -> WorkCounts:
    """Count what was written from `since` on about accounts for which `is_seen` holds."""
    # Entries are numbered in the order of time, and an undo comes after what it undoes.
    before = select(JOURNAL.c.id).where(JOURNAL.c.at < since.astimezone(dt.UTC))
    last = connection.execute(before.order_by(JOURNAL.c.id.desc()).limit(1)).scalar_one_or_none()
    standing = standing_entries(entries_after(connection, last or 0))
    entries = [entry for entry in standing if is_seen(entry.account_id)]
    decisions = Counter(_told(entries, EntryKind.DECISION, "decision"))
    return WorkCounts(
        {one.value: decisions[one.value] for one in Decision},
        dict(Counter(_told(entries, EntryKind.FINDING, "outcome")).most_common()),
        sum(entry.kind is EntryKind.ASSIGNMENT for entry in entries),
    )


def _told(entries: Iterable[Entry], kind: EntryKind, name: str) -> list[str]:
    return [str(entry.content[name]) for entry in entries if entry.kind is kind]


def waiting_accounts(connection: Connection) -> list[str]:
    """Return the account of each finding, or undone finding, that has not reached the lake."""
    undone = JOURNAL.alias("undone")
    finding = EntryKind.FINDING.value
    rows = (
        select(JOURNAL.c.account_id)
        .outerjoin(undone, undone.c.id == JOURNAL.c.undoes)
        .outerjoin(DELIVERED, DELIVERED.c.entry_id == JOURNAL.c.id)
        .where(DELIVERED.c.entry_id.is_(None))
        .where(or_(JOURNAL.c.kind == finding, undone.c.kind == finding))
    )
    return list(connection.execute(rows).scalars())
