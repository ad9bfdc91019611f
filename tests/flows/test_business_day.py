from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from flows.steps.business_day import finished_dates, first_fact_day, list_digest, run_day
from flows.steps.scoring import NotEnoughDataError, day_cases
from pipeline import Lake
from pipeline.contract import SCORES, SUSPECTS, TABLES
from pipeline.lake.lake import LakeBusyError
from pipeline.settings import Settings

ZONE = dt.timezone(dt.timedelta(hours=8))
SETTINGS = Settings.model_validate(
    {"timezone": "Asia/Shanghai", "window": {"days": 40, "history_days": 60}}
)
FIRST, DAYS = dt.date(2026, 1, 1), 42
LAST = FIRST + dt.timedelta(days=DAYS - 1)
THIEF = "A03"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Hold twelve households on hourly registers; a meter counts half from day 21 on."""
    lake = Lake(tmp_path_factory.mktemp("lake") / "lake")
    accounts = [
        {"account_id": f"A{k:02d}", "meter_id": f"m{k:02d}", "customer_id": f"c{k}"}
        | {"transformer_id": "t", "wiring": "1P2W", "tariff_class": "residential"}
        | {"tariff_per_kwh": 0.5}
        for k in range(12)
    ]
    lake.replace("accounts", pa.Table.from_pylist(accounts, TABLES["accounts"].arrow_schema))
    registers = _registers()
    days = {str(FIRST + dt.timedelta(days=k)): _readings(registers, k) for k in range(DAYS)}
    lake.replace_partitions("readings", days)
    return lake


def _registers() -> np.ndarray:
    """Return registers (12, hours), each with its own size and the same weather."""
    rng = np.random.default_rng(5)
    shape = np.tile(np.r_[np.full(7, 0.2), np.full(10, 0.5), np.full(7, 1.0)], DAYS)
    weather = np.repeat(1 + 0.1 * rng.normal(size=DAYS), 24)
    use = rng.uniform(0.5, 2.0, (12, 1)) * shape * weather * rng.uniform(0.8, 1.2, (12, 24 * DAYS))
    use[int(THIEF[1:]), 24 * 21 :] *= 0.15
    registers: np.ndarray = np.round(1000 + np.cumsum(use, axis=1), 2)
    return registers


def _readings(registers: np.ndarray, day: int) -> pa.Table:
    start = dt.datetime.combine(FIRST, dt.time.min, ZONE) + dt.timedelta(days=day)
    rows = [
        {"meter_id": f"m{k:02d}", "source": "meter", "ts": start + dt.timedelta(hours=hour + 1)}
        | {"register_kwh": registers[k, 24 * day + hour]}
        for k in range(12)
        for hour in range(24)
    ]
    return pa.Table.from_pylist(rows, TABLES["readings"].arrow_schema)


def _bytes(lake: Lake, name: str) -> list[bytes]:
    return [file.path.read_bytes() for file in lake.files(name)]


def test_a_day_runs_from_readings_to_list(stocked: Lake) -> None:
    seen: list[tuple[str, int, int]] = []
    run = run_day(stocked, SETTINGS, LAST, lambda *stage: seen.append(stage))
    assert run.summary["accounts"] == 12
    assert run.summary["suspects"] == len(run.suspects)
    assert seen[0][0] == "facts"
    assert seen[-1] == ("record", 3, 3)
    scores = stocked.frame("scores", first=LAST, last=LAST).set_index("account_id")["score"]
    assert scores.idxmax() == THIEF
    assert stocked.read("scores").schema.names == list(SCORES.names)
    assert stocked.read("suspects").schema.names == list(SUSPECTS.names)


def test_second_run_changes_nothing(stocked: Lake) -> None:
    first = run_day(stocked, SETTINGS, LAST)
    kept = [_bytes(stocked, name) for name in ("scores", "suspects")]
    second = run_day(stocked, SETTINGS, LAST)
    assert second.list_sha256 == first.list_sha256
    assert [_bytes(stocked, name) for name in ("scores", "suspects")] == kept
    (row,) = stocked.read("runs").to_pylist()
    assert row["list_sha256"] == first.list_sha256
    assert row["seed"] == SETTINGS.seed
    assert json.loads(row["input_versions"])["readings"] == stocked.version("readings")
    assert finished_dates(stocked) == {LAST}


def test_an_earlier_day_knows_nothing_of_later_ones(stocked: Lake, tmp_path: Path) -> None:
    early = FIRST + dt.timedelta(days=24)
    whole = run_day(stocked, SETTINGS, early)
    short = Lake(tmp_path / "short")
    short.replace("accounts", stocked.read("accounts"))
    registers = _registers()
    days = {str(FIRST + dt.timedelta(days=k)): _readings(registers, k) for k in range(25)}
    short.replace_partitions("readings", days)
    assert run_day(short, SETTINGS, early).list_sha256 == whole.list_sha256
    rows = [lake.read("scores", first=early, last=early) for lake in (stocked, short)]
    assert rows[0].equals(rows[1])


def test_cases_of_any_account(stocked: Lake) -> None:
    (case,) = day_cases(stocked, SETTINGS, LAST, [THIEF])
    assert case.suspect["account_id"] == THIEF
    assert case.load_curve is not None
    assert len(case.daily_kwh) == SETTINGS.window.days


def test_list_digest_depends_on_content_alone(stocked: Lake) -> None:
    run = run_day(stocked, SETTINGS, LAST)
    assert list_digest(stocked.frame("suspects", first=LAST, last=LAST)) == run.list_sha256


def test_first_fact_day_reaches_back_as_far_as_the_history() -> None:
    assert first_fact_day(SETTINGS, LAST) == LAST - dt.timedelta(days=59)


def test_lake_without_accounts_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughDataError, match="wattsleuth ingest"):
        run_day(Lake(tmp_path), SETTINGS, LAST)


def test_date_before_all_readings_names_the_dates_there_are(stocked: Lake) -> None:
    with pytest.raises(NotEnoughDataError, match="from 2026-01-01 to 2026-02-11"):
        run_day(stocked, SETTINGS, dt.date(2025, 12, 31))


def test_busy_lake_is_not_written(stocked: Lake) -> None:
    with stocked.lock(), pytest.raises(LakeBusyError):
        run_day(stocked, SETTINGS, LAST)
