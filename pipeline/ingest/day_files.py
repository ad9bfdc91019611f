"""The files of one day of one table: read in full or by ranges, and written anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contract.table import Table
from pipeline.ingest.intent import Change
from pipeline.ingest.spill import Bounds, within
from pipeline.lake.delta import DeltaFolder, StoredFile


@cache
def stored_schema(table: Table) -> pa.Schema:
    """Return the schema of a table's files, which lack the partition column."""
    names = [name for name in table.names if name != table.partition]
    return pa.schema([table.arrow_schema.field(name) for name in names])


class DayFiles:
    """The stored files of one partition and the one that takes their place.

    Parameters
    ----------
    delta: the table. partition: ISO date; None for a table without partitions.
    stored: live files of the partition.
    """

    def __init__(self, delta: DeltaFolder, partition: str | None, stored: list[StoredFile]) -> None:
        self._delta = delta
        self._partition = partition
        self._stored = stored
        self._new = delta.new_file(partition)
        # The first part waits: most often it is the only one, and nothing has changed.
        self._waiting: pa.Table | None = None
        self._is_changed = False

    def rows(self, bounds: Bounds = (None, None)) -> pa.Table:
        """Return the stored rows whose first key column lies within `bounds`."""
        key = self._delta.table.key[0]
        schema = stored_schema(self._delta.table)
        parts = [schema.empty_table()]
        for file in self._stored:
            stored = pq.ParquetFile(file.path, memory_map=True)
            for group in range(stored.num_row_groups):
                rows = stored.read_row_group(group, columns=schema.names)
                parts.append(within(rows, key, bounds).cast(schema))
        return pa.concat_tables(parts)

    def add(self, rows: pa.Table, *, is_changed: bool) -> None:
        """Take the next rows of the day, in order; say whether they differ from the stored."""
        self._is_changed |= is_changed
        self._write()
        self._waiting = rows if rows.num_rows else None

    def mark_changed(self) -> None:
        """Say that stored rows leave."""
        self._is_changed = True

    def changes(self) -> Iterator[Change]:
        """Complete the day: give the change it makes, if any."""
        if not self._is_changed:
            self._new.discard()
            return
        self._write()
        added = (self._delta.stored(self._new, self._partition),) if self._new.rows else ()
        yield Change(self._delta.table.name, added, tuple(self._stored))

    def _write(self) -> None:
        if self._waiting is not None:
            self._new.add(self._waiting)
            self._waiting = None
