"""CSV files in blocks: Arrow splits rows into cells, and leaves every cell as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from pipeline.quarantine import Reason, rejects_of
from pipeline.settings.mapping import CsvMapping
from pipeline.sources.byte_stream import opened
from pipeline.sources.csv_lines import header_of, line_blocks
from pipeline.sources.raw_block import RawBlock, joined_cells

BLOCK_BYTES = 4 << 20


class StructureError(ValueError):
    """Arrow cannot split the file into rows beyond those handed out."""


def csv_blocks(path: Path, csv: CsvMapping, has_free_text: bool) -> Iterator[RawBlock]:
    """Read a CSV file, gzipped or not, block by block.

    A row with too few or too many cells is refused alone. Where Arrow gives up on a
    file's structure, the rest is read line by line; only with `has_free_text` may a cell
    span lines. SourceError where the file stops short.
    """
    done = 0
    try:
        with opened(path, csv.encoding) as stream:
            for block in _arrow_blocks(stream, csv):
                done = max(done, _last_number(block))
                yield block
    except StructureError:
        with opened(path, csv.encoding) as stream:
            names = header_of(stream, csv)
            yield from line_blocks(stream, csv, names, done, has_free_text)


def _last_number(block: RawBlock) -> int:
    refused = block.rejects["row"].to_numpy()
    return int(max(block.numbers.max(initial=0), refused.max(initial=0)))


def _arrow_blocks(stream: IO[bytes], csv: CsvMapping) -> Iterator[RawBlock]:
    refused: list[pacsv.InvalidRow] = []

    def refuse(row: pacsv.InvalidRow) -> str:
        refused.append(row)
        return "skip"

    try:
        names = header_of(stream, csv)
        last = 0
        for batch in _arrow_reader(stream, csv, names, refuse):
            if _has_newline_in_cell(batch, refused):
                raise StructureError("a cell spans lines: a quote may be missing")
            numbers = _numbers(last, batch.num_rows, refused)
            last = int(numbers[-1]) if len(numbers) else last
            yield _block(batch, numbers, _passed(refused, last), csv)
        yield _block(batch.slice(0, 0), np.empty(0, np.int64), refused, csv)
    except pa.ArrowInvalid as error:
        if "Empty CSV" not in str(error):
            raise StructureError(str(error)) from error


def _arrow_reader(
    stream: IO[bytes],
    csv: CsvMapping,
    names: list[str],
    refuse: Callable[[pacsv.InvalidRow], str],
) -> pacsv.CSVStreamingReader:
    return pacsv.open_csv(
        stream,
        # Rows are numbered by one thread only.
        read_options=pacsv.ReadOptions(
            use_threads=False, block_size=BLOCK_BYTES, column_names=names
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=csv.delimiter,
            quote_char=csv.quote,
            newlines_in_values=True,
            invalid_row_handler=refuse,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )


def _has_newline_in_cell(batch: pa.RecordBatch, refused: list[pacsv.InvalidRow]) -> bool:
    if any("\n" in row.text.strip() for row in refused):
        return True
    buffers = [column.buffers()[2] for column in batch.columns]
    cells = [np.frombuffer(buffer, np.uint8) for buffer in buffers if buffer is not None]
    return any(bool((part == ord("\n")).any()) for part in cells)


def _numbers(last: int, count: int, refused: list[pacsv.InvalidRow]) -> NDArray[np.int64]:
    """Number `count` rows from `last` + 1, leaving out refused ones."""
    holes = [row.number for row in refused if row.number > last]
    numbers = np.arange(last + 1, last + 1 + count + len(holes), dtype=np.int64)
    return numbers[~np.isin(numbers, holes)][:count]


def _passed(refused: list[pacsv.InvalidRow], last: int) -> list[pacsv.InvalidRow]:
    """Take out of `refused` the rows up to number `last`: Arrow reads ahead."""
    passed = [row for row in refused if row.number <= last]
    refused[:] = [row for row in refused if row.number > last]
    return passed


def _block(
    batch: pa.RecordBatch,
    numbers: NDArray[np.int64],
    refused: list[pacsv.InvalidRow],
    csv: CsvMapping,
) -> RawBlock:
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    rejects = rejects_of(
        [row.number for row in refused],
        Reason.WRONG_COLUMN_COUNT,
        [row.text.rstrip("\r\n") for row in refused],
    )
    return RawBlock(columns, numbers, joined_cells(columns, csv.delimiter), rejects)
