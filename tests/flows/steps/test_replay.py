"""A list is computed again to the byte, whatever came since and on however many threads."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numba
import pyarrow as pa
import pytest
from threadpoolctl import threadpool_limits

from flows.steps.business_day import run_day
from flows.steps.computed_day import compute_day, list_digest
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.replay import replay_day
from pipeline import Lake
from pipeline.contract import TABLES
from pipeline.lake import VersionGoneError
from pipeline.lake.pinned import PinnedLake
from pipeline.settings import Settings

BEFORE, DATE, LATER = (dt.date(2026, 2, day) for day in (9, 10, 11))
THIEF = "A03"


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def add(lake: Lake, name: str, row: dict[str, Any]) -> None:
    known = lake.read(name).to_pylist()
    lake.replace(name, pa.Table.from_pylist([*known, row], TABLES[name].arrow_schema))


def change(lake: Lake, name: str, column: str, value: object) -> None:
    """Give the thief another value in a table of DATE."""
    rows = lake.read(name, first=DATE, last=DATE).to_pylist()
    changed = [row | ({column: value} if row["account_id"] == THIEF else {}) for row in rows]
    table = pa.Table.from_pylist(changed, TABLES[name].arrow_schema)
    lake.replace_partitions(name, {str(DATE): table})


@pytest.fixture(scope="module")
def ran(stocked: Lake, settings: Settings) -> Lake:
    """Two days were run; then came late readings, an inspection, a tip, and another run."""
    eager = settings.model_copy(
        update={"list": settings.list.model_copy(update={"score_at_least": 0.2})}
    )
    for date in (BEFORE, DATE):
        run_day(stocked, eager, date)
    late = stocked.read("readings", first=BEFORE, last=BEFORE)
    kept = late.filter(pa.array([row % 3 > 0 for row in range(late.num_rows)]))
    stocked.replace_partitions("readings", {str(BEFORE): kept})
    add(
        stocked,
        "inspections",
        {"account_id": THIEF, "inspected_on": BEFORE, "outcome": "fault"},
    )
    add(stocked, "tips", {"account_id": "A05", "received_on": BEFORE, "channel": "letter"})
    order = {"account_id": THIEF, "start": dt.datetime(2026, 1, 20, tzinfo=dt.UTC)}
    add(stocked, "work_orders", order | {"kind": "suspension"})
    run_day(stocked, eager, LATER)
    return stocked


@pytest.mark.parametrize("threads", [1, 2])
def test_what_came_since_changes_nothing_on_any_number_of_threads(ran: Lake, threads: int) -> None:
    versions = ran.versions()
    usual = numba.get_num_threads()
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
    try:
        with threadpool_limits(threads):
            found = replay_day(ran, DATE, silent)
    finally:
        numba.set_num_threads(usual)
    assert found.is_identical
    assert found.replayed_sha256 == found.recorded_sha256
    assert ran.versions() == versions


def test_the_same_day_run_now_is_another_list(ran: Lake, tmp_path: Path) -> None:
    """What came since would have changed the list: the replay above proves something."""
    row = next(one for one in ran.read("runs").to_pylist() if one["run_date"] == DATE)
    settings = Settings.model_validate_json(row["settings"])
    versions = json.loads(row["input_versions"])
    now = compute_day(ran, settings, DATE, silent)
    then = compute_day(PinnedLake(ran.root, versions), settings, DATE, silent)
    assert list_digest(then.suspects) == row["list_sha256"] != list_digest(now.suspects)


def test_a_list_that_was_changed_is_told_by_account_and_column(ran: Lake) -> None:
    kept = {name: ran.read(name, first=DATE, last=DATE) for name in ("scores", "suspects")}
    change(ran, "suspects", "kwh_per_day", 1234.5)
    change(ran, "scores", "account_id", "nobody")
    found = replay_day(ran, DATE, silent)
    for name, rows in kept.items():
        ran.replace_partitions(name, {str(DATE): rows})
    assert not found.is_identical
    scores, suspects = found.differences
    assert (scores.missing, scores.extra, scores.columns) == (("nobody",), (THIEF,), {})
    assert suspects.columns == {"kwh_per_day": (THIEF,)}
    assert json.dumps(found.as_json(), default=str)


def test_a_date_that_was_not_run_cannot_be_replayed(ran: Lake) -> None:
    with pytest.raises(NotEnoughDataError, match="holds no run of 2026-02-05"):
        replay_day(ran, dt.date(2026, 2, 5), silent)


def test_a_run_that_did_not_note_every_table_is_named(ran: Lake) -> None:
    rows = ran.read("runs").to_pylist()
    old = [row | {"input_versions": '{"readings": 0}'} for row in rows]
    ran.replace("runs", pa.Table.from_pylist(old, TABLES["runs"].arrow_schema))
    with pytest.raises(VersionGoneError, match="run the date again"):
        replay_day(ran, DATE, silent)
