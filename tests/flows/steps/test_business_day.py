from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.steps.business_day import first_fact_day, run_day
from flows.steps.computed_day import list_digest
from flows.steps.finished_runs import NotEnoughDataError, finished_dates
from pipeline import Lake
from pipeline.contract import SCORES, SUSPECTS
from pipeline.lake.lake import LakeBusyError
from pipeline.settings import Settings

LAST = dt.date(2026, 2, 11)
THIEF = "A03"


def _bytes(lake: Lake, name: str) -> list[bytes]:
    return [file.path.read_bytes() for file in lake.files(name)]


def test_a_day_runs_from_readings_to_list(stocked: Lake, settings: Settings) -> None:
    seen: list[tuple[str, int, int]] = []
    run = run_day(stocked, settings, LAST, lambda *stage: seen.append(stage))
    assert run.summary["accounts"] == 12
    assert run.summary["suspects"] == len(run.suspects)
    assert seen[0][0] == "facts"
    assert seen[-1] == ("record", 3, 3)
    scores = stocked.frame("scores", first=LAST, last=LAST).set_index("account_id")["score"]
    assert scores.idxmax() == THIEF
    assert stocked.read("scores").schema.names == list(SCORES.names)
    assert stocked.read("suspects").schema.names == list(SUSPECTS.names)


def test_second_run_changes_nothing(stocked: Lake, settings: Settings) -> None:
    first = run_day(stocked, settings, LAST)
    kept = [_bytes(stocked, name) for name in ("scores", "suspects")]
    second = run_day(stocked, settings, LAST)
    assert second.list_sha256 == first.list_sha256
    assert [_bytes(stocked, name) for name in ("scores", "suspects")] == kept
    (row,) = stocked.read("runs").to_pylist()
    assert row["list_sha256"] == first.list_sha256
    assert row["seed"] == settings.seed
    assert json.loads(row["input_versions"])["readings"] == stocked.version("readings")
    assert finished_dates(stocked) == {LAST}


def test_an_earlier_day_knows_nothing_of_later_ones(
    stocked: Lake, tmp_path: Path, settings: Settings, stock: Callable[[Lake, int], Lake]
) -> None:
    early = dt.date(2026, 1, 25)
    whole = run_day(stocked, settings, early)
    short = stock(Lake(tmp_path / "short"), 25)
    assert run_day(short, settings, early).list_sha256 == whole.list_sha256
    rows = [lake.read("scores", first=early, last=early) for lake in (stocked, short)]
    assert rows[0].equals(rows[1])


def test_list_digest_depends_on_content_alone(stocked: Lake, settings: Settings) -> None:
    run = run_day(stocked, settings, LAST)
    assert list_digest(stocked.frame("suspects", first=LAST, last=LAST)) == run.list_sha256


def test_first_fact_day_reaches_back_as_far_as_the_history(settings: Settings) -> None:
    assert first_fact_day(settings, LAST) == LAST - dt.timedelta(days=59)


def test_lake_without_accounts_says_what_to_do(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(NotEnoughDataError, match="wattsleuth ingest"):
        run_day(Lake(tmp_path), settings, LAST)


def test_date_before_all_readings_names_the_dates_there_are(
    stocked: Lake, settings: Settings
) -> None:
    with pytest.raises(NotEnoughDataError, match="from 2026-01-01 to 2026-02-11"):
        run_day(stocked, settings, dt.date(2025, 12, 31))


def test_busy_lake_is_not_written(stocked: Lake, settings: Settings) -> None:
    with stocked.lock(), pytest.raises(LakeBusyError):
        run_day(stocked, settings, LAST)
