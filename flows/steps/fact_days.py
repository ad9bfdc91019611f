"""Facts of days: those whose readings or events changed are computed again, no others."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from features.kernels import KERNEL_VERSION, DayFacts, UnsortedError, day_facts
from flows.steps.day_readings import DayReadings, read_day
from flows.steps.dirty_days import DayTable, FactDaysSummary, Progress, files_by_date
from flows.steps.fact_rows import fact_rows
from pipeline.calendar import LocalDay, local_day
from pipeline.contract import FACTS, TABLES
from pipeline.event_codes import OwnCode, maps_digest
from pipeline.lake import Lake
from pipeline.lake.delta import StoredFile
from pipeline.settings import Settings

__all__ = ["FactDaysSummary", "day_table", "refresh_facts"]


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
    """Bring table `facts` up to date on local days [first, last]; see `DayTable.refresh`.

    A day is computed where its files, or the kernels, are others than those noted in table
    `fact_days`. `progress` is called with "facts". The caller holds the lake's lock.
    """
    table = DayTable[DayFiles]("facts", "facts", "fact_days", day_table)
    return table.refresh(lake, _day_files(lake, settings, first, last), first, last, progress)


def day_table(files: DayFiles, threads: int = 1) -> tuple[pa.Table, int]:
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
    readings = files_by_date(lake.files("readings", first, last))
    events = files_by_date(lake.files("events", first, last))
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


def _read_events(files: DayFiles) -> pa.Table:
    names = ["device_id", "ts", "profile", "code", "phase", "detail"]
    schema = pa.schema([TABLES["events"].arrow_schema.field(name) for name in names])
    parts = [
        pq.ParquetFile(file.path, memory_map=True).read(columns=names).cast(schema)
        for file in files.events
    ]
    return pa.concat_tables([schema.empty_table(), *parts])
