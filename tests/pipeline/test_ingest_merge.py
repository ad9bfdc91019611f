"""Later arrivals over earlier ones, against an obvious row-by-row version."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.merge import merge, sort_key

SCHEMA = pa.schema(
    [
        pa.field("meter_id", pa.string()),
        pa.field("phase", pa.string()),
        pa.field("ts", pa.timestamp("us", "UTC")),
        pa.field("p", pa.float32()),
        pa.field("kwh", pa.float64()),
        pa.field("text", pa.string()),
        pa.field("flag", pa.bool_()),
    ]
)
KEY = ("meter_id", "phase", "ts")

_row = st.fixed_dictionaries(
    {
        "meter_id": st.sampled_from(["a", "b", "é"]),
        "phase": st.sampled_from([None, "a", "b"]),
        "ts": st.sampled_from([0, 900_000_000, 10**15]),
        "p": st.sampled_from([None, 0.0, -0.0, 1.5]),
        "kwh": st.sampled_from([None, 0.1, 0.2]),
        "text": st.sampled_from([None, "", "x"]),
        "flag": st.sampled_from([None, True, False]),
    }
)


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _slow(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> tuple[Any, list[bool], list[int]]:
    """Merge one row after another; then ask which arrivals still stand."""
    before = {tuple(row[k] for k in KEY): dict(row) for row in old}
    state: dict[Any, dict[str, Any]] = {key: dict(row) for key, row in before.items()}
    writer: dict[Any, dict[str, int]] = {}
    conflicts = [0] * len(new)
    for number, row in enumerate(new):
        key = tuple(row[k] for k in KEY)
        here = state.setdefault(key, dict.fromkeys(SCHEMA.names) | dict(zip(KEY, key, strict=True)))
        for name in SCHEMA.names:
            if name in KEY or row[name] is None or here[name] == row[name]:
                continue
            conflicts[number] += here[name] is not None
            here[name] = row[name]
            writer.setdefault(key, {})[name] = number
    accepted = [False] * len(new)
    for key, names in writer.items():
        for name, number in names.items():
            if key not in before or before[key][name] != state[key][name]:
                accepted[number] = True
    for key in state.keys() - before.keys():
        if not writer.get(key):
            accepted[next(n for n, row in enumerate(new) if tuple(row[k] for k in KEY) == key)] = (
                True
            )
    order = sorted(state, key=lambda key: (key[0], key[1] is not None, key[1] or "", key[2]))
    return [state[key] for key in order], accepted, conflicts


@given(st.lists(_row, max_size=12), st.lists(_row, max_size=12))
def test_as_row_by_row(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    old_rows = merge(SCHEMA.empty_table(), _table(first), KEY).rows
    old = [
        row | {"ts": int(ts)} for row, ts in zip(old_rows.to_pylist(), _us(old_rows), strict=True)
    ]
    merged = merge(old_rows, _table(second), KEY)
    rows, accepted, conflicts = _slow(old, second)
    assert merged.rows.equals(_table(rows))
    assert merged.is_accepted.tolist() == accepted
    assert merged.conflicts.tolist() == conflicts
    assert merged.is_changed == (not merged.rows.equals(old_rows))


def _us(rows: pa.Table) -> list[int]:
    values: list[int] = rows["ts"].cast(pa.int64()).to_pylist()
    return values


@given(st.lists(_row, max_size=12))
def test_the_same_rows_again_change_nothing(rows: list[dict[str, Any]]) -> None:
    once = merge(SCHEMA.empty_table(), _table(rows), KEY)
    again = merge(once.rows, _table(rows), KEY)
    assert not again.is_changed
    assert again.rows.equals(once.rows)


def test_null_never_erases() -> None:
    key = {"meter_id": "a", "phase": "a", "ts": 0}
    old = _table([key | {"p": 1.0, "kwh": 2.0}])
    merged = merge(old, _table([key | {"p": None, "kwh": 3.0}]), KEY)
    assert merged.rows["p"].to_pylist() == [1.0]
    assert merged.rows["kwh"].to_pylist() == [3.0]
    assert merged.conflicts.tolist() == [1]


@pytest.mark.parametrize("count", [1, 7])
def test_sort_key_of_columns_too_wide_for_one_number(count: int) -> None:
    rng = np.random.default_rng(count)
    values = {f"c{k}": rng.integers(-(2**62), 2**62, 50) for k in range(count)}
    values["c0"][:25] = values["c0"][25:]
    table = pa.table(values)
    place = sort_key(table, tuple(values))
    wanted = np.lexsort([values[name] for name in reversed(list(values))])
    assert np.argsort(place, kind="stable").tolist() == wanted.tolist()
