"""What leaves the product is checked against its contract."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from pipeline.contract import SCORES
from pipeline.contract.check import ContractError, check_rows

GOOD = {"run_date": dt.date(2026, 3, 1), "account_id": "A1", "score": 0.4, "means": "ct_shunt"}


def _scores(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCORES.arrow_schema)


def test_good_rows_pass() -> None:
    check_rows(_scores(GOOD, GOOD | {"account_id": "A2", "means": None}), SCORES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account_id": None}, "account_id is null in 1 rows"),
        ({"score": 1.2}, "score goes beyond 1"),
        ({"score": -0.1}, "score goes beyond 0"),
        ({"means": "sorcery"}, "means holds"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ContractError, match=said):
        check_rows(_scores(GOOD | change), SCORES)


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(ContractError, match="1 rows repeat the key"):
        check_rows(_scores(GOOD, GOOD), SCORES)


def test_a_missing_column_and_a_wrong_type_are_refused() -> None:
    with pytest.raises(ContractError, match="lacks \\['score'\\]"):
        check_rows(_scores(GOOD).drop_columns("score"), SCORES)
    place = SCORES.names.index("score")
    wrong = _scores(GOOD).set_column(place, "score", pa.array(["0.4"]))
    with pytest.raises(ContractError, match="score is string, not double"):
        check_rows(wrong, SCORES)
