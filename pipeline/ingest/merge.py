"""Later arrivals over earlier ones, value by value, without a loop over rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Merged:
    """Rows after a merge, sorted by key, and what became of each row that arrived.

    is_accepted: (n,) whether the arrived row says something that was not known and that
    no later row took back. conflicts: (n,) how many values it replaced.
    """

    rows: pa.Table
    is_accepted: NDArray[np.bool_]
    conflicts: Ints

    @property
    def is_changed(self) -> bool:
        """Whether `rows` differ from the old ones."""
        return bool(self.is_accepted.any())


def merge(old: pa.Table, new: pa.Table, key: tuple[str, ...]) -> Merged:
    """Merge rows that arrive, in their order, into `old` rows, which are unique by `key`.

    Both tables have the same columns. Per column the latest value wins; a null never
    erases a value.
    """
    rows = pa.concat_tables([old, new]).combine_chunks()
    place = sort_key(rows, key)
    order = _order(place)
    place = place[order]
    is_start = np.append(True, place[1:] != place[:-1])[: len(place)]
    starts = np.flatnonzero(is_start)
    useful = np.zeros(len(rows), bool)
    conflicts = np.zeros(len(rows), np.int64)
    winners = {}
    if len(starts) < len(order):
        winners = _winners(rows, key, order, starts, old.num_rows, useful, conflicts)
    # What begins a new key is new, even if nothing was measured and nothing else claims it.
    firsts = order[starts]
    said = np.logical_or.reduceat(useful[order], starts) if len(starts) else useful
    useful[firsts[(firsts >= old.num_rows) & ~said]] = True
    columns = [_taken(rows[name], winners.get(name, firsts)) for name in rows.column_names]
    merged = pa.table(columns, schema=rows.schema)
    return Merged(merged, useful[old.num_rows :], conflicts[old.num_rows :])


def _taken(column: pa.ChunkedArray, rows: Ints) -> pa.ChunkedArray:
    if column.null_count == len(column):
        return column.slice(0, len(rows))
    return column.take(pa.array(rows))


def sort_key(rows: pa.Table, key: tuple[str, ...]) -> Ints:
    """Return one number a row (n,), in the order of the columns `key`, nulls first."""
    place = np.zeros(len(rows), np.int64)
    size = 1
    for name in key:
        ranks, count = _ranks(rows[name])
        if size * count >= 2**62:
            place = np.unique(place, return_inverse=True)[1].astype(np.int64)
            size = len(rows)
        if size * count >= 2**62:
            ranks = np.unique(ranks, return_inverse=True)[1].astype(np.int64)
            count = len(rows)
        place = place * count + ranks
        size *= count
    return place


def _ranks(column: pa.ChunkedArray) -> tuple[Ints, int]:
    """Return ranks (n,) from 0, null first, and a bound that no rank reaches."""
    values = _codes(column)
    if not len(values):
        return values, 1
    present = column.is_valid().to_numpy()
    low, high = int(values.min()), int(values.max())
    return np.where(present, values - low + 1, 0), high - low + 2


def _codes(column: pa.ChunkedArray) -> Ints:
    """Return numbers (n,) that are equal, and for text and time ordered, as the values are."""
    kind = column.type
    if pa.types.is_floating(kind):
        # Adding zero makes -0.0 and 0.0 the same bits.
        values = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy() + 0.0
        bits: Ints = values.view(np.int64)
        return bits
    if pa.types.is_string(kind):
        encoded = column.combine_chunks().dictionary_encode()
        order = pc.sort_indices(encoded.dictionary).to_numpy()
        rank = np.empty(len(order) + 1, np.int64)
        rank[order] = np.arange(len(order))
        rank[len(order)] = 0
        ranks: Ints = rank[pc.fill_null(encoded.indices, len(order)).to_numpy()]
        return ranks
    if pa.types.is_date(kind):
        column = column.cast(pa.int32())
    codes: Ints = pc.fill_null(column.cast(pa.int64()), 0).to_numpy()
    return codes


def _order(place: Ints) -> Ints:
    if len(place) < 2 or (place[1:] >= place[:-1]).all():
        return np.arange(len(place))
    return np.argsort(place, kind="stable")


def _winners(  # noqa: PLR0917 - arrays of one sort, used here alone
    rows: pa.Table,
    key: tuple[str, ...],
    order: Ints,
    starts: Ints,
    old_count: int,
    useful: NDArray[np.bool_],
    conflicts: Ints,
) -> dict[str, Ints]:
    """Return by column which row gives the value of each group; fill the two last arrays.

    Only groups of several rows are looked at, which are few in most deliveries.
    """
    sizes = np.diff(np.append(starts, len(order)))
    many = np.flatnonzero(sizes > 1)
    group = np.repeat(np.arange(len(many)), sizes[many])
    inner = order[np.repeat(sizes > 1, sizes)]
    winners = {}
    for name in rows.column_names:
        if name in key:
            continue
        column = rows[name].take(pa.array(inner))
        if column.null_count == len(column):
            continue
        present = np.flatnonzero(column.is_valid().to_numpy())
        decided = _decided(_codes(column)[present], group[present], inner[present], old_count)
        useful[decided.useful] = True
        np.add.at(conflicts, decided.replacing, 1)
        winner = order[starts].copy()
        winner[many[decided.group]] = decided.winner
        winners[name] = winner
    return winners


@dataclass(frozen=True)
class _Decided:
    group: Ints
    winner: Ints
    useful: Ints
    replacing: Ints


def _decided(codes: Ints, group: Ints, row: Ints, old_count: int) -> _Decided:
    """Decide one column among its known values (m,), in order of group and arrival."""
    first = np.append(True, group[1:] != group[:-1])
    changed = first | np.append(True, codes[1:] != codes[:-1])
    last = np.append(first[1:], True)
    # The row that brought the value that stands at the end.
    since = np.maximum.accumulate(np.where(changed, np.arange(len(codes)), 0))[last]
    opening = np.flatnonzero(first)
    was_known = (row[opening] < old_count) & (codes[opening] == codes[last])
    winner = np.where(was_known, row[opening], row[since])
    useful = winner[winner >= old_count]
    return _Decided(group[last], winner, useful, row[changed & ~first])
