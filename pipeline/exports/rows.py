"""Rows of an output table, whatever frame they come in."""

from __future__ import annotations

from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa

from pipeline.contract import Table

Rows: TypeAlias = pa.Table | pd.DataFrame
"""Rows of a contract table, as Arrow or pandas."""


class ExportError(ValueError):
    """Nothing was exported; the message says what, where and what to do."""


def contract_rows(rows: Rows, table: Table) -> pa.Table:
    """Return the rows with exactly the contract's columns, order and types.

    Optional columns that are absent are null. ExportError names required ones that are
    missing, and values that do not fit their type.
    """
    names = list(rows.columns) if isinstance(rows, pd.DataFrame) else rows.column_names
    if missing := [name for name in table.required if name not in names]:
        raise ExportError(f"{table.name}: columns {missing} are missing; there are {list(names)}")
    schema = pa.schema([(column.name, column.arrow_type) for column in table.columns])
    try:
        if isinstance(rows, pd.DataFrame):
            return _from_frame(rows, schema)
        return pa.table([_column(rows, field) for field in schema], schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise ExportError(f"{table.name}: a value does not fit the contract: {error}") from error


def _column(rows: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name not in rows.column_names:
        return pa.nulls(rows.num_rows, field.type)
    return rows.column(field.name).cast(field.type)


def _from_frame(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    present = [field for field in schema if field.name in frame.columns]
    partial = pa.Table.from_pandas(
        frame[[field.name for field in present]], schema=pa.schema(present), preserve_index=False
    ).replace_schema_metadata()
    return pa.table([_column(partial, field) for field in schema], schema=schema)


def records(rows: pa.Table) -> list[dict[str, Any]]:
    """Return the rows as dictionaries, nested lists as lists of dictionaries."""
    found: list[dict[str, Any]] = rows.to_pylist()
    return found
