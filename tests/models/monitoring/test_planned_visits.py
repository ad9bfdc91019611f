"""Planned visits: each inspection belongs to the latest plan before it, and to one alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from models.backtesting.visits import day_number
from models.monitoring.planned_visits import field_visits, follow_plans, latest_before
from pipeline.contract import TABLES

FIRST = dt.date(2026, 3, 1)


def on(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


def frame(table: str, *rows: dict[str, object]) -> pd.DataFrame:
    found: pd.DataFrame = pa.Table.from_pylist(list(rows), TABLES[table].arrow_schema).to_pandas()
    return found


def plan(account: str, day: int, reason: str = "suspect") -> dict[str, object]:
    return {"account_id": account, "run_date": on(day), "reason": reason}


def visit(account: str, day: int, outcome: str, **more: object) -> dict[str, object]:
    return {"account_id": account, "inspected_on": on(day), "outcome": outcome} | more


def followed(plans: list[dict[str, object]], visits: list[dict[str, object]]) -> pd.DataFrame:
    told = field_visits(frame("inspections", *visits))
    return follow_plans(frame("visits", *plans), told, day_number(on(40)), 30)


def test_what_became_of_plans() -> None:
    plans = [plan("A", 0), plan("B", 0), plan("C", 20, "random"), plan("D", 0), plan("E", 5)]
    visits = [
        visit("A", 3, "theft", recovered_kwh=90.0, back_bill=40.0, penalty=2.0),
        visit("B", 3, "no_access"),
        visit("E", 6, "no_access"),
        visit("E", 9, "fault"),
    ]
    found = followed(plans, visits).set_index("account_id")
    assert found["state"].to_dict() == {
        "A": "done",
        "B": "without_result",
        "C": "open",
        "D": "overdue",
        "E": "done",
    }
    assert found["is_theft"].tolist() == [True, False, False, False, False]
    assert found.loc["E", "is_useful"]
    assert (found.loc["A", "recovered_kwh"], found.loc["A", "amount"]) == (90.0, 42.0)
    assert found["is_random"].tolist() == [False, False, True, False, False]


def test_visit_of_the_day_of_the_plan_was_made_before_it() -> None:
    assert followed([plan("A", 3)], [visit("A", 3, "theft")])["state"].tolist() == ["overdue"]


def test_visit_belongs_to_the_latest_plan() -> None:
    found = followed([plan("A", 0), plan("A", 8)], [visit("A", 9, "theft")])
    assert found["state"].tolist() == ["overdue", "done"]


def test_without_plans_or_visits() -> None:
    assert followed([], [visit("A", 1, "theft")]).empty
    assert followed([plan("A", 0)], [])["state"].tolist() == ["overdue"]


ROWS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 12)), max_size=12)


@given(ROWS, ROWS, st.integers(1, 6))
def test_latest_before_as_row_by_row(
    visits: list[tuple[str, int]], rows: list[tuple[str, int]], within: int
) -> None:
    left, right = (
        pd.DataFrame(one, columns=["account_id", "day"]).astype({"day": "int64"})
        for one in (visits, sorted(set(rows)))
    )
    found = latest_before(left, right, within)
    for place, (account, day) in enumerate(visits):
        fits = [
            other
            for other, (owner, listed) in enumerate(sorted(set(rows)))
            if owner == account and 0 < day - listed <= within
        ]
        assert found[place] == (max(fits) if fits else -1)
    assert found.dtype == np.int64
