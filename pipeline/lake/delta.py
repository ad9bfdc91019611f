"""One Delta Lake table in a folder, written partition by partition in single commits.

We write the Parquet files ourselves, so that rows stay sorted and one file can be
memory-mapped and walked in one pass, and hand Delta only the commit: either all new
files of a commit are seen, or none. Files that no commit names are left by killed
writers and are ignored.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake.exceptions import TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from pipeline.contract.table import Table
from pipeline.lake.new_file import NewFile


@dataclass(frozen=True)
class StoredFile:
    """One Parquet file of a table: its path, partition value (ISO text) and size."""

    path: Path
    partition: str | None
    rows: int
    bytes: int


class DeltaFolder:
    """Reads and commits one table of the lake.

    Parameters
    ----------
    root: folder of the table; made at the first commit.
    table: its contract.
    """

    def __init__(self, root: Path, table: Table) -> None:
        self.root = root
        self.table = table

    def open(self, version: int | None = None) -> DeltaTable | None:
        """Open the table at `version` (default: newest); None if it was never written."""
        try:
            return DeltaTable(str(self.root), version=version)
        except TableNotFoundError:
            return None

    def version(self) -> int | None:
        """Return the newest version, None if the table was never written."""
        opened = self.open()
        return None if opened is None else opened.version()

    def files(self, version: int | None = None) -> list[StoredFile]:
        """Return the live files, ordered by partition and path."""
        opened = self.open(version)
        if opened is None:
            return []
        adds = pa.table(opened.get_add_actions(flatten=True)).to_pydict()
        partitions = adds.get(f"partition.{self.table.partition}") or [None] * len(adds["path"])
        found = [
            StoredFile(self.root / path, None if value is None else str(value), rows or 0, size)
            for path, value, rows, size in zip(
                adds["path"], partitions, adds["num_records"], adds["size_bytes"], strict=True
            )
        ]
        return sorted(found, key=lambda file: (file.partition or "", str(file.path)))

    def write_file(self, rows: pa.Table, partition: str | None = None) -> StoredFile:
        """Write `rows` as a Parquet file that no commit names yet; return it."""
        file = self.new_file(partition)
        file.add(rows.select([name for name in rows.column_names if name != self.table.partition]))
        return self.stored(file, partition)

    def new_file(self, partition: str | None = None) -> NewFile:
        """Return a file to be written part by part, without the partition column."""
        return NewFile(self.root if partition is None else self.root / self._segment(partition))

    def stored(self, file: NewFile, partition: str | None = None) -> StoredFile:
        """Complete `file` and return it, ready for a commit."""
        size = file.close()
        return StoredFile(file.path, partition, file.rows, size)

    def commit(
        self,
        added: Iterable[StoredFile],
        removed: Iterable[StoredFile] = (),
        *,
        marker: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Commit new files and drop old ones at once; return the new version.

        `marker` names the commit: see `has_marker`.
        """
        opened = self._widened(self.open() or self._create())
        actions: list[AddAction | RemoveAction] = [self._add(file) for file in added]
        actions += [self._remove(file) for file in removed]
        properties = CommitProperties(
            custom_metadata=dict(metadata or {}),
            app_transactions=[Transaction(marker, 1)] if marker else None,
        )
        partition_by = [self.table.partition] if self.table.partition else None
        opened.create_write_transaction(
            actions, "append", self._schema(), partition_by, commit_properties=properties
        )
        return DeltaTable(str(self.root)).version()

    def has_marker(self, marker: str) -> bool:
        """Tell whether a commit with this marker has gone through."""
        opened = self.open()
        return opened is not None and opened.transaction_version(marker) is not None

    def _segment(self, partition: str) -> str:
        return f"{self.table.partition}={partition}"

    def _schema(self) -> Schema:
        return Schema.from_arrow(self.table.arrow_schema)

    def _create(self) -> DeltaTable:
        self.root.mkdir(parents=True, exist_ok=True)
        partition_by = [self.table.partition] if self.table.partition else None
        return DeltaTable.create(
            str(self.root), schema=self._schema(), partition_by=partition_by, mode="ignore"
        )

    def _widened(self, opened: DeltaTable) -> DeltaTable:
        """Give a table of an earlier contract the columns that came since."""
        known = {field.name for field in opened.schema().fields}
        missing = [field for field in self._schema().fields if field.name not in known]
        if not missing:
            return opened
        opened.alter.add_columns(missing)
        return DeltaTable(str(self.root))

    def _values(self, file: StoredFile) -> dict[str, str | None]:
        return {self.table.partition: file.partition} if self.table.partition else {}

    def _add(self, file: StoredFile) -> AddAction:
        return AddAction(
            path=file.path.relative_to(self.root).as_posix(),
            size=file.bytes,
            partition_values=self._values(file),
            modification_time=round(file.path.stat().st_mtime * 1000),
            data_change=True,
            stats=json.dumps({"numRecords": file.rows}),
        )

    def _remove(self, file: StoredFile) -> RemoveAction:
        return RemoveAction(
            path=file.path.relative_to(self.root).as_posix(),
            data_change=True,
            # Vacuum counts a removed file's age from here.
            deletion_timestamp=round(dt.datetime.now(tz=dt.UTC).timestamp() * 1000),
            size=file.bytes,
            partition_values=self._values(file),
        )
