"""Rows on their way into the lake, kept on disk by day, so that memory stays bounded."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.calendar import local_days_of
from pipeline.contract.table import Table

RUN_ROWS = 1_000_000
FILE = "\0file"
_EPOCH = dt.date(1970, 1, 1)

Bounds = tuple[str | None, str | None]


class Spill:
    """Collects rows in order of arrival and gives them back day by day.

    Parameters
    ----------
    folder: empty folder for the runs.
    table: its `time_column` decides the local day; without a partition all rows are one day.
    timezone: the utility's.
    """

    def __init__(self, folder: Path, table: Table, timezone: str) -> None:
        self._folder = folder
        self._table = table
        self._timezone = timezone
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        self._runs: list[Path] = []
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._counts: dict[str, int] = defaultdict(int)

    def add(self, rows: pa.RecordBatch, file: int) -> None:
        """Take rows of the delivery's `file`-th file."""
        if rows.num_rows:
            number = pa.array(np.full(rows.num_rows, file, dtype=np.int32))
            self._waiting.append(rows.append_column(FILE, number))
            self._waiting_rows += rows.num_rows
        if self._waiting_rows >= RUN_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits as one run, a record batch for each day."""
        if not self._waiting:
            return
        rows = pa.Table.from_batches(self._waiting).combine_chunks()
        self._waiting, self._waiting_rows = [], 0
        rows, days, starts = self._by_day(rows)
        path = self._folder / f"{len(self._runs):06d}.arrow"
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(str(path), rows.schema, options=options) as writer:
            for k, day in enumerate(days):
                batch = rows.slice(starts[k], starts[k + 1] - starts[k]).to_batches()[0]
                writer.write_batch(batch)
                self._places[day].append((len(self._runs), k))
                self._counts[day] += batch.num_rows
        self._runs.append(path)

    def _by_day(self, rows: pa.Table) -> tuple[pa.Table, list[str], list[int]]:
        if self._table.partition is None or self._table.time_column is None:
            return rows, [""], [0, rows.num_rows]
        ts = rows[self._table.time_column].cast(pa.int64()).to_numpy()
        days = local_days_of(ts, self._timezone)
        if (days[1:] < days[:-1]).any():
            order = np.argsort(days, kind="stable")
            rows, days = rows.take(pa.array(order)), days[order]
        starts = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
        names = [str(_EPOCH + dt.timedelta(days=int(day))) for day in days[starts]]
        return rows.combine_chunks(), names, [*starts.tolist(), rows.num_rows]

    def days(self) -> list[str]:
        """Return the local days (ISO text) that have rows, in order; "" without partition."""
        self.flush()
        return sorted(self._places)

    def count(self, day: str) -> int:
        """Return the number of rows of `day`."""
        return self._counts.get(day, 0)

    def rows(self, day: str, column: str, bounds: Bounds = (None, None)) -> pa.Table | None:
        """Return the rows of `day` in order of arrival, `column` within [low, high)."""
        parts = [
            within(pa.Table.from_batches([self._batch(run, k)]), column, bounds)
            for run, k in self._places.get(day, [])
        ]
        return pa.concat_tables(parts) if parts else None

    def unique(self, day: str, column: str) -> pa.Array:
        """Return the different values of text `column` on `day`."""
        parts = [pc.unique(self._batch(run, k)[column]) for run, k in self._places.get(day, [])]
        return pc.unique(pa.concat_arrays(parts)) if parts else pa.array([], pa.string())

    def _batch(self, run: int, k: int) -> pa.RecordBatch:
        with pa.memory_map(str(self._runs[run])) as source:
            return pa.ipc.open_file(source).get_batch(k)


def within(rows: pa.Table, column: str, bounds: Bounds) -> pa.Table:
    """Return the rows whose text `column` lies within [low, high); None is open."""
    low, high = bounds
    if low is not None:
        rows = rows.filter(pc.greater_equal(rows[column], low))
    if high is not None:
        rows = rows.filter(pc.less(rows[column], high))
    return rows
