"""Device rows: what one device left in the day files of a table, read quickly.

Files are sorted by device, so that row groups which cannot hold it are told by their bounds
alone; only the columns asked for are read, and what was read of a file is kept, for a file
never changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.contract import TABLES
from pipeline.lake import Lake

# A year of days of some twenty cases; a day of quarter hours is some kilobytes.
_KEPT = 8192
_THREADS = 2


def device_rows(
    lake: Lake,
    name: str,
    device_id: str,
    days: tuple[dt.date, dt.date],
    columns: Sequence[str],
) -> pa.Table:
    """Return `columns` of table `name`, rows of one device on local days [first, last].

    The device is in the first column of the table's key, its partition left out. Columns
    that are younger than a file hold nulls.
    """
    table = TABLES[name]
    schema = pa.schema([table.arrow_schema.field(column) for column in columns])
    key = next(column for column in table.key if column != table.partition)
    wanted = tuple(columns)
    files = lake.files(name, *days)
    with ThreadPoolExecutor(_THREADS) as threads:
        parts = threads.map(lambda file: _rows(str(file.path), key, device_id, wanted), files)
        filled = [
            _filled(part, schema, table.partition, file.partition)
            for file, part in zip(files, parts, strict=True)
            if part.num_rows
        ]
    return pa.concat_tables([schema.empty_table(), *filled])


@lru_cache(maxsize=_KEPT)
def _rows(path: str, key: str, device_id: str, columns: tuple[str, ...]) -> pa.Table:
    """Return the rows of one device in one file; a path names the same bytes for ever."""
    file = pq.ParquetFile(Path(path), memory_map=True, read_dictionary=[key])
    held = [column for column in columns if column in file.schema_arrow.names]
    groups = _groups(file, key, device_id)
    rows = file.read_row_groups(
        groups, columns=list(dict.fromkeys([key, *held])), use_threads=False
    )
    return rows.filter(pc.equal(rows[key].cast(pa.string()), device_id)).select(held)


def _groups(file: pq.ParquetFile, key: str, device_id: str) -> list[int]:
    place = file.schema_arrow.names.index(key)
    found = []
    for group in range(file.metadata.num_row_groups):
        bounds = file.metadata.row_group(group).column(place).statistics
        if bounds is None or not bounds.has_min_max or bounds.min <= device_id <= bounds.max:
            found.append(group)
    return found


def _filled(
    rows: pa.Table, schema: pa.Schema, partition: str | None, value: str | None
) -> pa.Table:
    """Return rows of one file with the columns that it does not hold: a partition's, or null."""
    for field in schema:
        if field.name not in rows.column_names:
            told = pa.scalar(value if field.name == partition else None, pa.string())
            column = pa.repeat(told.cast(field.type), rows.num_rows)
            rows = rows.append_column(field, column)
    return rows.select(schema.names).cast(schema)
