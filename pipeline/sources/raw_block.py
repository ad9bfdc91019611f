"""Rows of a file as they came: cells by column, and the number of each row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.quarantine import REJECTS

# Makes the text of chosen rows (k,), for the quarantine.
Describe = Callable[[NDArray[np.int64]], pa.StringArray]


@dataclass(frozen=True)
class RawBlock:
    """Some rows of a file.

    columns: arrays (n,) by name of the file's column; binary where they come from text.
    numbers: (n,) row numbers from 1, the header not counted.
    describe: makes the text of chosen rows (k,) for the quarantine.
    rejects: rows that could not be split into cells, as `REJECTS`.
    """

    columns: dict[str, pa.Array]
    numbers: NDArray[np.int64]
    describe: Describe
    rejects: pa.Table = field(default_factory=REJECTS.empty_table)


def joined_cells(columns: dict[str, pa.Array], delimiter: str) -> Describe:
    """Return a function that gives rows as text: cells in order, `delimiter` between."""

    def describe(rows: NDArray[np.int64]) -> pa.StringArray:
        picked = [_as_text(column.take(pa.array(rows))) for column in columns.values()]
        return pc.binary_join_element_wise(*picked, delimiter)

    return describe


def named_cells(columns: dict[str, pa.Array]) -> Describe:
    """Return a function that gives rows as text: name=value of each cell, comma between."""

    def describe(rows: NDArray[np.int64]) -> pa.StringArray:
        picked = [
            pc.binary_join_element_wise(name, _as_text(column.take(pa.array(rows))), "=")
            for name, column in columns.items()
        ]
        return pc.binary_join_element_wise(*picked, ",")

    return describe


def as_utf8(cells: pa.Array) -> tuple[pa.StringArray, NDArray[np.bool_]]:
    """Return binary or text `cells` as text, and which of them (n,) are broken UTF-8.

    Broken cells become null.
    """
    kind = pa.large_string() if pa.types.is_large_binary(cells.type) else pa.string()
    text = cells if _is_text(cells.type) else cells.view(kind)
    broken = np.zeros(len(cells), dtype=np.bool_)
    _find_broken(text, 0, broken)
    if broken.any():
        text = pc.if_else(pa.array(broken), pa.scalar(None, text.type), text)
    return text.cast(pa.string()), broken


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _find_broken(text: pa.Array, offset: int, broken: NDArray[np.bool_]) -> None:
    try:
        # A slice validates its own rows alone only once it is copied.
        pa.concat_arrays([text]).validate(full=True)
    except pa.ArrowInvalid:
        if len(text) == 1:
            broken[offset] = True
            return
        half = len(text) // 2
        _find_broken(text[:half], offset, broken)
        _find_broken(text[half:], offset + half, broken)


def _as_text(cells: pa.Array) -> pa.StringArray:
    if pa.types.is_binary(cells.type) or _is_text(cells.type):
        values = cells.cast(pa.binary()).to_pylist()
        # Refused rows alone come here, and broken bytes must stay readable.
        texts = [(value or b"").decode("utf-8", errors="backslashreplace") for value in values]
        return pa.array(texts, pa.string())
    return pc.fill_null(cells.cast(pa.string()), "")
