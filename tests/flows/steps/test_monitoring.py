"""The monitor and the changes of a small lake: by step, by command, and where little is there."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from flows.command_line.app import app
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.injection_file import report_path as injection_path
from flows.steps.list_changes import list_changes
from flows.steps.monitoring import compared_dates, monitor_counts, monitor_day
from flows.steps.monitoring_file import read_monitoring, report_path, write_monitoring
from pipeline import Lake
from pipeline.contract import TABLES
from pipeline.settings import Settings

FIRST, DAYS, ACCOUNTS = dt.date(2026, 3, 1), 8, 120
LAST = FIRST + dt.timedelta(days=DAYS - 1)
IDS = [f"A{place:03d}" for place in range(ACCOUNTS)]
FEATURE = "fall_share"


def put(lake: Lake, name: str, rows: list[dict[str, Any]], day: dt.date | None = None) -> None:
    table = pa.Table.from_pylist(rows, TABLES[name].arrow_schema)
    if day is None:
        lake.replace(name, table)
    else:
        lake.replace_partitions(name, {str(day): table})


def fill(lake: Lake, *, visited: bool) -> Lake:
    """Runs of eight days; the value of the feature grows, five are listed, four planned."""
    rng = np.random.default_rng(6)
    visits, runs = [], []
    for step in range(DAYS):
        day = FIRST + dt.timedelta(days=step)
        score = rng.random(ACCOUNTS)
        top = np.argsort(-score)[:5].tolist()
        _write_day(lake, day, score, top, rng.exponential(1 + step, ACCOUNTS))
        runs.append(_run(day))
        for place in [*top[:2], *range(step * 10, step * 10 + 2)]:
            outcome = "theft" if place in top else "clean"
            on = day + dt.timedelta(days=2)
            visits.append({"account_id": IDS[place], "inspected_on": on, "outcome": outcome})
        if visited:
            _plan(lake, day, [*top[:2], *range(step * 10, step * 10 + 2)])
    put(lake, "runs", runs)
    names = [{"names_id": "n", "place": 0, "feature": FEATURE}]
    put(lake, "feature_names", names)
    if visited:
        once = pd.DataFrame(visits).drop_duplicates(["account_id", "inspected_on"])
        put(lake, "inspections", once.to_dict("records"))
    return lake


def _run(day: dt.date) -> dict[str, Any]:
    words = dict.fromkeys(("input_versions", "settings", "summary"), "{}")
    return (
        {"run_date": day, "command": "run", "code_version": "1", "seed": 1}
        | words
        | {"list_sha256": ""}
    )


def _write_day(
    lake: Lake, day: dt.date, score: np.ndarray, top: list[int], values: np.ndarray
) -> None:
    rows = [
        {"run_date": day, "account_id": IDS[k], "score": score[k], "coverage": 0.9}
        for k in range(ACCOUNTS)
    ]
    put(lake, "scores", rows, day)
    piece = {"feature": FEATURE, "value": 1.0, "baseline": None, "unit": "share", "text": "."}
    listed = [
        {"run_date": day, "rank": rank + 1, "account_id": IDS[k], "score": score[k]}
        | {"zone": "North", "evidence": [piece] if rank else [], "cleared_by": []}
        for rank, k in enumerate(top)
    ]
    put(lake, "suspects", listed, day)
    measured = [
        {"run_date": day, "account_id": IDS[k], "names_id": "n", "values": [float(values[k])]}
        for k in range(ACCOUNTS)
    ]
    put(lake, "feature_values", measured, day)


def _plan(lake: Lake, day: dt.date, places: list[int]) -> None:
    rows = [
        {"run_date": day, "place": order + 1, "account_id": IDS[place], "zone": "North"}
        | {"reason": "random" if order > 1 else "suspect"}
        | {"selection_probability": 2 / 118 if order > 1 else 1.0}
        for order, place in enumerate(dict.fromkeys(places))
    ]
    put(lake, "visits", rows, day)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return fill(Lake(tmp_path_factory.mktemp("watched") / "lake"), visited=True)


def test_report_of_a_lake(watched: Lake) -> None:
    before = {name: watched.version(name) for name in TABLES}
    report = monitor_day(watched, Settings(), LAST + dt.timedelta(days=5))
    assert report.visits.visits == len(watched.frame("inspections"))
    assert report.backlog.planned == watched.read("visits").num_rows
    assert np.isfinite(report.rates.theft_of_all.value)
    assert [cell.name for cell in report.by_feature][:1] == [FEATURE]
    assert [drift.name for drift in report.feature_drift] == [FEATURE]
    assert any(FEATURE in words for words in report.alarms)
    assert report.days[0].date == FIRST
    assert report.days[-1].date == LAST
    assert {name: watched.version(name) for name in TABLES} == before


def test_report_knows_nothing_of_later_days(watched: Lake) -> None:
    early = monitor_day(watched, Settings(), FIRST + dt.timedelta(days=3))
    assert early.days[-1].date == FIRST + dt.timedelta(days=3)
    assert early.visits.visits < monitor_day(watched, Settings(), LAST).visits.visits


def test_without_inspections_it_still_tells_of_data(tmp_path: Path) -> None:
    lake = fill(Lake(tmp_path / "lake"), visited=False)
    found = CliRunner().invoke(
        app, ["monitor", "--lake", str(lake.root), "--date", str(LAST), "--json"]
    )
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert told["visits"]["visits"] == 0
    assert told["missing"][0].startswith("No inspections")
    assert told["score_drift"]


def test_where_nothing_can_be_said(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughDataError, match="nothing to tell"):
        monitor_day(Lake(tmp_path / "lake"), Settings(), LAST)
    words = ["--lake", str(tmp_path / "lake"), "--date", str(LAST)]
    assert CliRunner().invoke(app, ["monitor", *words]).exit_code == 4
    assert CliRunner().invoke(app, ["changes", *words]).exit_code == 4


def test_command_prints_and_writes(watched: Lake, tmp_path: Path) -> None:
    page = tmp_path / "monitor.html"
    words = ["monitor", "--lake", str(watched.root), "--date", str(LAST), "--out", str(page)]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0
    assert "Theft, of all accounts" in found.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(app, [*words[:-1], "report.txt"]).exit_code == 2


def test_stored_injection_is_told_of(tmp_path: Path) -> None:
    lake = fill(Lake(tmp_path / "lake"), visited=False)
    total = {"count": 10, "listed": 7, "recall": 0.7, "auc": 0.9, "attack": "all"}
    path = injection_path(lake, FIRST)
    path.parent.mkdir()
    path.write_text(json.dumps({"total": total}))
    told = monitor_day(lake, Settings(), LAST).injected
    assert told == {"date": str(FIRST), "count": 10, "listed": 7, "recall": 0.7, "auc": 0.9}


def test_written_report_is_read_as_it_was(watched: Lake, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    plain = monitor_day(watched, Settings(), LAST).as_json()
    write_monitoring(plain, report_path(lake, LAST), Settings())
    assert read_monitoring(lake, LAST) == plain


def test_counts_name_nobody(watched: Lake) -> None:
    counts = monitor_counts(monitor_day(watched, Settings(), LAST))
    assert all(isinstance(count, int) for count in counts.values())


def test_compared_dates_never_overlap() -> None:
    dates = [FIRST + dt.timedelta(days=k) for k in range(4)]
    assert compared_dates(dates) == (dates[:2], dates[2:])
    assert compared_dates(dates[:1]) == ([], [])


def test_changes_between_two_lists(watched: Lake) -> None:
    moves = list_changes(watched, Settings(), LAST)
    lists = [
        dict(zip(rows["account_id"].to_pylist(), rows["rank"].to_pylist(), strict=True))
        for rows in (
            watched.read("suspects", first=day, last=day)
            for day in (LAST - dt.timedelta(days=1), LAST)
        )
    ]
    moved = {one for one in {*lists[0], *lists[1]} if lists[0].get(one) != lists[1].get(one)}
    assert {one.account_id for one in moves} == moved
    for one in moves:
        assert (one.rank_before, one.rank) == (
            lists[0].get(one.account_id),
            lists[1].get(one.account_id),
        )
        assert 1 <= len(one.reasons) <= 2


def test_changes_by_command(watched: Lake) -> None:
    words = ["changes", "--lake", str(watched.root), "--date", str(LAST)]
    plain = CliRunner().invoke(app, [*words, "--language", "zh"])
    assert plain.exit_code == 0
    assert "名单" in plain.stdout
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert told["since"] == str(LAST - dt.timedelta(days=1))
    assert {"account_id", "move", "reasons", "rank", "rank_before"} <= set(told["moves"][0])
    assert CliRunner().invoke(app, [*words, "--since", str(LAST)]).exit_code == 2
    since = str(LAST + dt.timedelta(days=-30))
    assert CliRunner().invoke(app, [*words, "--since", since]).exit_code == 4
