"""Facts of days: those whose readings or events changed are computed again, no others."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from features.kernels import (
    KERNEL_VERSION,
    DayFacts,
    UnsortedError,
    compile_kernels,
    day_facts,
)
from flows.steps.day_readings import DayReadings, read_day
from flows.steps.fact_rows import fact_rows
from pipeline.calendar import LocalDay, local_day
from pipeline.contract import FACTS, TABLES
from pipeline.event_codes import OwnCode, maps_digest
from pipeline.lake import Lake
from pipeline.lake.delta import DeltaFolder, StoredFile
from pipeline.settings import Settings

__all__ = ["FactDaysSummary", "compile_kernels", "day_table", "refresh_facts"]

Progress = Callable[[str, int, int], None]

# One commit holds so many days: a backfill writes little log, and loses little when killed.
DAYS_A_COMMIT = 32


@dataclass(frozen=True)
class FactDaysSummary:
    """What a refresh did: days computed, days that were current, readings walked."""

    days_computed: int
    days_current: int
    rows: int


@dataclass(frozen=True)
class DayFiles:
    """The files of one local day, and the event codes of the utility's own.

    `has_events` tells whether the utility reports events at all.
    """

    day: LocalDay
    readings: tuple[StoredFile, ...]
    events: tuple[StoredFile, ...]
    has_events: bool
    own_codes: tuple[OwnCode, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Digest of all that the day's facts depend on; a file's name is unique to its bytes."""
        names = sorted(file.path.name for file in (*self.readings, *self.events))
        maps = maps_digest(self.own_codes) if self.events else ""
        known = (KERNEL_VERSION, FACTS.names, self.day, self.has_events, maps, names)
        return hashlib.sha256(repr(known).encode()).hexdigest()


def refresh_facts(
    lake: Lake,
    settings: Settings,
    first: dt.date,
    last: dt.date,
    progress: Progress | None = None,
) -> FactDaysSummary:
    """Bring table `facts` up to date on local days [first, last].

    A day is computed where its files, or the kernels, are others than those noted in table
    `fact_days`. Facts are committed before the note: whoever is killed between the two
    computes the day once more. Facts of days without files are removed. `progress` is
    called with "facts", days done and days in all. The caller holds the lake's lock.
    """
    current = {day.day.date: day for day in _day_files(lake, settings, first, last)}
    noted = _noted(lake)
    dirty = [day for date, day in current.items() if noted.get(date, ("",))[0] != day.fingerprint]
    gone = [date for date in noted if first <= date <= last and date not in current]
    if dirty:
        compile_kernels()
    rows = done = 0
    for start in range(0, len(dirty), DAYS_A_COMMIT):
        batch = dirty[start : start + DAYS_A_COMMIT]
        counts = _write_days(lake, batch)
        noted |= {day.day.date: (day.fingerprint, counts[day.day.date]) for day in batch}
        _note(lake, noted)
        rows += sum(counts.values())
        done += len(batch)
        if progress is not None:
            progress("facts", done, len(dirty))
    if gone:
        _remove_days(lake, gone)
        _note(lake, {date: note for date, note in noted.items() if date not in gone})
    return FactDaysSummary(len(dirty), len(current) - len(dirty), rows)


def day_table(files: DayFiles, *, threads: int = 1) -> tuple[pa.Table, int]:
    """Compute one day's rows of `facts`; return them and the number of readings."""
    events = _read_events(files) if files.has_events else None
    if not files.readings:
        return fact_rows(pa.array([], pa.string()), None, events, files.day, files.own_codes), 0
    paths = [file.path for file in files.readings]
    readings, facts = walk_day(paths, files.day, threads=threads)
    devices = readings.meters.take(pa.array(facts.codes))
    return fact_rows(devices, facts, events, files.day, files.own_codes), readings.rows


def walk_day(
    paths: Sequence[Path], day: LocalDay, *, threads: int = 1
) -> tuple[DayReadings, DayFacts]:
    """Read the files of one day and walk them, sorted first where they are not."""
    return walk_readings(read_day(paths, use_threads=threads > 1), day, threads)


def walk_readings(
    readings: DayReadings, day: LocalDay, threads: int
) -> tuple[DayReadings, DayFacts]:
    """Walk the readings of one day, sorted first where they are not."""
    try:
        facts = _walk(readings, day, threads)
    except UnsortedError:
        readings = readings.sort()
        facts = _walk(readings, day, threads)
    return readings, facts


def _walk(readings: DayReadings, day: LocalDay, threads: int) -> DayFacts:
    return day_facts(
        readings.columns, readings.codes, day, terminal=readings.terminal, threads=threads
    )


def _day_files(lake: Lake, settings: Settings, first: dt.date, last: dt.date) -> list[DayFiles]:
    readings = _by_date(lake.files("readings", first, last))
    events = _by_date(lake.files("events", first, last))
    has_events = lake.version("events") is not None
    return [
        DayFiles(
            local_day(dt.date.fromisoformat(date), settings.timezone),
            tuple(readings.get(date, ())),
            tuple(events.get(date, ())),
            has_events,
            settings.event_codes,
        )
        for date in sorted(readings | events)
    ]


def _by_date(files: Sequence[StoredFile]) -> dict[str, list[StoredFile]]:
    days: dict[str, list[StoredFile]] = {}
    for file in files:
        if file.partition is not None:
            days.setdefault(file.partition, []).append(file)
    return days


def _read_events(files: DayFiles) -> pa.Table:
    names = ["device_id", "ts", "profile", "code", "phase", "detail"]
    schema = pa.schema([TABLES["events"].arrow_schema.field(name) for name in names])
    parts = [
        pq.ParquetFile(file.path, memory_map=True).read(columns=names).cast(schema)
        for file in files.events
    ]
    return pa.concat_tables([schema.empty_table(), *parts])


def _noted(lake: Lake) -> dict[dt.date, tuple[str, int]]:
    notes = lake.read("fact_days").to_pylist()
    return {note["date"]: (note["fingerprint"], note["rows_count"]) for note in notes}


def _note(lake: Lake, notes: Mapping[dt.date, tuple[str, int]]) -> None:
    rows = [
        {"date": date, "fingerprint": fingerprint, "rows_count": count}
        for date, (fingerprint, count) in sorted(notes.items())
    ]
    lake.replace("fact_days", pa.Table.from_pylist(rows, TABLES["fact_days"].arrow_schema))


def _write_days(lake: Lake, days: Sequence[DayFiles]) -> dict[dt.date, int]:
    """Compute and commit `days`; return the readings of each."""
    delta = lake.delta("facts")
    cores = os.cpu_count() or 1
    workers = min(cores, len(days))

    def write(files: DayFiles) -> tuple[StoredFile, int]:
        table, rows = day_table(files, threads=max(1, cores // workers))
        return delta.write_file(table, files.day.date.isoformat()), rows

    with ThreadPoolExecutor(workers) as pool:
        written = list(pool.map(write, days))
    dates = {files.day.date.isoformat() for files in days}
    delta.commit([file for file, _ in written], _files_of(delta, dates))
    return {files.day.date: rows for files, (_, rows) in zip(days, written, strict=True)}


def _remove_days(lake: Lake, dates: Sequence[dt.date]) -> None:
    delta = lake.delta("facts")
    delta.commit([], _files_of(delta, {date.isoformat() for date in dates}))


def _files_of(delta: DeltaFolder, dates: set[str]) -> list[StoredFile]:
    return [file for file in delta.files() if file.partition in dates]
