"""Batches of good rows in the contract's columns, and the rows refused beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.contract.table import Table
from pipeline.settings import Settings, TableMapping
from pipeline.sources.csv_file import csv_blocks
from pipeline.sources.discovery import SourceFile
from pipeline.sources.parquet_file import BLOCK_ROWS, parquet_blocks, parquet_names
from pipeline.sources.ratios import Ratios
from pipeline.sources.raw_block import RawBlock
from pipeline.sources.row_reader import RowReader
from pipeline.sources.source_error import SourceError
from pipeline.sources.wide import renamed, unfolded, value_columns
from pipeline.sources.words import FREE_TEXT


@dataclass(frozen=True)
class Batch:
    """Some rows of a file.

    rows: good rows in the contract's columns (readings have `is_primary` besides).
    numbers: (n,) their row numbers. rejects: refused rows as `REJECTS`.
    """

    rows: pa.RecordBatch
    numbers: NDArray[np.int64]
    rejects: pa.Table

    @property
    def read_rows(self) -> int:
        """Rows read, good or not."""
        return int(self.rows.num_rows + self.rejects.num_rows)


def read_batches(  # noqa: PLR0917 - a file, how to read it, and what is known beside it
    file: SourceFile,
    table: Table,
    mapping: TableMapping,
    settings: Settings,
    delivered_at: dt.datetime,
    ratios: Ratios | None = None,
) -> Iterator[Batch]:
    """Read one file, batch by batch, in memory that does not grow with the file.

    `delivered_at` (UTC) bounds what can have been measured; `ratios` turns primary values
    into secondary ones. SourceError where the file breaks the contract or stops short;
    what was handed out before stays good.
    """
    reader: RowReader | None = None
    values: list[str] = []
    for block in _blocks(file, table, mapping):
        columns = block.columns | _partition_columns(file, block)
        if reader is None:
            names = list(columns)
            values = value_columns(names, mapping)
            _check(names, values, table, mapping)
            reader = RowReader(table, renamed(mapping), settings.timezone, delivered_at, ratios)
        known = RawBlock(columns, block.numbers, block.describe, block.rejects)
        try:
            batch = _batch(known, reader, values)
        except pa.ArrowException as error:
            # Columns of a type that cannot be what the contract asks for, such as lists.
            raise SourceError(f"cannot be read as {table.name}: {error}") from error
        yield batch


def _batch(block: RawBlock, reader: RowReader, values: list[str]) -> Batch:
    columns, origin = block.columns, np.arange(len(block.numbers))
    if values:
        columns, origin = unfolded(columns, values, reader.mapping)
    numbers = block.numbers[origin]
    rows, faults = reader.rows(columns, len(numbers))
    good = faults.is_good
    if good.all():
        return Batch(rows, numbers, block.rejects)
    raw = block.describe(origin[~good])
    rejects = pa.concat_tables([block.rejects, faults.rejects(numbers, raw)])
    return Batch(rows.filter(pa.array(good)), numbers[good], rejects)


def _blocks(file: SourceFile, table: Table, mapping: TableMapping) -> Iterator[RawBlock]:
    if not file.is_parquet:
        has_free_text = any(name in table.names for name in FREE_TEXT)
        yield from csv_blocks(file.path, mapping.csv, has_free_text)
        return
    names = parquet_names(file.path)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SourceError(f"names columns twice: {twice}")
    values = value_columns(names, mapping)
    wanted = _wanted(table, mapping) | set(values)
    used = [name for name in names if name in wanted]
    _check([*names, *(key for key, _ in file.partitions)], values, table, mapping)
    yield from parquet_blocks(file.path, used, max(BLOCK_ROWS // max(len(values), 1), 1))


def _wanted(table: Table, mapping: TableMapping) -> set[str]:
    sources = {part.removeprefix("-") for name in table.names for part in mapping.sources_of(name)}
    return sources | set(mapping.at_least)


def _partition_columns(file: SourceFile, block: RawBlock) -> dict[str, pa.Array]:
    count = len(block.numbers)
    return {
        key: pa.repeat(pa.scalar(unquote(value).encode()), count)
        for key, value in file.partitions
        if key not in block.columns
    }


def _check(names: list[str], values: list[str], table: Table, mapping: TableMapping) -> None:
    """Raise SourceError where the file lacks what the contract or the mapping asks for."""
    filled = set(mapping.constants)
    if mapping.wide is not None:
        if not values:
            raise SourceError(f"no column matches wide.columns; it has {names}")
        filled |= {mapping.wide.channel} | (
            {"meter_id"} if mapping.wide.layout == "meters" else set()
        )
    needed = {name for name in table.required if name not in filled} | set(mapping.columns)
    missing = sorted(
        f"{part.removeprefix('-')} (for {name})" if part != name else name
        for name in needed
        for part in mapping.sources_of(name)
        if part.removeprefix("-") not in names
    )
    missing += sorted(name for name in mapping.at_least if name not in names)
    if missing:
        raise SourceError(
            f"breaks the contract of {table.name}: lacks column {', '.join(missing)}; "
            f"it has {names}; map names under [ingest.{table.name}.columns] in the settings"
        )
