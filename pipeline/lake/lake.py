"""The lake as a whole: its tables, its settings, its lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from pipeline.contract import TABLES
from pipeline.lake.delta import DeltaFolder, StoredFile
from pipeline.settings import Settings, load_settings, parse_settings


class LakeBusyError(RuntimeError):
    """Another process is writing to this lake."""


class Lake:
    """A folder of Delta Lake tables, one for each table of the contract.

    Parameters
    ----------
    root: the folder; made when something is first written.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    @property
    def staging(self) -> Path:
        """Folder for work in progress; what it holds is no part of the lake."""
        return self.root / "_staging"

    @property
    def _settings_path(self) -> Path:
        return self.root / "settings.json"

    @property
    def remembers_settings(self) -> bool:
        """Whether settings were ever stored in the lake."""
        return self._settings_path.exists()

    def settings(self) -> Settings:
        """Return the settings that the lake remembers, else those beside it, else defaults."""
        if self.remembers_settings:
            return parse_settings(self._settings_path)
        beside = self.root.parent / "wattsleuth.toml"
        return load_settings(beside) if beside.exists() else Settings()

    def remember(self, settings: Settings) -> None:
        """Store `settings` in the lake, in one step."""
        self.root.mkdir(parents=True, exist_ok=True)
        fresh = self._settings_path.with_suffix(".new")
        fresh.write_text(settings.model_dump_json(indent=2), encoding="utf-8")
        fresh.replace(self._settings_path)

    @contextmanager
    def lock(self, wait_seconds: float = 0) -> Iterator[None]:
        """Hold the lake's write lock; LakeBusyError when another process has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / ".lock", timeout=wait_seconds):
                yield
        except Timeout as error:
            message = f"lake {self.root} is being written by another process; try again later"
            raise LakeBusyError(message) from error

    def delta(self, name: str) -> DeltaFolder:
        """Return the Delta table called `name`; KeyError lists the tables that there are."""
        if name not in TABLES:
            raise KeyError(f"no table {name!r}; there are {sorted(TABLES)}")
        return DeltaFolder(self.root / name, TABLES[name])

    def version(self, name: str) -> int | None:
        """Return the version of table `name`, None if it was never written."""
        return self.delta(name).version()

    def versions(self) -> dict[str, int | None]:
        """Return the version of every table, None where it was never written."""
        return {name: self.version(name) for name in TABLES}

    def files(
        self,
        name: str,
        first: dt.date | None = None,
        last: dt.date | None = None,
        version: int | None = None,
    ) -> list[StoredFile]:
        """Return the files of `name` whose partition date lies in [first, last].

        Without bounds every file, also where the partition is no date.
        """
        files = self.delta(name).files(version)
        if first is None and last is None:
            return files
        low, high = str(first or dt.date.min), str(last or dt.date.max)
        return [file for file in files if file.partition is None or low <= file.partition <= high]

    def read(
        self,
        name: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        columns: list[str] | None = None,
        version: int | None = None,
    ) -> pa.Table:
        """Read table `name`, limited to partition dates [first, last], as Arrow.

        A table that was never written reads as empty. The partition column is last.
        """
        table = TABLES[name]
        schema = table.arrow_schema
        wanted = columns or schema.names
        empty = pa.schema([schema.field(column) for column in wanted]).empty_table()
        parts = [
            _read_file(file, table.partition, wanted, schema)
            for file in self.files(name, first, last, version)
        ]
        return pa.concat_tables([empty, *parts])

    def frame(
        self,
        name: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        columns: list[str] | None = None,
    ) -> pd.DataFrame:
        """Read table `name` as pandas; parameters as in `read`."""
        frame: pd.DataFrame = self.read(name, first=first, last=last, columns=columns).to_pandas()
        return frame

    def readings(self, meter_id: str, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Return the raw readings of one meter on local days [first, last], in time order."""
        parts = [
            pq.read_table(file.path, filters=[("meter_id", "=", meter_id)])
            for file in self.files("readings", first, last)
        ]
        rows = pa.concat_tables(parts) if parts else TABLES["readings"].arrow_schema.empty_table()
        frame: pd.DataFrame = rows.sort_by("ts").to_pandas()
        return frame

    def replace(self, name: str, rows: pa.Table, *, marker: str | None = None) -> int:
        """Replace the whole of an unpartitioned table in one commit."""
        delta = self.delta(name)
        ordered = rows.select(list(delta.table.names)).cast(delta.table.arrow_schema)
        return delta.commit([delta.write_file(ordered)], delta.files(), marker=marker)

    def replace_partitions(
        self, name: str, rows_by_partition: Mapping[str, pa.Table], *, marker: str | None = None
    ) -> int:
        """Replace the named partitions, and no others, in one commit.

        Keys are partition values as text (ISO dates); an empty table removes its partition.
        """
        delta = self.delta(name)
        old = [file for file in delta.files() if file.partition in rows_by_partition]
        new = [
            delta.write_file(self._conform(name, rows), partition)
            for partition, rows in rows_by_partition.items()
            if rows.num_rows
        ]
        return delta.commit(new, old, marker=marker)

    def _conform(self, name: str, rows: pa.Table) -> pa.Table:
        table = TABLES[name]
        kept = [column for column in table.names if column != table.partition]
        schema = pa.schema([table.arrow_schema.field(column) for column in kept])
        return rows.select(kept).cast(schema)


def _read_file(
    file: StoredFile, partition: str | None, wanted: list[str], schema: pa.Schema
) -> pa.Table:
    stored = pq.ParquetFile(file.path, memory_map=True)
    held = set(stored.schema_arrow.names)
    rows = stored.read(columns=[column for column in wanted if column in held])
    # Files from before a column came into the contract do not have it.
    for column in wanted:
        if column not in held and column != partition:
            field = schema.field(column)
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    if partition in wanted:
        value = pc.cast(pa.scalar(file.partition), schema.field(partition).type)
        rows = rows.append_column(schema.field(partition), pa.repeat(value, rows.num_rows))
    return rows.select(wanted).cast(pa.schema([schema.field(column) for column in wanted]))
