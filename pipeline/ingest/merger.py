"""Arrived rows into the stored files of their days, in bounded memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.contract.table import Table
from pipeline.ingest.correction import taken_back
from pipeline.ingest.day_files import DayFiles
from pipeline.ingest.intent import Change
from pipeline.ingest.merge import Merged, merge
from pipeline.ingest.secondary import as_secondary
from pipeline.ingest.spill import FILE, Bounds, Spill
from pipeline.lake import Lake
from pipeline.lake.delta import StoredFile
from pipeline.sources.ratios import Ratios

# More rows of one day than this are merged in several passes, by ranges of meters.
MERGE_ROWS = 2_000_000


class Tally:
    """Counts (files,) of what became of the rows of each file of a delivery."""

    def __init__(self, files: int) -> None:
        self.accepted, self.duplicate, self.held, self.conflicts = np.zeros((4, files), np.int64)
        self.admitted = 0

    def count(self, merged: Merged, file: NDArray[np.int32], *, is_held: bool) -> None:
        """Count arrived rows; `file` (n,) says which file brought each, -1 an earlier one."""
        size = len(self.accepted)
        came = file >= 0
        accepted = np.bincount(file[came & merged.is_accepted], minlength=size)
        self.accepted += accepted
        self.duplicate += np.bincount(file[came & ~merged.is_accepted], minlength=size)
        weights = merged.conflicts[came]
        self.conflicts += np.bincount(file[came], weights, minlength=size).astype(np.int64)
        if is_held:
            self.held += accepted


class Merger:
    """Merges what `spill` holds into table `table` of the lake, day by day.

    Parameters
    ----------
    ratios: for readings: which meters are known; readings of others go to table `held`.
    """

    def __init__(
        self, lake: Lake, table: Table, spill: Spill, tally: Tally, ratios: Ratios | None
    ) -> None:
        self._lake, self._table, self._spill = lake, table, spill
        self._tally, self._ratios = tally, ratios
        self._stored = _by_day(lake.delta(table.name).files())
        self._held = _by_day(lake.delta("held").files()) if ratios is not None else {}

    def days(self) -> list[str]:
        """Return the days to merge: those that rows came for, and those of held readings
        whose account has come.
        """
        return sorted({*self._spill.days(), *(day for day in self._held if self._admits(day))})

    def _admits(self, day: str) -> bool:
        if self._ratios is None:
            return False
        meters = pc.unique(_column(self._held[day], "meter_id"))
        return bool(self._ratios.is_known(meters).any())

    def changes(self, day: str) -> Iterator[Change]:
        """Merge the rows of one day (ISO text); give the changes that this makes."""
        stored, held = self._stored.get(day, []), self._held.get(day, [])
        main = DayFiles(self._lake.delta(self._table.name), day or None, stored)
        waiting = DayFiles(self._lake.delta("held"), day or None, held)
        for bounds in self._passes(day, [*stored, *held]):
            arrived = self._spill.rows(day, self._table.key[0], bounds)
            if self._ratios is None:
                self._merge(main, arrived, bounds, is_held=False)
            else:
                self._merge_readings(main, waiting, arrived, bounds)
        yield from main.changes()
        yield from waiting.changes()

    def _merge_readings(
        self, main: DayFiles, waiting: DayFiles, arrived: pa.Table | None, bounds: Bounds
    ) -> None:
        """Split by whether an account names the meter; let held readings in that it names."""
        known, unknown = self._split(arrived)
        admitted, held = self._split(waiting.rows(bounds))
        if admitted is not None and admitted.num_rows and self._ratios is not None:
            self._tally.admitted += admitted.num_rows
            waiting.mark_changed()
            nowhere = pa.array(np.full(admitted.num_rows, -1, np.int32))
            admitted = as_secondary(admitted, self._ratios).append_column(FILE, nowhere)
            known = admitted if known is None else pa.concat_tables([admitted, known])
        self._merge(main, known, bounds, is_held=False)
        self._merge(waiting, unknown, bounds, is_held=True, old=held)

    def _split(self, rows: pa.Table | None) -> tuple[pa.Table | None, pa.Table | None]:
        if rows is None or self._ratios is None:
            return rows, None
        known = self._ratios.is_known(rows["meter_id"].combine_chunks())
        if known.all():
            return rows, rows.slice(0, 0)
        return rows.filter(pa.array(known)), rows.filter(pa.array(~known))

    def _merge(
        self,
        target: DayFiles,
        arrived: pa.Table | None,
        bounds: Bounds,
        *,
        is_held: bool,
        old: pa.Table | None = None,
    ) -> None:
        key = self._table.key
        old = target.rows(bounds) if old is None else old
        if arrived is None or not arrived.num_rows:
            target.add(old, is_changed=False)
            return
        rows = arrived.select(old.column_names).cast(old.schema)
        old, backs = taken_back(old, rows, self._table)
        merged = merge(old, rows, key)
        merged = replace(merged, conflicts=merged.conflicts + backs)
        self._tally.count(merged, arrived[FILE].to_numpy(), is_held=is_held)
        target.add(merged.rows, is_changed=merged.is_changed or bool(backs.any()))

    def _passes(self, day: str, files: list[StoredFile]) -> list[Bounds]:
        """Return ranges of the first key column that each fit in memory."""
        rows = self._spill.count(day) + sum(file.rows for file in files)
        if rows <= MERGE_ROWS:
            return [(None, None)]
        name = self._table.key[0]
        seen = [self._spill.unique(day, name)]
        if files:
            seen.append(pc.unique(_column(files, name)))
        values = pc.unique(pa.concat_arrays(seen)).sort()
        step = max(len(values) * MERGE_ROWS // rows, 1)
        cuts = values[step::step].to_pylist()
        return list(zip([None, *cuts], [*cuts, None], strict=True))


def _by_day(files: list[StoredFile]) -> dict[str, list[StoredFile]]:
    days: dict[str, list[StoredFile]] = defaultdict(list)
    for file in files:
        days[file.partition or ""].append(file)
    return dict(days)


def _column(files: list[StoredFile], name: str) -> pa.Array:
    parts = [pq.ParquetFile(file.path).read(columns=[name])[name] for file in files]
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks]).combine_chunks()
