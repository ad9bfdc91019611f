"""Refused rows on their way into table `quarantine`."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from pipeline.ingest.intent import Change
from pipeline.lake import Lake
from pipeline.lake.delta import StoredFile
from pipeline.quarantine import quarantine_rows

ROWS_A_FILE = 200_000


class Refusals:
    """Collects refused rows and writes them in files of bounded size."""

    def __init__(self, lake: Lake, delivery_id: str, table: str) -> None:
        self._delta = lake.delta("quarantine")
        self._delivery_id = delivery_id
        self._table = table
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._written: list[StoredFile] = []

    def add(self, rejects: pa.Table, file: str) -> None:
        """Take rows refused of `file`, as `REJECTS`."""
        if rejects.num_rows:
            self._waiting.append(quarantine_rows(rejects, self._delivery_id, self._table, file))
            self._waiting_rows += rejects.num_rows
        if self._waiting_rows >= ROWS_A_FILE:
            self._write()

    def changes(self) -> Iterator[Change]:
        """Give the change of table `quarantine`, if any row was refused."""
        if self._waiting:
            self._write()
        if self._written:
            yield Change("quarantine", tuple(self._written))

    def _write(self) -> None:
        rows = pa.concat_tables(self._waiting)
        self._written.append(self._delta.write_file(rows, self._delivery_id))
        self._waiting, self._waiting_rows = [], 0
