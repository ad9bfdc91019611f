"""Dirty days: tables computed day by day from files, and again only where those changed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pyarrow as pa

from features.kernels import compile_kernels
from pipeline.calendar import LocalDay
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.lake.delta import DeltaFolder, StoredFile

Progress = Callable[[str, int, int], None]

# One commit holds so many days: a backfill writes little log, and loses little when killed.
DAYS_A_COMMIT = 32


class DayOfFiles(Protocol):
    """One local day and a digest of all that its rows depend on."""

    @property
    def day(self) -> LocalDay:
        """The day."""

    @property
    def fingerprint(self) -> str:
        """Digest of its files and of what reads them."""


Day = TypeVar("Day", bound=DayOfFiles)


@dataclass(frozen=True)
class FactDaysSummary:
    """What a refresh did: days computed, days that were current, readings walked."""

    days_computed: int
    days_current: int
    rows: int


@dataclass(frozen=True)
class DayTable(Generic[Day]):
    """A table that holds one partition a day, computed from the files of that day alone.

    name: the table; stage: what progress calls it. notes: the table that remembers which
    state of the files each day was computed from. compute: from a day and the threads that it
    may use to the day's rows and the readings walked.
    """

    name: str
    stage: str
    notes: str
    compute: Callable[[Day, int], tuple[pa.Table, int]]

    def refresh(
        self,
        lake: Lake,
        days: Iterable[Day],
        first: dt.date,
        last: dt.date,
        progress: Progress | None = None,
    ) -> FactDaysSummary:
        """Compute those of `days`, all that have files in [first, last], that are not current.

        Rows are committed before the note: whoever is killed between the two computes the
        day once more. Rows of days that have no files any more are removed. `progress` is
        called with stage, days done and days in all. The caller holds the lake's lock.
        """
        current = {day.day.date: day for day in days}
        noted = self._noted(lake)
        dirty = [
            day for date, day in current.items() if noted.get(date, ("",))[0] != day.fingerprint
        ]
        gone = [date for date in noted if first <= date <= last and date not in current]
        if dirty:
            compile_kernels()
        rows = done = 0
        for start in range(0, len(dirty), DAYS_A_COMMIT):
            batch = dirty[start : start + DAYS_A_COMMIT]
            counts = self._write(lake, batch)
            noted |= {day.day.date: (day.fingerprint, counts[day.day.date]) for day in batch}
            self._note(lake, noted)
            rows += sum(counts.values())
            done += len(batch)
            if progress is not None:
                progress(self.stage, done, len(dirty))
        if gone:
            self._remove(lake, gone)
            self._note(lake, {date: note for date, note in noted.items() if date not in gone})
        return FactDaysSummary(len(dirty), len(current) - len(dirty), rows)

    def _noted(self, lake: Lake) -> dict[dt.date, tuple[str, int]]:
        notes = lake.read(self.notes).to_pylist()
        return {note["date"]: (note["fingerprint"], note["rows_count"]) for note in notes}

    def _note(self, lake: Lake, notes: Mapping[dt.date, tuple[str, int]]) -> None:
        rows = [
            {"date": date, "fingerprint": fingerprint, "rows_count": count}
            for date, (fingerprint, count) in sorted(notes.items())
        ]
        lake.replace(self.notes, pa.Table.from_pylist(rows, TABLES[self.notes].arrow_schema))

    def _write(self, lake: Lake, days: Sequence[Day]) -> dict[dt.date, int]:
        """Compute and commit `days`; return the readings of each."""
        delta = lake.delta(self.name)
        cores = os.cpu_count() or 1
        workers = min(cores, len(days))

        def write(day: Day) -> tuple[StoredFile, int]:
            table, rows = self.compute(day, max(1, cores // workers))
            return delta.write_file(table, day.day.date.isoformat()), rows

        with ThreadPoolExecutor(workers) as pool:
            written = list(pool.map(write, days))
        dates = {day.day.date.isoformat() for day in days}
        delta.commit([file for file, _ in written], _files_of(delta, dates))
        return {day.day.date: rows for day, (_, rows) in zip(days, written, strict=True)}

    def _remove(self, lake: Lake, dates: Sequence[dt.date]) -> None:
        delta = lake.delta(self.name)
        delta.commit([], _files_of(delta, {date.isoformat() for date in dates}))


def files_by_date(files: Sequence[StoredFile]) -> dict[str, list[StoredFile]]:
    """Return the files of each day, by its ISO date; files without one are left out."""
    days: dict[str, list[StoredFile]] = {}
    for file in files:
        if file.partition is not None:
            days.setdefault(file.partition, []).append(file)
    return days


def _files_of(delta: DeltaFolder, dates: set[str]) -> list[StoredFile]:
    return [file for file in delta.files() if file.partition in dates]
