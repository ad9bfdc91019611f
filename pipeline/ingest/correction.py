"""Corrections: a later delivery takes back what an earlier one said of the same thing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.contract.table import Table
from pipeline.ingest.merge import Ints, sort_key


def taken_back(old: pa.Table, arrived: pa.Table, table: Table) -> tuple[pa.Table, Ints]:
    """Return the rows of `old` that still hold, and how many each arrived row takes back, (n,).

    An old row is taken back where rows of its `table.thing` arrive but none with its key: an
    inspection that was a theft and is told again as clean was never a theft. Several rows of
    one thing in one delivery stand beside each other. All rows have the same columns.
    """
    none = np.zeros(arrived.num_rows, dtype=np.int64)
    if not (table.thing and old.num_rows and arrived.num_rows):
        return old, none
    rows = pa.concat_tables([old, arrived]).combine_chunks()
    thing, key = sort_key(rows, table.thing), sort_key(rows, table.key)
    first = old.num_rows
    gone = np.isin(thing[:first], thing[first:]) & ~np.isin(key[:first], key[first:])
    # What is taken back counts once, to the first row that arrived for the thing.
    things, place = np.unique(thing[first:], return_index=True)
    none[place] = np.bincount(np.searchsorted(things, thing[:first][gone]), minlength=len(things))
    return old.filter(pa.array(~gone)), none
