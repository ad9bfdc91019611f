"""CSV line by line: slow, but one broken line costs that line alone."""

from __future__ import annotations

import csv as python_csv
from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa

from pipeline.quarantine import Reason, rejects_of
from pipeline.settings.mapping import CsvMapping
from pipeline.sources.raw_block import RawBlock, joined_cells
from pipeline.sources.source_error import SourceError

BLOCK_ROWS = 65_536
LINES_A_ROW = 100


def header_of(stream: IO[bytes], csv: CsvMapping) -> list[str]:
    """Read past the header and return the column names; SourceError if two are the same."""
    for _ in range(csv.skip_rows):
        stream.readline()
    if csv.header:
        return list(csv.header)
    line = stream.readline()
    if not line.strip():
        raise SourceError("is empty: it has no header row")
    text = line.decode("utf-8", errors="replace").lstrip("\ufeff")
    names = [name.strip() for name in _cells(text, csv) or []]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SourceError(f"names columns twice: {twice}")
    return names


def line_blocks(
    stream: IO[bytes], csv: CsvMapping, names: list[str], skip: int, has_free_text: bool
) -> Iterator[RawBlock]:
    """Read the rows after the first `skip` of a CSV stream that stands behind its header.

    A row is a line; with `has_free_text` a quoted cell may span up to 100 lines.
    """
    rows: list[list[bytes]] = []
    numbers: list[int] = []
    refused: list[tuple[int, Reason, str]] = []
    for number, text in enumerate(_rows(stream, csv, has_free_text, len(names)), start=1):
        if number <= skip:
            continue
        cells = _cells(text, csv)
        if cells is None or text.count(csv.quote) % 2:
            refused.append((number, Reason.UNPARSABLE, text))
        elif len(cells) != len(names):
            refused.append((number, Reason.WRONG_COLUMN_COUNT, text))
        else:
            rows.append([cell.encode("utf-8", "surrogateescape") for cell in cells])
            numbers.append(number)
        if len(rows) + len(refused) >= BLOCK_ROWS:
            yield _block(names, rows, numbers, refused, csv)
            rows, numbers, refused = [], [], []
    yield _block(names, rows, numbers, refused, csv)


def _cells(text: str, csv: CsvMapping) -> list[str] | None:
    """Return the cells of a row, None if it cannot be split."""
    reader = python_csv.reader([text], delimiter=csv.delimiter, quotechar=csv.quote)
    try:
        return next(iter(reader), [])
    except python_csv.Error:
        return None


def _rows(
    stream: IO[bytes], csv: CsvMapping, has_free_text: bool, cell_count: int
) -> Iterator[str]:
    """Give the text of one row after another, blank lines left out."""
    waiting: list[str] = []
    lines = _lines(stream)
    while (text := waiting.pop(0) if waiting else next(lines, None)) is not None:
        if has_free_text and text.count(csv.quote) % 2:
            while len(waiting) < LINES_A_ROW and (line := next(lines, None)) is not None:
                waiting.append(line)
            text, waiting = _joined(text, waiting, csv, cell_count)
        if text.strip():
            yield text


def _joined(
    first: str, following: list[str], csv: CsvMapping, cell_count: int
) -> tuple[str, list[str]]:
    """Join `first` with lines up to the one that closes its quote, if that makes a row."""
    text = first
    for k, line in enumerate(following):
        text += "\n" + line
        if text.count(csv.quote) % 2 == 0:
            reader = python_csv.reader(
                text.splitlines(keepends=True), delimiter=csv.delimiter, quotechar=csv.quote
            )
            try:
                is_row = [len(row) for row in reader] == [cell_count]
            except python_csv.Error:
                is_row = False
            return (text, following[k + 1 :]) if is_row else (first, following)
    return first, following


def _lines(stream: IO[bytes]) -> Iterator[str]:
    for line in stream:
        yield line.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _block(
    names: list[str],
    rows: list[list[bytes]],
    numbers: list[int],
    refused: list[tuple[int, Reason, str]],
    csv: CsvMapping,
) -> RawBlock:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    columns = {
        name: pa.array(values, pa.binary()) for name, values in zip(names, cells, strict=True)
    }
    rejects = (
        pa.concat_tables(
            rejects_of([number], reason, [_readable(text)]) for number, reason, text in refused
        )
        if refused
        else rejects_of([], Reason.UNPARSABLE, [])
    )
    return RawBlock(
        columns, np.array(numbers, np.int64), joined_cells(columns, csv.delimiter), rejects
    )


def _readable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
