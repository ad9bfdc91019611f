"""The report of a backtest as a whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from models.backtesting.as_of_list import AsOfList
from models.backtesting.report import Plan, backtest_report
from pipeline.settings import Settings

MakeList = Callable[..., AsOfList]
MakeInspections = Callable[..., pd.DataFrame]
DAY = dt.date(2026, 3, 1)
PLAN = Plan(DAY, DAY + dt.timedelta(days=14), 7, 30, 1)


@pytest.fixture
def report(make_list: MakeList, make_inspections: MakeInspections) -> dict[str, Any]:
    """Three lists of four accounts, two of which steal."""
    lists = [
        make_list(0, {"A": 0.9, "B": 0.4, "C": 0.7, "D": 0.1}, ["A", "C"]),
        make_list(7, {"A": 0.9, "B": 0.8, "C": 0.7, "D": 0.1}, ["A", "B", "C"]),
        make_list(14, {"A": 0.9, "B": 0.8, "C": 0.2, "D": 0.1}, ["A", "B"]),
    ]
    inspections = make_inspections(
        ("A", 10, "theft"),
        ("B", 16, "theft"),
        ("C", 9, "fault"),
        ("C", 20, "clean"),
        ("D", 3, "no_access"),
        ("D", 99, "theft"),
        means=["ct_shunt", "CT_SHUNT", None, None, None, None],
        recovered_kwh=[100.0, 300.0, None, None, None, None],
    )
    return backtest_report(lists, inspections, Settings(), PLAN)


def test_visits_are_counted_once_and_sorted_by_what_they_prove(report: dict[str, Any]) -> None:
    visits = report["visits"]
    assert visits["in_reach"] == 5
    assert visits["conclusive"] == 4
    assert visits["by_outcome"] == {"clean": 1, "fault": 1, "no_access": 1, "theft": 2}
    assert (visits["theft"], visits["useful_not_theft"], visits["nothing_wrong"]) == (2, 1, 1)
    assert visits["excluded"] == 1
    assert (visits["on_list"], visits["thefts_on_list"], visits["thefts_listed"]) == (3, 2, 2)
    assert report["population"] == {
        "accounts": 4,
        "accounts_visited": 4,
        "share_visited": 1.0,
    }


def test_headline_counts_each_visit_beside_its_latest_list(report: dict[str, Any]) -> None:
    value = {name: figure["value"] for name, figure in report["headline"].items()}
    assert value["precision_at_capacity"] == 1.0
    assert value["precision_on_list"] == pytest.approx(2 / 3)
    assert value["hit_rate_of_all_visits"] == 0.5
    assert value["useful_on_list"] == 1.0
    assert value["recall"] == value["recovered_kwh_share"] == value["auc"] == 1.0
    assert value["lead_days"] == pytest.approx((10 + 9) / 2)


def test_each_list_meets_the_first_result_of_each_account(report: dict[str, Any]) -> None:
    first, second, third = report["dates"]
    assert first["visits"]["conclusive"] == 3, "C counts once, as the fault"
    assert first["measures"]["precision_on_list"]["value"] == 0.5
    assert first["measures"]["recall"]["value"] == 0.5, "B was listed a week later"
    assert second["measures"]["recall"]["value"] == 1.0
    assert third["visits"]["theft"] == 1
    assert third["measures"]["lead_days"]["value"] == 9.0, "from the second list on"


def test_lead_and_means_are_those_of_the_thefts(report: dict[str, Any]) -> None:
    assert report["lead"]["days"] == [9, 10]
    assert report["by_means"] == [{"name": "ct_shunt", "thefts": 2, "listed": 2, "recall": 1.0}]


def test_the_reader_is_warned_of_who_was_visited(report: dict[str, Any]) -> None:
    assert "no fair sample: 4 of 4 accounts" in report["notes"][0]
    assert any("intervals are rough" in note for note in report["notes"])


def test_json_can_hold_it(report: dict[str, Any]) -> None:
    assert json.loads(json.dumps(report, allow_nan=False)) == report
