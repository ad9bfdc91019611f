"""Stored facts: the lake's daily facts of chosen devices or nodes, laid out by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.contract import FACTS
from pipeline.contract.table import Table
from pipeline.lake import Lake

Matrices = dict[str, NDArray[np.generic]]


def read_facts(
    lake: Lake,
    devices: NDArray[np.str_],
    first: dt.date,
    last: dt.date,
    columns: Sequence[str],
    *,
    doubles: Sequence[str] = (),
    table: Table = FACTS,
) -> Matrices:
    """Read `columns` of the facts of `devices` on local days [first, last] from `table`.

    devices: (m,) sorted. Returns column to (m, d) arrays: float32, float64 for `doubles`,
    int64 for `seen_slots`; NaN (0 for `seen_slots`) where there is no fact. A column that
    holds nothing for these devices is left out. Facts of other devices are passed over.
    """
    shape = (len(devices), (last - first).days + 1)
    found: Matrices = {}
    key = table.key[0]
    for day, read in read_days(lake, table, first, last, (key, *columns)):
        place, rows = _places(read[key], devices)
        for name in columns:
            if name not in read.column_names or read[name].null_count == read.num_rows:
                continue
            if name not in found:
                found[name] = _empty(shape, name, doubles)
            values = _values(read[name], found[name].dtype)
            found[name][place, day] = values[rows]
    return found


def read_days(
    lake: Lake, table: Table, first: dt.date, last: dt.date, columns: Sequence[str]
) -> Iterator[tuple[int, pa.Table]]:
    """Yield the place of each stored day in [first, last], and those of `columns` it has."""
    for file in lake.files(table.name, first, last):
        stored = pq.ParquetFile(file.path, memory_map=True)
        wanted = set(columns) & set(stored.schema_arrow.names)
        day = (dt.date.fromisoformat(str(file.partition)) - first).days
        yield day, stored.read(columns=sorted(wanted))


def _places(
    meter_id: pa.ChunkedArray, devices: NDArray[np.str_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the table that are of known devices, and their codes."""
    codes = pc.index_in(meter_id, value_set=pa.array(devices.tolist(), pa.string()))
    place = codes.fill_null(-1).to_numpy().astype(np.int64)
    rows = np.flatnonzero(place >= 0)
    return place[rows], rows


def _empty(shape: tuple[int, int], name: str, doubles: Sequence[str]) -> NDArray[np.generic]:
    if name == "seen_slots":
        return np.zeros(shape, dtype=np.int64)
    return np.full(shape, np.nan, dtype=np.float64 if name in doubles else np.float32)


def _values(column: pa.ChunkedArray, dtype: np.dtype[np.generic]) -> NDArray[np.generic]:
    if dtype == np.int64:
        column = column.fill_null(0)
    return np.asarray(column.to_numpy()).astype(dtype)
