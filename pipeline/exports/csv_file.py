"""CSV that a spreadsheet can open without running anything that a customer wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

DECIMALS = 6
"""Enough for money, energy and scores, and the same text on every machine."""

_FORMULA_START = r"""^[\s\x{FEFF}\x{200B}\x{A0}"'`]*[=+\-@＝＋－＠]|^[\t\r\n]"""
_FORMULA_LATER = r"""([;\t\r\n][\s"'`]*)([=+\-@＝＋－＠])"""


def write_csv(rows: pa.Table, path: Path) -> None:
    """Write rows as UTF-8 CSV with a header row: lists as JSON, ISO dates, nulls empty.

    Text that a spreadsheet would take for a formula gets a leading apostrophe, also where
    the sign comes after blanks, quotes, or a semicolon (the separator of many countries).
    """
    safe = pa.table({name: _safe(rows.column(name)) for name in rows.column_names})
    csv.write_csv(safe, path, csv.WriteOptions(quoting_style="needed"))


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return defused(column.cast(pa.string()))
    if pa.types.is_floating(kind):
        return _rounded(column)
    if pa.types.is_nested(kind):
        return pa.array([_json(value) for value in column.to_pylist()], pa.string())
    return column


def defused(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Put an apostrophe before whatever a spreadsheet would run."""
    later = pc.replace_substring_regex(column, _FORMULA_LATER, r"\1'\2")
    return pc.if_else(
        pc.match_substring_regex(later, _FORMULA_START),
        pc.binary_join_element_wise("'", later, ""),
        later,
    )


def _rounded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    finite = pc.if_else(pc.is_finite(column), column.cast(pa.float64()), None)
    return pc.round(finite, ndigits=DECIMALS)


def _json(value: list[dict[str, Any]] | None) -> str | None:
    if value is None:
        return None
    # A semicolon inside JSON can only be text, so its escape loses nothing, and a
    # spreadsheet that splits at semicolons finds none.
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")).replace(";", "\\u003b")
