"""Refused rows keep their first reason, their place and their text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.contract.internals import QUARANTINE
from pipeline.quarantine import Faults, Reason, count_reasons, quarantine_rows, rejects_of


def test_first_fault_of_a_row_stands() -> None:
    faults = Faults(3)
    faults.mark(np.array([True, False, False]), Reason.UNPARSABLE, "ts")
    faults.mark(np.array([True, False, True]), Reason.OUT_OF_RANGE, "p_kw")
    assert faults.is_good.tolist() == [False, True, False]
    rejects = faults.rejects(np.array([11, 12, 13]), pa.array(["x", "z"]))
    assert rejects.to_pylist() == [
        {"row": 11, "column": "ts", "reason": "unparsable", "raw": "x"},
        {"row": 13, "column": "p_kw", "reason": "out_of_range", "raw": "z"},
    ]


def test_no_fault() -> None:
    faults = Faults(2)
    faults.mark(np.array([False, False]), Reason.UNPARSABLE, "ts")
    assert faults.rejects(np.array([1, 2]), pa.array([], pa.string())).num_rows == 0


def test_rows_of_the_quarantine() -> None:
    rejects = rejects_of([4, 5], Reason.WRONG_COLUMN_COUNT, ["a", "b"])
    rows = quarantine_rows(rejects, "d1", "readings", "r.csv")
    assert rows.schema.equals(QUARANTINE.arrow_schema)
    assert rows["file"].to_pylist() == ["r.csv"] * 2
    assert count_reasons(rejects) == {"wrong_column_count": 2}
