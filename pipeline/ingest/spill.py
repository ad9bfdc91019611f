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
from pipeline.ingest.run import DiskRun, MemoryRun

RUN_BYTES = 256 << 20
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
        self._waiting_bytes = 0
        self._runs: list[DiskRun | MemoryRun] = []
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._counts: dict[str, int] = defaultdict(int)

    def add(self, rows: pa.RecordBatch, file: int) -> None:
        """Take rows of the delivery's `file`-th file."""
        if rows.num_rows:
            number = pa.array(np.full(rows.num_rows, file, dtype=np.int32))
            self._waiting.append(rows.append_column(FILE, number))
            self._waiting_bytes += rows.nbytes
        if self._waiting_bytes >= RUN_BYTES:
            run = self._collected()
            path = self._folder / f"{len(self._runs):06d}.arrow"
            self._runs.append(DiskRun(path, run))

    def finish(self) -> None:
        """Take no more rows; what waits stays in memory as the last run."""
        if self._waiting:
            self._runs.append(self._collected())

    def _collected(self) -> MemoryRun:
        """Return what waits as a run, sorted by day."""
        rows = pa.Table.from_batches(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
        rows, days, starts = self._by_day(rows)
        for k, day in enumerate(days):
            self._places[day].append((len(self._runs), k))
            self._counts[day] += starts[k + 1] - starts[k]
        return MemoryRun(rows, starts)

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
        return rows, names, [*starts.tolist(), rows.num_rows]

    def days(self) -> list[str]:
        """Return the local days (ISO text) that have rows, in order; "" without partition."""
        return sorted(self._places)

    def count(self, day: str) -> int:
        """Return the number of rows of `day`."""
        return self._counts.get(day, 0)

    def rows(self, day: str, column: str, bounds: Bounds = (None, None)) -> pa.Table | None:
        """Return the rows of `day` in order of arrival, `column` within [low, high)."""
        parts = [
            within(self._runs[run].rows(k), column, bounds) for run, k in self._places.get(day, [])
        ]
        return pa.concat_tables(parts) if parts else None

    def unique(self, day: str, column: str) -> pa.Array:
        """Return the different values of text `column` on `day`."""
        parts = [pc.unique(self._runs[run].rows(k)[column]) for run, k in self._places.get(day, [])]
        return pc.unique(pa.concat_arrays(parts)) if parts else pa.array([], pa.string())


def within(rows: pa.Table, column: str, bounds: Bounds) -> pa.Table:
    """Return the rows whose text `column` lies within [low, high); None is open."""
    low, high = bounds
    if low is not None:
        rows = rows.filter(pc.greater_equal(rows[column], low))
    if high is not None:
        rows = rows.filter(pc.less(rows[column], high))
    return rows
