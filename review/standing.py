"""Standing: where each account stands by the journal, kept up to date entry by entry."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field

from sqlalchemy import Engine

from review.journal import Decision, Entry, EntryKind, entries_after, standing_entries


@dataclass(frozen=True)
class Standing:
    """Where one account stands: the latest of each kind that counts; None where there is none.

    last_id: id of the last entry, undone ones included, which a writer must have seen.
    """

    account_id: str
    last_id: int = 0
    decision: Entry | None = None
    assignment: Entry | None = None
    finding: Entry | None = None
    notes_count: int = 0

    @property
    def state(self) -> str:
        """One word: open, inspect, assigned, watch, clear, needs_data or visited."""
        if self.finding is not None and _is_last(self.finding, self.assignment, self.decision):
            return "visited"
        if self.assignment is not None and _is_last(self.assignment, self.decision):
            return "assigned"
        return "open" if self.decision is None else str(self.decision.content["decision"])

    @property
    def visit_date(self) -> dt.date | None:
        """Day of the visit that is planned."""
        if self.assignment is None or self.state != "assigned":
            return None
        return dt.date.fromisoformat(self.assignment.content["visit_date"])

    @property
    def is_watched(self) -> bool:
        """Whether a reviewer wants to keep an eye on it."""
        return self.state == Decision.WATCH.value


def _is_last(entry: Entry, *others: Entry | None) -> bool:
    return all(other is None or other.id < entry.id for other in others)


def standing_of(account_id: str, entries: list[Entry]) -> Standing:
    """Return the standing that follows from all entries of one account."""
    latest: dict[EntryKind, Entry] = {}
    notes = 0
    for entry in standing_entries(entries):
        latest[entry.kind] = entry
        notes += entry.kind in (EntryKind.NOTE, EntryKind.ATTACHMENT)
    return Standing(
        account_id,
        max((entry.id for entry in entries), default=0),
        latest.get(EntryKind.DECISION),
        latest.get(EntryKind.ASSIGNMENT),
        latest.get(EntryKind.FINDING),
        notes,
    )


@dataclass
class StandingBook:
    """Standings of all accounts; other processes' entries are seen at the next question."""

    engine: Engine
    _last: int = 0
    _entries: dict[str, list[Entry]] = field(default_factory=dict)
    _standings: dict[str, Standing] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self) -> dict[str, Standing]:
        """Return account_id to standing, of accounts with entries; not to be changed."""
        with self._lock:
            self._catch_up()
            return dict(self._standings)

    def of(self, account_id: str) -> Standing:
        """Return the standing of one account."""
        with self._lock:
            self._catch_up()
            return self._standings.get(account_id, Standing(account_id))

    def _catch_up(self) -> None:
        with self.engine.connect() as connection:
            fresh = entries_after(connection, self._last)
        for entry in fresh:
            self._entries.setdefault(entry.account_id, []).append(entry)
        for account_id in {entry.account_id for entry in fresh}:
            self._standings[account_id] = standing_of(account_id, self._entries[account_id])
        if fresh:
            self._last = fresh[-1].id
