"""Readings of one day from Parquet files to the arrays that the kernels take.

Columns become views of Arrow buffers. What the footer tells already is not read: columns
that hold nothing but nulls, and the source where every row has the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features.kernels.columns import DOUBLE_CHANNELS, FLOAT_CHANNELS, DayColumns, day_columns
from pipeline.contract.vocabulary import Source

CHANNELS = (*DOUBLE_CHANNELS, *FLOAT_CHANNELS)


@dataclass(frozen=True)
class DayReadings:
    """One day's readings.

    meters: names of the meters; `codes` (rows,) numbers them. terminal: (rows,) true where
    the terminal measured, None if none did.
    """

    meters: pa.Array
    codes: NDArray[np.int32]
    columns: DayColumns
    terminal: NDArray[np.bool_] | None

    @property
    def rows(self) -> int:
        """Readings of the day."""
        return len(self.codes)

    def sort(self) -> DayReadings:
        """Return the same readings sorted by meter, source and time."""
        terminal = np.zeros(self.rows, np.bool_) if self.terminal is None else self.terminal
        order = np.lexsort((self.columns.ts_us, terminal, self.codes))
        channels = {name: getattr(self.columns, name) for name in CHANNELS}
        return DayReadings(
            self.meters,
            self.codes[order],
            day_columns(
                self.columns.ts_us[order],
                {name: values[order] for name, values in channels.items() if len(values)},
            ),
            None if self.terminal is None else terminal[order],
        )


def read_day(paths: Sequence[Path], *, use_threads: bool = True) -> DayReadings:
    """Read the files of one day; several files are put one after another, unsorted.

    Raises
    ------
    OSError, pyarrow.ArrowInvalid: a file is missing or damaged.
    """
    parts = [_read_file(path, use_threads) for path in paths]
    return day_readings(parts[0] if len(parts) == 1 else _joined(parts))


def day_readings(table: pa.Table) -> DayReadings:
    """Take columns of table `readings` as arrays; absent ones are unknown."""
    meters = _dictionary(table.column("meter_id"))
    return DayReadings(
        meters.dictionary,
        meters.indices.to_numpy(zero_copy_only=False),
        day_columns(
            _values(table.column("ts").cast(pa.int64()), np.dtype(np.int64)),
            {
                name: _values(table.column(name), np.dtype(np.float64 if wide else np.float32))
                for names, wide in ((DOUBLE_CHANNELS, True), (FLOAT_CHANNELS, False))
                for name in names
                if name in table.column_names
            },
        ),
        _terminal(table.column("source")) if "source" in table.column_names else None,
    )


def _read_file(path: Path, use_threads: bool) -> pa.Table:
    with pq.ParquetFile(path, memory_map=True, read_dictionary=["meter_id", "source"]) as file:
        return file.read(columns=_wanted(file.metadata), use_threads=use_threads)


def _wanted(footer: pq.FileMetaData) -> list[str]:
    """Return the columns worth reading by the statistics of the footer."""
    wanted = ["meter_id", "ts"]
    for place in range(footer.num_columns):
        name = footer.row_group(0).column(place).path_in_schema if footer.num_row_groups else ""
        if name in CHANNELS and not _is_empty(footer, place):
            wanted.append(name)
        if name == "source" and not _is_meter(footer, place):
            wanted.append(name)
    return wanted


def _is_empty(footer: pq.FileMetaData, place: int) -> bool:
    for group in range(footer.num_row_groups):
        column = footer.row_group(group).column(place)
        statistics = column.statistics
        if statistics is None or not statistics.has_null_count:
            return False
        if statistics.null_count < column.num_values:
            return False
    return True


def _is_meter(footer: pq.FileMetaData, place: int) -> bool:
    for group in range(footer.num_row_groups):
        statistics = footer.row_group(group).column(place).statistics
        if statistics is None or not statistics.has_min_max:
            return False
        if not statistics.min == statistics.max == Source.METER.value:
            return False
    return True


def _joined(parts: Sequence[pa.Table]) -> pa.Table:
    names = {name: None for part in parts for name in part.column_names}
    fields = [
        part.schema.field(name) for name in names for part in parts if name in part.schema.names
    ]
    types = {field.name: field.type for field in fields}
    schema = pa.schema([(name, types[name]) for name in names])
    filled = [
        pa.table(
            [
                part.column(name)
                if name in part.column_names
                else _missing(name, types[name], part.num_rows)
                for name in names
            ],
            schema=schema,
        )
        for part in parts
    ]
    return pa.concat_tables(filled)


def _missing(name: str, kind: pa.DataType, rows: int) -> pa.Array:
    # A source that was not read is the meter's own in every row.
    value = Source.METER.value if name == "source" else None
    return pa.array([value] * rows, pa.string()).cast(kind) if value else pa.nulls(rows, kind)


def _dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.unify_dictionaries().combine_chunks()


def _terminal(column: pa.ChunkedArray) -> NDArray[np.bool_] | None:
    source = _dictionary(column)
    is_terminal = pc.equal(source.dictionary, Source.TERMINAL.value).to_numpy(zero_copy_only=False)
    if not is_terminal.any():
        return None
    codes = source.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    # A null source means the meter: the last entry stands for code -1.
    flags: NDArray[np.bool_] = np.append(is_terminal, False).astype(np.bool_)[codes]
    return flags


def _values(column: pa.ChunkedArray, kind: np.dtype[Any]) -> NDArray[Any]:
    chunk = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    values = chunk.to_numpy(zero_copy_only=chunk.null_count == 0)
    converted: NDArray[Any] = values.astype(kind, copy=False)
    return converted
