"""What an ingest did, in numbers that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TableCounts:
    """Rows of one table: read = accepted + duplicate + quarantined.

    quarantined: refused rows by reason. held: accepted rows that wait for their account.
    conflicting: values that a later arrival replaced.
    """

    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    held: int = 0
    conflicting: int = 0

    def __post_init__(self) -> None:
        refused = sum(self.quarantined.values())
        if self.read != self.accepted + self.duplicate + refused:
            raise AssertionError(f"rows were lost: {self}")

    def __add__(self, other: TableCounts) -> TableCounts:
        return TableCounts(
            self.read + other.read,
            self.accepted + other.accepted,
            self.duplicate + other.duplicate,
            dict(sorted((Counter(self.quarantined) + Counter(other.quarantined)).items())),
            self.held + other.held,
            self.conflicting + other.conflicting,
        )


@dataclass(frozen=True)
class IngestSummary:
    """Counts by table, and what went wrong with whole files.

    tables: counts of every table that came. problems: (file, what). admitted: readings
    that had been held, and whose account is known now. accounts_made: accounts that the
    settings made of meters read. unmapped_events: events on the days of this delivery whose
    code no map knows, by "profile code"; they are kept, and say nothing yet. event_faults,
    started_events, open_events: as `EventQuality` has them, of the same days.
    """

    tables: Mapping[str, TableCounts]
    problems: tuple[tuple[str, str], ...] = ()
    admitted: int = 0
    accounts_made: int = 0
    unmapped_events: Mapping[str, int] = field(default_factory=dict)
    event_faults: Mapping[str, int] = field(default_factory=dict)
    started_events: Mapping[str, int] = field(default_factory=dict)
    open_events: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> TableCounts:
        """Counts over all tables."""
        return sum(self.tables.values(), TableCounts())

    @property
    def is_whole(self) -> bool:
        """Whether every file could be read to its end."""
        return not self.problems
