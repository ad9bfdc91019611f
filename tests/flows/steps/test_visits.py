from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pytest

from flows.steps.business_day import DayRun, run_day
from flows.steps.export import write_visits
from pipeline import Lake
from pipeline.contract import TABLES, VISITS
from pipeline.settings import Settings

LAST = dt.date(2026, 2, 11)
THIEF = "A03"


@pytest.fixture(scope="module")
def planning(settings: Settings) -> Settings:
    """Visit three accounts a day, one of them drawn on most days."""
    visits = {"capacity": 3, "random_share": 0.25, "price_per_kwh": 0.5}
    return settings.model_copy(
        update={"visits": Settings.model_validate({"visits": visits}).visits}
    )


def _inspect(lake: Lake, day: dt.date, outcome: str) -> None:
    rows = [{"account_id": THIEF, "inspected_on": day, "outcome": outcome}]
    lake.replace("inspections", pa.Table.from_pylist(rows, TABLES["inspections"].arrow_schema))


def _decide(lake: Lake, day: dt.date) -> None:
    at = dt.datetime.combine(day, dt.time(3), dt.UTC)
    rows = [{"account_id": THIEF, "decided_at": at, "decision": "inspect"}]
    lake.replace("dispositions", pa.Table.from_pylist(rows, TABLES["dispositions"].arrow_schema))


@pytest.fixture(scope="module")
def run(stocked: Lake, planning: Settings) -> DayRun:
    return run_day(stocked, planning, LAST)


def test_run_writes_the_plan(
    stocked: Lake, run: DayRun, tmp_path: Path, planning: Settings
) -> None:
    plan = stocked.frame("visits", first=LAST, last=LAST)
    assert len(plan) == run.summary["visits"] <= 3
    assert plan.loc[plan["reason"] != "random", "account_id"].tolist() == [THIEF]
    assert plan["probability_is_assumed"].all()
    assert (plan["expected_gain_low"] <= plan["expected_gain"]).all()
    assert write_visits(stocked, planning, LAST, tmp_path / "visits.csv") == len(plan)
    assert (tmp_path / "visits.csv").read_text().startswith('"run_date","place"')


def test_second_run_plans_the_same(stocked: Lake, run: DayRun, planning: Settings) -> None:
    before = stocked.read("visits")
    again = run_day(stocked, planning, LAST)
    assert stocked.read("visits").equals(before)
    assert again.summary == run.summary


def test_without_a_capacity_nothing_is_planned(
    stocked: Lake, run: DayRun, settings: Settings, planning: Settings
) -> None:
    assert "visits" not in run_day(stocked, settings, LAST).summary
    assert stocked.read("visits", first=LAST, last=LAST).num_rows == 0
    assert run_day(stocked, planning, LAST).summary == run.summary
    assert stocked.read("visits").schema.names == list(VISITS.names)


def test_open_case_stays_listed_and_is_not_visited(
    stocked: Lake, run: DayRun, planning: Settings
) -> None:
    _decide(stocked, LAST - dt.timedelta(days=2))
    found = run_day(stocked, planning, LAST)
    assert dict(zip(found.suspects["account_id"], found.suspects["status"], strict=True)) == {
        THIEF: "open"
    }
    assert THIEF not in set(stocked.frame("visits", first=LAST, last=LAST)["account_id"])
    assert found.summary["open_cases"] == 1
    stocked.replace("dispositions", TABLES["dispositions"].arrow_schema.empty_table())


def test_clean_visit_leaves_the_account_in_peace(
    stocked: Lake, run: DayRun, planning: Settings
) -> None:
    _inspect(stocked, LAST - dt.timedelta(days=2), "clean")
    found = run_day(stocked, planning, LAST)
    assert found.suspects.empty
    assert found.summary["left_in_peace"] == 1
    assert THIEF not in set(stocked.frame("visits", first=LAST, last=LAST)["account_id"])
    # A visit of the day after is not known yet.
    _inspect(stocked, LAST + dt.timedelta(days=1), "clean")
    assert run_day(stocked, planning, LAST).list_sha256 == run.list_sha256


def test_theft_found_is_under_watch(stocked: Lake, run: DayRun, planning: Settings) -> None:
    _inspect(stocked, LAST - dt.timedelta(days=10), "theft")
    found = run_day(stocked, planning, LAST)
    assert found.suspects["status"].tolist() == ["tracking"]
    (row,) = stocked.read("watched").to_pylist()
    assert row["account_id"] == THIEF
    assert row["outcome"] == "theft"
    assert row["alarm_on"] is None
    summary = json.loads(stocked.read("runs").to_pylist()[-1]["summary"])
    assert summary["watched"] == 1
    assert THIEF not in set(stocked.frame("visits", first=LAST, last=LAST)["account_id"])
