"""Wide layouts: many values in one row, one column an interval or a meter."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.settings.mapping import TableMapping
from pipeline.sources.numbers import without_null_words

VALUE = "\0value"
METER = "\0meter"
INTERVAL = "\0interval"


def value_columns(names: list[str], mapping: TableMapping) -> list[str]:
    """Return the columns of a wide file that hold values, in the file's order."""
    if mapping.wide is None:
        return []
    used = {
        source.removeprefix("-") for name in mapping.columns for source in mapping.sources_of(name)
    } | set(mapping.at_least)
    pattern = re.compile(mapping.wide.columns)
    return [name for name in names if name not in used and pattern.fullmatch(name)]


def unfolded(
    columns: dict[str, pa.Array], values: list[str], mapping: TableMapping
) -> tuple[dict[str, pa.Array], NDArray[np.int64]]:
    """Return one row per cell of the `values` columns, and which row (m,) each came from.

    Empty cells make no row. The columns added hold the cell (`VALUE`), the column's name
    (`METER`) and its place from 0 (`INTERVAL`); the others are repeated.
    """
    count = len(next(iter(columns.values())))
    cells = pa.concat_arrays([columns[name] for name in values])
    cells = without_null_words(cells, mapping.csv)
    # Row by row, as a person would read the file.
    order = np.arange(len(values) * count).reshape(len(values), count).T.ravel()
    present = cells.is_valid().to_numpy(zero_copy_only=False)[order]
    order = order[present]
    rows, places = order % max(count, 1), order // max(count, 1)
    kept = {
        name: column.take(pa.array(rows))
        for name, column in columns.items()
        if name not in set(values)
    }
    kept[VALUE] = cells.take(pa.array(order))
    kept[METER] = pa.array(values).take(pa.array(places))
    kept[INTERVAL] = pa.array(places)
    return kept, rows


def renamed(mapping: TableMapping) -> TableMapping:
    """Return the mapping of the rows that `unfolded` makes."""
    if mapping.wide is None:
        return mapping
    columns = dict(mapping.columns) | {mapping.wide.channel: VALUE}
    if mapping.wide.layout == "meters":
        columns["meter_id"] = METER
    return mapping.model_copy(update={"columns": columns})
