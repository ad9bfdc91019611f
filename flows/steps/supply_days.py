"""Supply facts of days: those whose supply readings changed are computed again, no others."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from features.kernels import (
    SUPPLY_FLOATS,
    SUPPLY_KERNEL_VERSION,
    SupplyFacts,
    UnsortedError,
    supply_facts,
)
from flows.steps.day_readings import DayReadings, day_readings
from flows.steps.dirty_days import DayTable, FactDaysSummary, Progress, files_by_date
from pipeline.calendar import LocalDay, local_day
from pipeline.contract import SUPPLY_FACTS
from pipeline.lake import Lake
from pipeline.lake.delta import StoredFile
from pipeline.settings import Settings

# A supply meter's row is an interval of a meter under other names.
COLUMNS = {"node_id": "meter_id", "ts": "ts", "kwh": "interval_kwh"}


@dataclass(frozen=True)
class SupplyDay:
    """The supply files of one local day."""

    day: LocalDay
    files: tuple[StoredFile, ...]

    @property
    def fingerprint(self) -> str:
        """Digest of all that the day's facts depend on; a file's name is unique to its bytes."""
        names = sorted(file.path.name for file in self.files)
        known = (SUPPLY_KERNEL_VERSION, SUPPLY_FACTS.names, self.day, names)
        return hashlib.sha256(repr(known).encode()).hexdigest()


def refresh_supply(
    lake: Lake,
    settings: Settings,
    first: dt.date,
    last: dt.date,
    progress: Progress | None = None,
) -> FactDaysSummary:
    """Bring table `supply_facts` up to date on local days [first, last]; see `DayTable.refresh`.

    A day is computed where its files, or the kernel, are others than those noted in table
    `supply_days`. `progress` is called with "supply". The caller holds the lake's lock.
    """
    days = [
        SupplyDay(local_day(dt.date.fromisoformat(date), settings.timezone), tuple(files))
        for date, files in files_by_date(lake.files("supply", first, last)).items()
    ]
    table = DayTable[SupplyDay]("supply_facts", "supply", "supply_days", supply_table)
    return table.refresh(lake, days, first, last, progress)


def supply_table(day: SupplyDay, _threads: int = 1) -> tuple[pa.Table, int]:
    """Compute one day's rows of `supply_facts`; return them and the number of intervals."""
    readings = _read(day)
    try:
        facts = supply_facts(readings.columns, readings.codes, day.day)
    except UnsortedError:
        readings = readings.sort()
        facts = supply_facts(readings.columns, readings.codes, day.day)
    return _rows(readings, facts), readings.rows


def _read(day: SupplyDay) -> DayReadings:
    parts = []
    for file in day.files:
        with pq.ParquetFile(file.path, memory_map=True, read_dictionary=["node_id"]) as stored:
            parts.append(stored.read(columns=list(COLUMNS)))
    return day_readings(pa.concat_tables(parts).rename_columns(list(COLUMNS.values())))


def _rows(readings: DayReadings, facts: SupplyFacts) -> pa.Table:
    known = {
        "node_id": readings.meters.take(pa.array(facts.codes)),
        "kwh": pa.array(facts.kwh, from_pandas=True),
    }
    known |= {
        name: pa.array(facts.floats[:, place], from_pandas=True)
        for place, name in enumerate(SUPPLY_FLOATS)
    }
    stored = [column for column in SUPPLY_FACTS.columns if column.name != "date"]
    return pa.table({column.name: known[column.name].cast(column.arrow_type) for column in stored})
