"""Numbers from cells."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.settings.mapping import CsvMapping

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


def is_textual(kind: pa.DataType) -> bool:
    """Whether a column holds text or bytes, which must be parsed."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_large_binary(kind)
    )


def without_null_words(cells: pa.Array, csv: CsvMapping) -> pa.Array:
    """Return text `cells` with the words that mean "nothing" as null."""
    if not is_textual(cells.type):
        return cells
    words = pa.array([word.encode() for word in csv.null_words]).cast(cells.type)
    nothing = pc.is_in(cells, words)
    if not nothing.true_count:
        return cells
    return pc.if_else(nothing, pa.scalar(None, cells.type), cells)


def numbers_of(cells: pa.Array, csv: CsvMapping) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return `cells` (n,) as float64, NaN where null, and which are no numbers (n,)."""
    bad = np.zeros(len(cells), dtype=np.bool_)
    if is_textual(cells.type):
        cells, bad = _parsed(cells, csv)
    try:
        values = cells.cast(pa.float64())
    except pa.ArrowInvalid:
        values = cells.cast(pa.float64(), safe=False)
    except pa.ArrowNotImplementedError:
        bad = cells.is_valid().to_numpy(zero_copy_only=False)
        return np.full(len(cells), np.nan), bad
    return values.to_numpy(zero_copy_only=False), bad


def _parsed(cells: pa.Array, csv: CsvMapping) -> tuple[pa.Array, NDArray[np.bool_]]:
    cells = without_null_words(cells, csv)
    text = cells if pa.types.is_string(cells.type) else cells.cast(pa.binary()).view(pa.string())
    if csv.thousands:
        text = pc.replace_substring(text, csv.thousands, "")
    if csv.decimal != ".":
        text = pc.replace_substring(text, csv.decimal, ".")
    none = np.zeros(len(cells), dtype=np.bool_)
    try:
        return text.cast(pa.float64()), none
    except pa.ArrowInvalid:
        return _parsed_one_by_one(text, csv)


def _parsed_one_by_one(text: pa.Array, csv: CsvMapping) -> tuple[pa.Array, NDArray[np.bool_]]:
    trimmed = without_null_words(pc.ascii_trim_whitespace(text), csv)
    is_number = pc.match_substring_regex(trimmed.view(pa.binary()), _NUMBER)
    bad = pc.fill_null(pc.invert(is_number), False)
    kept = pc.if_else(pc.fill_null(is_number, False), trimmed, pa.scalar(None, pa.string()))
    return kept.cast(pa.float64()), bad.to_numpy(zero_copy_only=False)
