"""The files of a delivery, read one after another into a spill."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.contract.table import Table
from pipeline.ingest.ledger import FileRecord
from pipeline.ingest.made_accounts import MadeAccounts
from pipeline.ingest.merger import Tally
from pipeline.ingest.progress import Progress
from pipeline.ingest.refusals import Refusals
from pipeline.ingest.spill import Spill
from pipeline.ingest.summary import TableCounts
from pipeline.quarantine import count_reasons
from pipeline.settings import Settings, TableMapping
from pipeline.sources import SourceError, read_batches
from pipeline.sources.ratios import Ratios


@dataclass
class Intake:
    """What was read of one file: rows, refused rows by reason, and what stopped it."""

    record: FileRecord
    read: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    problem: str | None = None

    def finished(self, tally: Tally, place: int) -> FileRecord:
        """Return the ledger's record; `place` is the file's place in `tally`."""
        return replace(
            self.record,
            read_rows=self.read,
            accepted_rows=int(tally.accepted[place]),
            duplicate_rows=int(tally.duplicate[place]),
            quarantined_rows=self.reasons.total(),
            held_rows=int(tally.held[place]),
            conflict_rows=int(tally.conflicts[place]),
            problem=self.problem,
        )

    def counts(self, record: FileRecord) -> TableCounts:
        """Return the counts of the finished `record`."""
        return TableCounts(
            record.read_rows,
            record.accepted_rows,
            record.duplicate_rows,
            dict(self.reasons),
            record.held_rows,
            record.conflict_rows,
        )


@dataclass(frozen=True)
class Reader:
    """How the files of one table are read, and where their rows go."""

    table: Table
    mapping: TableMapping
    settings: Settings
    delivered_at: dt.datetime
    spill: Spill
    refusals: Refusals
    ratios: Ratios | None
    made: MadeAccounts | None

    def read(self, records: Sequence[FileRecord], progress: Progress) -> list[Intake]:
        """Read every file; one that breaks the contract or stops short says so."""
        total = sum(record.bytes for record in records)
        done = 0
        intakes = []
        for place, record in enumerate(records):
            intake = Intake(record)
            try:
                self._read_file(intake, place)
            except SourceError as error:
                intake.problem = str(error)
            intakes.append(intake)
            done += record.bytes
            progress(f"reading {self.table.name}", done, total)
        self.spill.finish()
        return intakes

    def _read_file(self, intake: Intake, place: int) -> None:
        source = intake.record.source
        for batch in read_batches(
            source, self.table, self.mapping, self.settings, self.delivered_at, self.ratios
        ):
            intake.read += batch.read_rows
            if self.made is not None:
                self.made.see(batch.rows["meter_id"])
            self.spill.add(batch.rows, place)
            if batch.rejects.num_rows:
                intake.reasons.update(count_reasons(batch.rejects))
                self.refusals.add(batch.rejects, source.name)
