"""The ledger of files taken in: table `deliveries`."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from pipeline.contract.inputs import INPUT_TABLES
from pipeline.contract.internals import DELIVERIES
from pipeline.ingest.intent import Change
from pipeline.ingest.progress import Progress
from pipeline.lake import Lake
from pipeline.settings import Settings, TableMapping
from pipeline.sources import SourceFile

# More files than this are rewritten as one: each delivery adds a small one.
FILES_AT_MOST = 64


@dataclass(frozen=True)
class FileRecord:
    """What is known of one file: its digests, its counts, and what went wrong."""

    source: SourceFile
    sha256: str
    settings_sha256: str
    bytes: int
    read_rows: int = 0
    accepted_rows: int = 0
    duplicate_rows: int = 0
    quarantined_rows: int = 0
    held_rows: int = 0
    conflict_rows: int = 0
    problem: str | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes a second delivery of the same file known."""
        return self.source.table, self.sha256, self.settings_sha256


class Ledger:
    """The files that earlier deliveries brought."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        rows = lake.read("deliveries")
        self._size = rows.num_rows
        names = ("table", "sha256", "settings_sha256", "read_rows", "problem")
        columns = [rows[name].to_pylist() for name in names]
        self._known = {
            (table, sha, settings): (read or 0, problem)
            for table, sha, settings, read, problem in zip(*columns, strict=True)
        }

    def known(self, record: FileRecord) -> FileRecord | None:
        """Return `record` as a repetition, all its rows duplicate, if it came before."""
        if record.identity not in self._known:
            return None
        read, problem = self._known[record.identity]
        return replace(record, read_rows=read, duplicate_rows=read, problem=problem)

    def delivery_id(
        self, table: str, records: Sequence[FileRecord], delivered_at: dt.datetime
    ) -> str:
        """Return a name for a delivery: the same after a crash, another for the next one."""
        said = [table, delivered_at.isoformat(), str(self._size)]
        said += [f"{record.source.name} {record.sha256}" for record in records]
        digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
        return f"{delivered_at:%Y%m%dT%H%M%S}-{table}-{digest[:10]}"

    def entry(
        self, delivery_id: str, records: Sequence[FileRecord], delivered_at: dt.datetime
    ) -> Change:
        """Return the change that enters `records`."""
        delta = self._lake.delta("deliveries")
        rows = _rows(delivery_id, records, delivered_at)
        files = delta.files()
        if len(files) < FILES_AT_MOST:
            return Change("deliveries", (delta.write_file(rows),))
        everything = pa.concat_tables([self._lake.read("deliveries"), rows])
        return Change("deliveries", (delta.write_file(everything),), tuple(files))


def _rows(delivery_id: str, records: Sequence[FileRecord], delivered_at: dt.datetime) -> pa.Table:
    fixed = {"delivery_id": delivery_id, "delivered_at": delivered_at}
    rows = [
        fixed
        | {"file": record.source.name, "table": record.source.table}
        | {name: getattr(record, name) for name in DELIVERIES.names if hasattr(record, name)}
        for record in records
    ]
    return pa.Table.from_pylist(rows, schema=DELIVERIES.arrow_schema)


def record_of(source: SourceFile, settings: Settings, progress: Progress) -> FileRecord:
    """Return the record of a file that is about to be read."""
    mapping = settings.ingest.get(source.table, TableMapping())
    # What decides how a row is read, besides the bytes.
    context = (settings.timezone, repr(source.partitions), repr(INPUT_TABLES[source.table]))
    try:
        size = source.path.stat().st_size
        with source.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        # Read again, and reported again, until it can be opened.
        size, sha256 = 0, f"unreadable: {error.strerror}"
    progress(f"looking at {source.table}", size, size)
    return FileRecord(source, sha256, mapping.digest(*context), size)
