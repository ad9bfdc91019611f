"""Parquet files in blocks of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.sources.raw_block import RawBlock, named_cells
from pipeline.sources.source_error import SourceError

BLOCK_ROWS = 131_072


def parquet_names(path: Path) -> list[str]:
    """Return the column names of a Parquet file; SourceError if it cannot be opened."""
    return list(_opened(path).schema_arrow.names)


def parquet_blocks(path: Path, names: Iterable[str], rows_a_block: int) -> Iterator[RawBlock]:
    """Read columns `names` of a Parquet file, block by block.

    SourceError where a part of the file is damaged; rows before it were handed out.
    """
    done = 0
    file = _opened(path)
    try:
        for batch in file.iter_batches(rows_a_block, columns=list(names), use_threads=False):
            columns = {
                name: _plain(column)
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
            }
            numbers = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
            done += batch.num_rows
            yield RawBlock(columns, numbers, named_cells(columns))
    except (OSError, pa.ArrowException) as error:
        message = f"is damaged after row {done}; rows before that were taken: {error}"
        raise SourceError(message) from error


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, memory_map=True)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"is no complete Parquet file: {error}") from error


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
