"""Writing: readings in weekly Parquet files, the other tables in one file each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contract import INPUT_TABLES
from simulator.timeline import Day

COMPRESSION = "zstd"
DAYS_A_FILE = 7


class WeeklyFiles:
    """Parquet files of seven days each, named after their first day; none without rows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for stale in folder.glob("readings-*.parquet"):
            stale.unlink()
        self._path = folder / "readings.parquet"
        self._writer: pq.ParquetWriter | None = None
        self._late: list[pa.Table] = []
        self.rows = 0

    def write(self, day: Day, tables: Sequence[pa.Table], late: pa.Table) -> None:
        """Append the rows of one day; `late` rows wait for the next file, if there is one."""
        due: list[pa.Table] = []
        if day.index % DAYS_A_FILE == 0:
            due, self._late = self._late, []
            self.close()
            self._path = self._folder / f"readings-{day.date.isoformat()}.parquet"
        self._late.append(late)
        table = pa.concat_tables([*tables, *due])
        if table.num_rows:
            self._open(table.schema).write_table(table)
            self.rows += table.num_rows

    def _open(self, schema: pa.Schema) -> pq.ParquetWriter:
        if self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self._path, schema, compression=COMPRESSION)
        return self._writer

    def close(self) -> None:
        """Finish the open file."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None


def write_parquet(path: Path, name: str, columns: dict[str, Any]) -> int:
    """Write a whole table of the contract; columns absent from `columns` are left out."""
    schema = pa.schema([f for f in INPUT_TABLES[name].arrow_schema if f.name in columns])
    arrays = [pa.array(columns[field.name], from_pandas=True).cast(field.type) for field in schema]
    pq.write_table(pa.table(arrays, schema=schema), path, compression=COMPRESSION)
    return len(arrays[0])


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows as CSV with a header; None is an empty field."""
    frame = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    frame.to_csv(path, index=False, lineterminator="\n")
    return len(frame)
