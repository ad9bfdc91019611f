"""Rows against their contract: nothing leaves that the contract does not allow."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract.table import Column, Table


class ContractError(ValueError):
    """Rows break the contract of their table; the message says where and how."""


def check_rows(rows: pa.Table, table: Table) -> None:
    """Raise ContractError unless `rows` hold what `table` promises.

    Checked are names and types of columns, nulls in required columns, bounds, closed
    vocabularies, and that no two rows share a key. All faults are named at once.
    """
    names = [name for name in table.names if name not in rows.column_names]
    if names:
        raise ContractError(f"table {table.name} lacks {names}; it has {rows.column_names}")
    faults = [fault for column in table.columns for fault in _faults(rows, column)]
    if repeated := rows.num_rows - _distinct(rows, table):
        faults.append(f"{repeated} rows repeat the key {table.key}")
    if faults:
        raise ContractError(f"table {table.name}: " + "; ".join(faults))


def _distinct(rows: pa.Table, table: Table) -> int:
    keys = rows.select(list(table.key)).group_by(list(table.key)).aggregate([])
    return int(keys.num_rows)


def _faults(rows: pa.Table, column: Column) -> list[str]:
    values = rows[column.name]
    if values.type != column.arrow_type:
        return [f"{column.name} is {values.type}, not {column.arrow_type}"]
    faults = []
    if column.is_required and values.null_count:
        faults.append(f"{column.name} is null in {values.null_count} rows")
    for outside, limit in ((pc.less, column.low), (pc.greater, column.high)):
        if limit is not None and _any(outside(values, limit)):
            faults.append(f"{column.name} goes beyond {limit}")
    if column.allowed and _any(_strange(values, column)):
        unknown = pc.unique(values.filter(_strange(values, column))).to_pylist()
        faults.append(f"{column.name} holds {unknown[:3]}, not one of {column.allowed}")
    return faults


def _strange(values: pa.ChunkedArray, column: Column) -> Any:
    known = pc.is_in(values, value_set=pa.array(column.allowed, values.type))
    return pc.and_(pc.is_valid(values), pc.invert(known))


def _any(flags: pa.ChunkedArray) -> bool:
    return bool(pc.any(flags).as_py())
