"""The figures of a backtest, by hand and against a slow reading of their definitions."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtesting.cases import Cases
from models.backtesting.measures import MEASURES, measures

CAPACITY = 2
Row = dict[str, Any]


def cases_from(rows: list[Row]) -> Cases:
    """Cases from rows of theft, useful, score, rank, lead, kwh; absent is unknown."""

    def column(name: str, absent: float) -> np.ndarray:
        return np.array([row.get(name, absent) for row in rows], dtype=np.float64)

    return Cases(
        account=np.arange(len(rows)),
        is_theft=column("theft", 0).astype(bool),
        is_useful=column("useful", 0).astype(bool),
        score=column("score", np.nan),
        rank=column("rank", np.inf),
        lead_days=column("lead", np.nan),
        recovered_kwh=column("kwh", np.nan),
        means=np.full(len(rows), "", dtype=object),
    )


def plain(rows: list[Row]) -> dict[str, float]:
    found = measures(cases_from(rows), CAPACITY, np.ones((1, len(rows)), dtype=np.int64))
    return {name: float(value[0]) for name, value in found.items()}


HAND_MADE: list[Row] = [
    {"theft": 1, "score": 0.9, "rank": 1, "lead": 10, "kwh": 300.0},
    {"useful": 1, "score": 0.8, "rank": 2, "lead": 4},
    {"theft": 1, "score": 0.7, "rank": 3, "lead": 20, "kwh": 100.0},
    {"score": 0.6, "rank": 4, "lead": 9},
    {"theft": 1, "score": 0.2, "kwh": 600.0},
    {"theft": 1, "lead": 30},
    {"score": 0.2},
    {"score": 0.1},
]


def test_hand_made_example() -> None:
    assert plain(HAND_MADE) == pytest.approx(
        {
            "precision_at_capacity": 1 / 2,
            "precision_on_list": 2 / 4,
            "hit_rate_of_all_visits": 4 / 8,
            "lift_at_capacity": 1.0,
            "lift_on_list": 1.0,
            "useful_on_list": 3 / 4,
            "recall": 3 / 4,
            "recovered_kwh_share": 400 / 1000,
            # Pairs of judged: 4 innocents each; thefts win 4, 3 and 1.5 of them.
            "auc": 8.5 / 12,
            "lead_days": 20.0,
        }
    )


def test_nothing_to_divide_by_is_unknown() -> None:
    assert all(np.isnan(value) for value in plain([]).values())
    no_theft = plain([{"score": 0.4, "rank": 1, "lead": 3}])
    known = {name for name, value in no_theft.items() if np.isfinite(value)}
    assert known == {
        "precision_at_capacity",
        "precision_on_list",
        "hit_rate_of_all_visits",
        "useful_on_list",
    }


rows = st.lists(
    st.fixed_dictionaries(
        {"theft": st.booleans(), "useful": st.booleans()},
        optional={
            "score": st.sampled_from([0.1, 0.5, 0.5, 0.9]),
            "rank": st.integers(1, 4),
            "lead": st.integers(1, 50),
            "kwh": st.integers(0, 100),
        },
    ),
    min_size=1,
    max_size=12,
)


@given(rows, st.data())
def test_a_weight_counts_a_case_so_many_times(cases: list[Row], data: st.DataObject) -> None:
    weight = data.draw(st.lists(st.integers(0, 3), min_size=len(cases), max_size=len(cases)))
    found = measures(cases_from(cases), CAPACITY, np.array([weight], dtype=np.int64))
    repeated = [row for row, times in zip(cases, weight, strict=True) for _ in range(times)]
    expected = oracle(repeated)
    assert tuple(found) == MEASURES
    for name in MEASURES:
        assert float(found[name][0]) == pytest.approx(expected[name], nan_ok=True), name


def oracle(cases: list[Row]) -> dict[str, float]:
    """The definitions, read aloud."""
    thefts = [row for row in cases if row["theft"]]
    listed = [row for row in cases if "rank" in row]
    top = [row for row in listed if row["rank"] <= CAPACITY]
    caught = [row for row in thefts if "lead" in row]
    base = ratio(len(thefts), len(cases))
    in_top = ratio(sum(row["theft"] for row in top), len(top))
    on_list = ratio(sum(row["theft"] for row in listed), len(listed))
    judged = [row for row in cases if "score" in row]
    pairs = [
        1.0 if one["score"] > other["score"] else 0.5 if one["score"] == other["score"] else 0.0
        for one in judged
        for other in judged
        if one["theft"] and not other["theft"]
    ]
    return {
        "precision_at_capacity": in_top,
        "precision_on_list": on_list,
        "hit_rate_of_all_visits": base,
        "lift_at_capacity": ratio(in_top, base),
        "lift_on_list": ratio(on_list, base),
        "useful_on_list": ratio(sum(r["theft"] or r["useful"] for r in listed), len(listed)),
        "recall": ratio(len(caught), len(thefts)),
        "recovered_kwh_share": ratio(
            sum(row.get("kwh", 0) for row in caught), sum(row.get("kwh", 0) for row in thefts)
        ),
        "auc": ratio(sum(pairs), len(pairs)),
        "lead_days": statistics.median(row["lead"] for row in caught) if caught else np.nan,
    }


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
