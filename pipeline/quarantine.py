"""Rows that are refused: why, where they stood, and their text as it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.contract.internals import QUARANTINE

REJECTS = pa.schema(
    [
        pa.field("row", pa.int64()),
        pa.field("column", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("raw", pa.string()),
    ]
)


class Reason(StrEnum):
    """Why a row is refused."""

    UNPARSABLE = "unparsable"
    MISSING_REQUIRED = "missing_required"
    AFTER_DELIVERY = "after_delivery"
    BEFORE_2000 = "before_2000"
    OUT_OF_RANGE = "out_of_range"
    BROKEN_UTF8 = "broken_utf8"
    WRONG_COLUMN_COUNT = "wrong_column_count"
    UNKNOWN_WORD = "unknown_word"
    NONEXISTENT_LOCAL_TIME = "nonexistent_local_time"
    INCOMPLETE = "incomplete"


REASONS = tuple(Reason)


class Faults:
    """The first fault of each row of a block of `rows_count` rows, and the column at fault."""

    def __init__(self, rows_count: int) -> None:
        self._reason = np.full(rows_count, -1, dtype=np.int8)
        self._column = np.full(rows_count, -1, dtype=np.int16)
        self._names: list[str] = []

    def mark(self, is_bad: NDArray[np.bool_], reason: Reason, column: str) -> None:
        """Refuse the rows of `is_bad` (n,) that are not refused yet."""
        if not is_bad.any():
            return
        fresh = is_bad & (self._reason < 0)
        self._reason[fresh] = REASONS.index(reason)
        self._column[fresh] = len(self._names)
        self._names.append(column)

    @property
    def is_good(self) -> NDArray[np.bool_]:
        """Rows (n,) without a fault."""
        good: NDArray[np.bool_] = self._reason < 0
        return good

    def rejects(self, numbers: NDArray[np.int64], raw: pa.StringArray) -> pa.Table:
        """Return the refused rows as `REJECTS`; `raw` holds the text of refused rows only."""
        bad = ~self.is_good
        reasons = pa.array([reason.value for reason in REASONS])
        names = pa.array(self._names, pa.string())
        columns = [
            pa.array(numbers[bad]),
            names.take(pa.array(self._column[bad])),
            reasons.take(pa.array(self._reason[bad])),
            raw,
        ]
        return pa.table(columns, schema=REJECTS)


def rejects_of(numbers: list[int], reason: Reason, texts: list[str]) -> pa.Table:
    """Return rows refused as a whole, for one reason, as `REJECTS`."""
    count = len(numbers)
    columns = [numbers, [None] * count, [reason.value] * count, texts]
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, REJECTS, strict=True)],
        schema=REJECTS,
    )


def quarantine_rows(rejects: pa.Table, delivery_id: str, table: str, file: str) -> pa.Table:
    """Return `rejects` as rows of table `quarantine`."""
    fixed = {"delivery_id": delivery_id, "table": table, "file": file}
    columns = {name: pa.repeat(pa.scalar(value), rejects.num_rows) for name, value in fixed.items()}
    columns |= {name: rejects[name] for name in rejects.column_names}
    return pa.table({name: columns[name] for name in QUARANTINE.names}).cast(
        QUARANTINE.arrow_schema
    )


def count_reasons(rejects: pa.Table) -> Mapping[str, int]:
    """Return the number of refused rows by reason."""
    counts = pc.value_counts(rejects["reason"]).to_pylist()
    return Counter({item["values"]: item["counts"] for item in counts})
