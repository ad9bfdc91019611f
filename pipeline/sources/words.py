"""Identifiers, closed vocabularies and truth values from cells."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.contract.table import Column
from pipeline.settings.mapping import CsvMapping
from pipeline.sources.numbers import is_textual, without_null_words
from pipeline.sources.raw_block import as_utf8

TRUE_WORDS = ("true", "t", "yes", "y", "1", "1.0")
FALSE_WORDS = ("false", "f", "no", "n", "0", "0.0")
# Columns whose text is kept as it came, spaces and all.
FREE_TEXT = ("detail", "note")


def texts_of(
    cells: pa.Array, column: Column, csv: CsvMapping
) -> tuple[pa.StringArray, NDArray[np.bool_]]:
    """Return `cells` (n,) as text, null where empty, and which are broken UTF-8 (n,)."""
    if not is_textual(cells.type):
        return _from_values(cells), np.zeros(len(cells), dtype=np.bool_)
    text, broken = as_utf8(cells)
    if column.name not in FREE_TEXT:
        text = pc.ascii_trim_whitespace(text)
    # A byte that the file's encoding does not know was read as U+FFFD.
    replaced = pc.fill_null(pc.match_substring(text, "\ufffd"), False)
    broken |= replaced.to_numpy(zero_copy_only=False)
    return without_null_words(text, csv), broken


def _from_values(cells: pa.Array) -> pa.StringArray:
    if pa.types.is_floating(cells.type):
        # Identifiers that passed through a spreadsheet as numbers: 123.0 is 123.
        cells = pc.if_else(pc.is_nan(cells), pa.scalar(None, cells.type), cells)
        whole = pc.equal(pc.floor(cells), cells)
        if pc.all(whole).as_py() is not False:
            cells = cells.cast(pa.int64())
    return cells.cast(pa.string())


def vocabulary_of(
    text: pa.StringArray, column: Column, own_words: dict[str, str]
) -> tuple[pa.StringArray, NDArray[np.bool_]]:
    """Return `text` (n,) in the words of the contract, and which are unknown (n,).

    `own_words` maps the utility's words; both are matched without regard to case.
    """
    lookup = {word.lower(): word for word in column.allowed}
    lookup |= {own.lower(): word for own, word in own_words.items()}
    encoded = text.dictionary_encode()
    said = [word.lower() for word in encoded.dictionary.to_pylist()]
    if column.allowed:
        meant = pa.array([lookup.get(word) for word in said], pa.string())
    else:
        own = encoded.dictionary.to_pylist()
        meant = pa.array([lookup.get(a, b) for a, b in zip(said, own, strict=True)], pa.string())
    result = meant.take(encoded.indices)
    unknown = pc.and_(text.is_valid(), result.is_null())
    return result, unknown.to_numpy(zero_copy_only=False)


def truths_of(cells: pa.Array, csv: CsvMapping) -> tuple[pa.BooleanArray, NDArray[np.bool_]]:
    """Return `cells` (n,) as truth values, and which are none (n,)."""
    if pa.types.is_boolean(cells.type):
        return cells, np.zeros(len(cells), dtype=np.bool_)
    text = pc.ascii_trim_whitespace(
        as_utf8(cells)[0] if is_textual(cells.type) else cells.cast("string")
    )
    text = pc.utf8_lower(without_null_words(text, csv))
    true = pc.is_in(text, pa.array(TRUE_WORDS))
    false = pc.is_in(text, pa.array(FALSE_WORDS))
    values = pc.if_else(true, True, pc.if_else(false, False, pa.scalar(None, pa.bool_())))
    unknown = pc.and_(text.is_valid(), values.is_null())
    return values, unknown.to_numpy(zero_copy_only=False)
