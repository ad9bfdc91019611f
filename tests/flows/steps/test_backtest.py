"""A backtest of a small lake; and that a list of the past knows nothing of what came after it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from flows.steps.backtest import run_backtest
from flows.steps.business_day import first_fact_day, run_day
from flows.steps.fact_days import refresh_facts
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.scoring import judge_day, list_day
from models.backtesting.report import Plan
from models.lake_window import read_window
from models.suspect_list import list_arrow
from pipeline import Lake
from pipeline.contract import TABLES
from pipeline.settings import Settings

EARLY, LAST = dt.date(2026, 2, 2), dt.date(2026, 2, 9)
EARLY_DAYS = 33
LISTED_FROM = {"score_at_least": 0.3}
THIEF = "A03"
PLAN = Plan(EARLY, LAST, 7, 30, 3)
Stock = Callable[[Lake, int], Lake]
Computed = tuple[dict[str, Any], list[tuple[str, int, int]], set[str]]


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def add(lake: Lake, name: str, *rows: dict[str, Any]) -> None:
    """Put rows beside those that the table holds."""
    known = lake.read(name).to_pylist()
    lake.replace(name, pa.Table.from_pylist([*known, *rows], TABLES[name].arrow_schema))


def visit(account_id: str, day: int, outcome: str, **more: Any) -> dict[str, Any]:
    """An inspection on a day of February."""
    on = dt.date(2026, 2, day)
    return {"account_id": account_id, "inspected_on": on, "outcome": outcome} | more


@pytest.fixture(scope="module")
def sharp(settings: Settings) -> Settings:
    """List from a score that the thief has within two weeks."""
    return settings.model_copy(update={"list": settings.list.model_copy(update=LISTED_FROM)})


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory, stock: Stock) -> Lake:
    """The lake of twelve households, in which the thief was found after both lists."""
    lake = stock(Lake(tmp_path_factory.mktemp("inspected") / "lake"), 42)
    visits = [visit("A07", 3, "clean"), visit("A05", 12, "fault"), visit("A01", 12, "no_access")]
    add(lake, "inspections", *visits, visit(THIEF, 11, "theft", means="meter_bypass"))
    return lake


@pytest.fixture(scope="module")
def computed(inspected: Lake, sharp: Settings) -> Computed:
    """The report before any run, the stages told, and what was written meanwhile."""
    before = {name: inspected.version(name) for name in TABLES}
    stages: list[tuple[str, int, int]] = []
    report = run_backtest(inspected, sharp, PLAN, lambda *stage: stages.append(stage))
    after = {name: inspected.version(name) for name in TABLES}
    return report, stages, {name for name in TABLES if before[name] != after[name]}


def test_the_thief_was_listed_before_the_visit(computed: Computed) -> None:
    report, stages, _ = computed
    assert [one["date"] for one in report["dates"]] == [str(EARLY), str(LAST)]
    assert [one["origin"] for one in report["dates"]] == ["computed", "computed"]
    assert report["visits"]["theft"] == report["visits"]["thefts_listed"] == 1
    assert report["lead"]["days"] == [9]
    assert report["headline"]["auc"]["value"] == 1.0
    assert stages[-1] == ("lists", 2, 2)


def test_only_facts_are_written(computed: Computed) -> None:
    assert computed[2] == {"facts", "fact_days"}


def test_stored_scores_are_taken_as_they_were(
    computed: Computed, inspected: Lake, sharp: Settings
) -> None:
    for date in (EARLY, LAST):
        run_day(inspected, sharp, date)
    report = run_backtest(inspected, sharp, PLAN, silent)
    assert [one["origin"] for one in report["dates"]] == ["stored", "stored"]
    assert report["headline"] == computed[0]["headline"]
    written = inspected.frame("scores", first=EARLY, last=EARLY).assign(score=0.25)
    rows = pa.Table.from_pandas(written, TABLES["scores"].arrow_schema, preserve_index=False)
    inspected.replace_partitions("scores", {str(EARLY): rows})
    again = run_backtest(inspected, sharp, PLAN, silent)
    assert again["dates"][0]["measures"]["auc"]["value"] == 0.5


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory, stock: Stock) -> Lake:
    """The lake as it was in the evening of EARLY."""
    return with_a_past(stock(Lake(tmp_path_factory.mktemp("then") / "lake"), EARLY_DAYS))


@pytest.fixture(scope="module")
def judged_then(then: Lake, sharp: Settings) -> tuple[bytes, bytes]:
    """Scores and list of EARLY, judged on the evening of EARLY."""
    return judged_bytes(then, sharp)


def test_a_list_knows_nothing_of_what_came_after(
    tmp_path: Path, sharp: Settings, stock: Stock, then: Lake, judged_then: tuple[bytes, bytes]
) -> None:
    now = with_a_past(stock(Lake(tmp_path / "now"), 42))
    add_the_future(now)
    assert judged_bytes(now, sharp) == judged_then
    windows = (read_window(lake, sharp, EARLY) for lake in (then, now))
    old, new = (dataclasses.asdict(window) for window in windows)
    for name, value in old.items():
        np.testing.assert_equal(new[name], value, err_msg=name)


def test_what_came_before_does_change_a_list(
    tmp_path: Path, sharp: Settings, stock: Stock, judged_then: tuple[bytes, bytes]
) -> None:
    told = with_a_past(stock(Lake(tmp_path / "told"), EARLY_DAYS))
    add(told, "work_orders", order(THIEF, dt.date(2026, 1, 20), "suspension"))
    assert judged_bytes(told, sharp) != judged_then


def with_a_past(lake: Lake) -> Lake:
    """Add records that were known on EARLY."""
    add(lake, "inspections", visit("A07", 1, "clean"), FAULT_LONG_AGO)
    add(lake, "work_orders", order("A02", dt.date(2026, 1, 20), "suspension"))
    return lake


FAULT_LONG_AGO = {
    "account_id": "A09",
    "inspected_on": dt.date(2025, 11, 1),
    "outcome": "fault",
}


def order(account_id: str, day: dt.date, kind: str, end: dt.date | None = None) -> dict[str, Any]:
    """A work order from noon to noon."""
    start, stop = (
        None if date is None else dt.datetime.combine(date, dt.time(4), dt.UTC)
        for date in (day, end)
    )
    return {"account_id": account_id, "start": start, "end": stop, "kind": kind}


def add_the_future(lake: Lake) -> None:
    """Records of every table that are dated after EARLY, of accounts that matter before it."""
    soon, later = dt.date(2026, 2, 3), dt.date(2026, 2, 5)
    start = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)
    exchanged = {"account_id": THIEF, "meter_id": "m99", "valid_from": start, "ct_ratio": 40.0}
    # The thief moves in with a customer at whom a fault was found long ago.
    moved = exchanged | {"customer_id": "c9", "wiring": "3P4W", "transformer_id": "t2"}
    born = {"account_id": "A99", "meter_id": "m98", "customer_id": "c3", "valid_from": start}
    add(lake, "accounts", moved, born)
    add(lake, "inspections", visit(THIEF, 3, "theft"), visit("A99", 9, "fault"))
    kinds = ("suspension", "meter_exchange", "pv_connection", "site_visit")
    orders = [order(THIEF, soon, kind, later) for kind in kinds]
    add(lake, "work_orders", *orders, order("A02", later, "reconnection"))
    add(lake, "tips", {"received_on": soon, "account_id": THIEF, "channel": "telephone"})


def judged_bytes(lake: Lake, settings: Settings) -> tuple[bytes, bytes]:
    """The scores and the list of EARLY as bytes."""
    refresh_facts(lake, settings, first_fact_day(settings, EARLY), EARLY)
    scored = judge_day(lake, settings, EARLY)
    suspects = list_arrow(list_day(lake, settings, scored, EARLY, None))
    return as_bytes(scored.arrow()), as_bytes(suspects)


def as_bytes(table: pa.Table) -> bytes:
    """The rows of a table in Arrow's own format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def test_without_inspections_there_is_nothing_to_hold_against(
    stocked: Lake, settings: Settings
) -> None:
    with pytest.raises(NotEnoughDataError, match="holds no inspections"):
        run_backtest(stocked, settings, PLAN, silent)


def test_inspections_out_of_reach_are_named(inspected: Lake, settings: Settings) -> None:
    late = Plan(dt.date(2026, 3, 1), dt.date(2026, 3, 8), 7, 30, 3)
    with pytest.raises(NotEnoughDataError, match="of 2026-02-03 to 2026-02-12"):
        run_backtest(inspected, settings, late, silent)


def test_visits_that_proved_nothing_are_not_enough(
    tmp_path: Path, settings: Settings, stock: Stock
) -> None:
    lake = stock(Lake(tmp_path / "lake"), 2)
    add(lake, "inspections", visit("A01", 5, "no_access"))
    with pytest.raises(NotEnoughDataError, match="all 1 in reach ended without"):
        run_backtest(lake, settings, PLAN, silent)
