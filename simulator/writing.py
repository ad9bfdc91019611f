"""Writing: readings in weekly Parquet files, the other tables in one file each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.contract import INPUT_TABLES
from pipeline.contract.vocabulary import Source
from simulator.display import CURVES, Display
from simulator.timeline import Day

COMPRESSION = "zstd"
DAYS_A_FILE = 7
ROWS_SCHEMA = pa.schema(
    [
        field
        for field in INPUT_TABLES["readings"].arrow_schema
        if field.name not in ("interval_kwh", "date")
    ]
)


def rows_of(
    display: Display,
    *,
    ends_us: NDArray[np.int64],
    meter_code: NDArray[np.int32],
    names: pa.Array,
    source: Source,
    chosen: NDArray[np.bool_],
) -> pa.Table:
    """Return readings of the `chosen` (m, T) slots as rows, by device and time.

    `meter_code` (m, T) points into `names`, the meters' numbers.
    """
    row, slot = np.nonzero(chosen)
    columns: dict[str, pa.Array] = {
        "meter_id": names.take(pa.array(meter_code[row, slot])),
        "source": pa.repeat(source.value, len(row)),
        "ts": pa.array(ends_us[slot]).cast(pa.int64()).view(pa.timestamp("us", tz="UTC")),
        "register_kwh": pa.array(display.register_kwh[row, slot]),
        "export_register_kwh": pa.array(display.export_kwh[row, slot]),
    }
    for name in CURVES:
        columns[name] = pa.array(display.curves[name][row, slot], from_pandas=True)
    return pa.table([columns[name] for name in ROWS_SCHEMA.names], schema=ROWS_SCHEMA)


class WeeklyFiles:
    """Parquet files of seven days each, named after their first day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob("readings-*.parquet"):
            stale.unlink()
        self._writer: pq.ParquetWriter | None = None
        self._late: list[pa.Table] = []
        self.rows = 0

    def write(self, day: Day, tables: Sequence[pa.Table], late: pa.Table) -> None:
        """Append the rows of one day; `late` rows wait for the next file, if there is one."""
        due: list[pa.Table] = []
        if day.index % DAYS_A_FILE == 0:
            due, self._late = self._late, []
            self._open(self._folder / f"readings-{day.date.isoformat()}.parquet")
        self._late.append(late)
        table = pa.concat_tables([*tables, *due])
        if self._writer is None:
            raise RuntimeError("days must be written from the first one on")
        self._writer.write_table(table)
        self.rows += table.num_rows

    def _open(self, path: Path) -> None:
        self.close()
        self._writer = pq.ParquetWriter(path, ROWS_SCHEMA, compression=COMPRESSION)

    def close(self) -> None:
        """Finish the open file."""
        if self._writer is not None:
            self._writer.close()


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
