"""One delivery: the files of one table, taken in as a whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.contract.inputs import EVENTS, INPUT_TABLES
from pipeline.ingest.event_quality import EventQuality, event_quality
from pipeline.ingest.intent import Change, carry_out, work_folder
from pipeline.ingest.ledger import FileRecord, Ledger, record_of
from pipeline.ingest.made_accounts import MadeAccounts
from pipeline.ingest.merger import Merger, Tally
from pipeline.ingest.progress import Progress
from pipeline.ingest.reading import Intake, Reader
from pipeline.ingest.refusals import Refusals
from pipeline.ingest.spill import Spill
from pipeline.ingest.summary import TableCounts
from pipeline.lake import Lake
from pipeline.settings import Settings, TableMapping
from pipeline.sources import SourceFile
from pipeline.sources.ratios import Ratios


@dataclass(frozen=True)
class Outcome:
    """What one delivery did; fields as in `IngestSummary`."""

    counts: TableCounts
    problems: tuple[tuple[str, str], ...] = ()
    admitted: int = 0
    accounts_made: int = 0
    events: EventQuality = field(default_factory=EventQuality)


class Delivery:
    """Takes in the files of one table.

    Parameters
    ----------
    name: the table. delivered_at: UTC instant that bounds what can have been measured.
    """

    def __init__(
        self, lake: Lake, name: str, settings: Settings, delivered_at: dt.datetime
    ) -> None:
        self._lake = lake
        self._table = INPUT_TABLES[name]
        self._settings = settings
        self._mapping = settings.ingest.get(name, TableMapping())
        self._delivered_at = delivered_at
        self._ratios = self._known_meters() if name == "readings" else None
        self._made: MadeAccounts | None = None
        if self._ratios is not None and self._ratios.knows_all:
            self._made = MadeAccounts(self._ratios, self._mapping.account)

    def take_in(self, files: Sequence[SourceFile], progress: Progress) -> Outcome:
        """Read `files`, merge what is new, enter them in the ledger."""
        ledger = Ledger(self._lake)
        records = [record_of(file, self._settings, progress) for file in files]
        repeated = [known for record in records if (known := ledger.known(record))]
        fresh = [record for record in records if not ledger.known(record)]
        delivery_id = ledger.delivery_id(self._table.name, fresh, self._delivered_at)
        spill = self._spill(delivery_id)
        refusals = Refusals(self._lake, delivery_id, self._table.name)
        intakes = self._reader(spill, refusals).read(fresh, progress)
        tally = Tally(len(fresh))
        changes = [] if self._made is None else list(self._made.changes(self._lake))
        merged = self._merged(spill, tally, progress)
        changes += merged
        finished = [intake.finished(tally, place) for place, intake in enumerate(intakes)]
        changes += refusals.changes()
        if finished:
            changes.append(ledger.entry(delivery_id, finished, self._delivered_at))
        carry_out(self._lake, delivery_id, changes)
        outcome = self._outcome(intakes, finished, repeated, tally)
        return replace(outcome, events=self._event_quality(merged))

    def _known_meters(self) -> Ratios:
        ct, pt = (float(self._mapping.account.get(f"{kind}_ratio", 1.0)) for kind in ("ct", "pt"))
        knows_all = self._mapping.accounts_from_readings
        return Ratios(self._lake.read("accounts"), knows_all=knows_all, ct=ct, pt=pt)

    def _spill(self, delivery_id: str) -> Spill:
        folder = work_folder(self._lake) / delivery_id
        folder.mkdir(parents=True, exist_ok=True)
        return Spill(folder, self._table, self._settings.timezone)

    def _reader(self, spill: Spill, refusals: Refusals) -> Reader:
        return Reader(
            self._table,
            self._mapping,
            self._settings,
            self._delivered_at,
            spill,
            refusals,
            self._ratios,
            self._made,
        )

    def _merged(self, spill: Spill, tally: Tally, progress: Progress) -> list[Change]:
        merger = Merger(self._lake, self._table, spill, tally, self._ratios)
        days = merger.days()
        changes: list[Change] = []
        for done, day in enumerate(days, start=1):
            changes += merger.changes(day)
            progress(f"storing {self._table.name}", done, len(days))
        return joined(changes)

    def _event_quality(self, changes: Sequence[Change]) -> EventQuality:
        """Count what the events are like on the days that this delivery touched."""
        touched = {str(file.partition) for change in changes for file in change.added}
        if self._table is not EVENTS or not touched:
            return EventQuality()
        first = dt.date.fromisoformat(min(touched))
        return event_quality(
            self._lake.files("events", first),
            touched,
            self._settings.event_codes,
            self._lake.read("accounts"),
            self._delivered_at,
        )

    def _outcome(
        self,
        intakes: list[Intake],
        finished: list[FileRecord],
        repeated: list[FileRecord],
        tally: Tally,
    ) -> Outcome:
        counts = sum(
            (intake.counts(done) for intake, done in zip(intakes, finished, strict=True)),
            TableCounts(),
        )
        again = sum(record.read_rows for record in repeated)
        problems = [
            (record.source.name, record.problem)
            for record in (*finished, *repeated)
            if record.problem is not None
        ]
        made = 0 if self._made is None else self._made.count
        total = counts + TableCounts(read=again, duplicate=again)
        return Outcome(total, tuple(problems), tally.admitted, made)


def joined(changes: list[Change]) -> list[Change]:
    """Return one change a table, so that all its days come in one commit."""
    return [
        Change(
            name,
            tuple(file for change in changes if change.table == name for file in change.added),
            tuple(file for change in changes if change.table == name for file in change.removed),
        )
        for name in dict.fromkeys(change.table for change in changes)
    ]
