"""From visits to a model that judges, and back: a lake of eighty households, daily registers."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features.measurement import ALL_FEATURES
from flows.steps.business_day import run_day
from flows.steps.finished_runs import NotEnoughDataError, run_summary
from flows.steps.known_visits import GRID_DAYS, REACH_DAYS, judging_days, known_visits
from flows.steps.learning_backtest import run_learning_backtest
from flows.steps.observations import NAMES, Past
from flows.steps.releases import (
    ReleaseError,
    append_release,
    model_folder,
    model_rows,
    release_of,
    release_rows,
    rollback,
)
from flows.steps.replay import replay_day
from flows.steps.scoring import cold_start, judge_day, recall_day
from flows.steps.training import Training, learn, refresh_past, run_training
from models.backtesting.report import Plan
from models.backtesting.visits import day_number
from models.feature_values import COLD_START_SCORE, read_feature_values
from models.outcomes.model_file import ModelFileError
from pipeline import Lake
from pipeline.contract import TABLES
from pipeline.exports.learned import learned_part
from pipeline.settings import Settings

ZONE = dt.timezone(dt.timedelta(hours=8))
FIRST, DAYS, ACCOUNTS = dt.date(2026, 1, 1), 130, 80
LAST = FIRST + dt.timedelta(days=DAYS - 1)
TRAINED_ON = LAST - dt.timedelta(days=2)
RUN_BEFORE = FIRST + dt.timedelta(days=100)


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def put(lake: Lake, name: str, rows: list[dict[str, Any]]) -> None:
    """Put rows beside those that the table holds."""
    known = lake.read(name).to_pylist()
    lake.replace(name, pa.Table.from_pylist([*known, *rows], TABLES[name].arrow_schema))


def is_thief(number: int) -> bool:
    """Every third household."""
    return number % 3 == 0


def stock(lake: Lake) -> Lake:
    """Thieves begin on days of their own; a visit to each of 75 comes weeks after."""
    rng = np.random.default_rng(3)
    use = rng.uniform(4, 20, (ACCOUNTS, 1)) * rng.uniform(0.8, 1.2, (ACCOUNTS, DAYS))
    visited = rng.permutation(np.arange(ACCOUNTS)) % 60 + 65
    for number in range(ACCOUNTS):
        if is_thief(number):
            use[number, visited[number] - 30 :] *= 0.2
    registers = np.round(1000 + np.cumsum(use, axis=1), 2)
    accounts = [
        {"account_id": f"A{k:02d}", "meter_id": f"m{k:02d}", "customer_id": f"c{k}"}
        | {"wiring": "1P2W", "tariff_class": "residential", "zone": f"z{k % 2}"}
        for k in range(ACCOUNTS)
    ]
    lake.replace("accounts", pa.Table.from_pylist(accounts, TABLES["accounts"].arrow_schema))
    lake.replace_partitions(
        "readings",
        {str(FIRST + dt.timedelta(days=k)): readings(registers, k) for k in range(DAYS)},
    )
    put(lake, "inspections", [inspection(k, int(visited[k])) for k in range(75)])
    return lake


def readings(registers: np.ndarray, day: int) -> pa.Table:
    ts = dt.datetime.combine(FIRST, dt.time.min, ZONE) + dt.timedelta(days=day + 1)
    rows = [
        {"meter_id": f"m{k:02d}", "source": "meter", "ts": ts, "register_kwh": registers[k, day]}
        for k in range(ACCOUNTS)
    ]
    return pa.Table.from_pylist(rows, TABLES["readings"].arrow_schema)


def inspection(number: int, day: int) -> dict[str, Any]:
    outcome = "no_access" if number % 20 == 7 else ("theft" if is_thief(number) else "clean")
    on = FIRST + dt.timedelta(days=day)
    return {"account_id": f"A{number:02d}", "inspected_on": on, "outcome": outcome}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The households, of whom one day was run and planned before many of the visits."""
    return stock(Lake(tmp_path_factory.mktemp("trained") / "lake"))


@pytest.fixture(scope="module")
def trained(lake: Lake, settings: Settings) -> Training:
    """A run on a day in the midst of the visits, and a training after them."""
    run_day(lake, settings, RUN_BEFORE)
    return run_training(lake, settings, TRAINED_ON, silent)


def test_a_run_keeps_what_it_measured(lake: Lake, settings: Settings, trained: Training) -> None:
    kept = read_feature_values(lake, RUN_BEFORE)
    cold = cold_start(lake, settings, RUN_BEFORE)
    assert list(kept.columns) == [*NAMES, COLD_START_SCORE]
    assert kept.index.tolist() == sorted(cold.window.account_ids)
    order = np.argsort(cold.window.account_ids)
    np.testing.assert_array_equal(
        kept[list(NAMES)].to_numpy(), cold.table.matrix()[order].astype(np.float32)
    )
    some = read_feature_values(lake, RUN_BEFORE, ["A07", "A03"])
    pd.testing.assert_frame_equal(some, kept.loc[["A03", "A07"]])
    assert read_feature_values(lake, FIRST).empty
    assert lake.read("feature_names").num_rows == len(ALL_FEATURES) + 1


def test_a_visit_is_judged_by_the_run_before_it_else_on_the_grid(
    lake: Lake, trained: Training
) -> None:
    visits = known_visits(lake, TRAINED_ON)
    found = judging_days(lake, visits, [RUN_BEFORE])
    run = day_number(RUN_BEFORE)
    assert ((found < visits["day"]) & (found >= 0)).all()
    after = visits["day"] > run
    assert after.any()
    assert not after.all()
    assert (found[after] == run).all()
    assert (found[~after] % GRID_DAYS == 0).all()
    assert (visits["day"] - found <= REACH_DAYS).all()
    assert (known_visits(lake, RUN_BEFORE)["day"] <= run).all()


def test_a_visit_before_there_was_enough_to_read_is_left_out(lake: Lake) -> None:
    early = pd.DataFrame({"account_id": ["A01"], "day": [day_number(FIRST) + 10]})
    assert judging_days(lake, early, []).tolist() == [-1]


def test_kept_and_judged_dates_tell_the_same(
    lake: Lake, settings: Settings, trained: Training
) -> None:
    ids = [f"A{k:02d}" for k in range(20)]
    past = Past(lake, settings, ids)
    kept, judged = past.on(RUN_BEFORE), Past(lake, settings, ids)
    judged.kept_dates = []
    judged.keep(cold_start(lake, settings, RUN_BEFORE))
    fresh = judged.on(RUN_BEFORE)
    for name in ("account_ids", "values", "family_scores", "is_drawn"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(fresh, name))
    np.testing.assert_allclose(kept.score, fresh.score, rtol=1e-6)


def test_a_training_releases_a_model_for_the_next_day(lake: Lake, trained: Training) -> None:
    assert trained.refusal is None
    assert trained.from_date == TRAINED_ON + dt.timedelta(days=1)
    assert trained.outcomes == sum(
        row["outcome"] != "no_access" and row["inspected_on"] <= TRAINED_ON
        for row in lake.read("inspections").to_pylist()
    )
    assert release_of(lake, TRAINED_ON) is None
    release = release_of(lake, LAST)
    assert release is not None
    assert release.model_id == trained.model_id
    folder = model_folder(lake, trained.model_id)
    assert json.loads((folder / "card.json").read_text()) == trained.card
    assert (folder / "card.md").read_text().startswith("# Model card")
    assert not list(lake.staging.glob("model-*"))


def test_the_same_training_again_writes_nothing(
    lake: Lake, settings: Settings, trained: Training
) -> None:
    before = {name: lake.version(name) for name in ("models", "releases")}
    again = run_training(lake, settings, TRAINED_ON, silent)
    assert again.model_id == trained.model_id
    assert not again.is_new
    assert again.from_date == trained.from_date
    assert {name: lake.version(name) for name in before} == before


def test_the_future_teaches_nothing(
    lake: Lake, settings: Settings, trained: Training, tmp_path: Path
) -> None:
    earlier = TRAINED_ON - dt.timedelta(days=20)
    short = stock(Lake(tmp_path / "short"))
    keep = [row for row in short.read("inspections").to_pylist() if row["inspected_on"] <= earlier]
    short.replace("inspections", pa.Table.from_pylist(keep, TABLES["inspections"].arrow_schema))
    run_day(short, settings, RUN_BEFORE)
    late = [str(earlier + dt.timedelta(days=k)) for k in range(1, 22)]
    nothing = TABLES["readings"].arrow_schema.empty_table()
    short.replace_partitions("readings", dict.fromkeys(late, nothing))
    refresh_past(short, settings, earlier, silent)
    refresh_past(lake, settings, earlier, silent)
    then, _ = learn(short, settings, earlier, silent)
    now, _ = learn(lake, settings, earlier, silent)
    assert then.card == now.card


def test_a_run_takes_the_model_and_its_list_says_so(
    lake: Lake, settings: Settings, trained: Training
) -> None:
    run = run_day(lake, settings, LAST)
    (row,) = [row for row in lake.read("runs").to_pylist() if row["run_date"] == LAST]
    assert row["model_id"] == trained.model_id
    learned = learned_part(run_summary(lake, LAST))
    assert learned is not None
    assert learned == (round(100 * trained.share), trained.outcomes)
    assert run.summary["outcomes"] == trained.outcomes
    written = lake.frame("scores", first=LAST, last=LAST).set_index("account_id")
    assert written["probability"].notna().all()
    recalled = recall_day(lake, settings, LAST).scores.set_index("account_id")
    np.testing.assert_array_equal(recalled["probability"], written["probability"])
    cold = read_feature_values(lake, LAST)[COLD_START_SCORE]
    expected = cold_start(lake, settings, LAST).scores.set_index("account_id")["score"]
    np.testing.assert_allclose(cold, expected.loc[cold.index], rtol=1e-6)
    assert replay_day(lake, LAST, silent).is_identical


def test_a_rollback_brings_the_cold_start_back_and_the_run_replays_all_the_same(
    lake: Lake, settings: Settings, trained: Training
) -> None:
    run_day(lake, settings, LAST)
    done = rollback(lake)
    assert done == {"from": trained.from_date, "model_id": None, "before": trained.model_id}
    assert judge_day(lake, settings, LAST).scores["probability"].isna().all()
    assert replay_day(lake, LAST, silent).is_identical
    with pytest.raises(ReleaseError, match="nothing to go back"):
        rollback(lake)
    with pytest.raises(ReleaseError, match=trained.model_id):
        rollback(lake, "another")
    assert rollback(lake, trained.model_id)["model_id"] == trained.model_id
    with pytest.raises(ReleaseError, match="judges already"):
        rollback(lake, trained.model_id)
    assert [row["reason"] for row in release_rows(lake)] == ["trained", *["rolled back"] * 2]


def test_a_model_that_was_changed_does_not_judge(
    lake: Lake, settings: Settings, trained: Training
) -> None:
    file = model_folder(lake, trained.model_id) / "model.json"
    content = file.read_bytes()
    file.write_bytes(content.replace(b'"share":', b'"share": '))
    with pytest.raises(ModelFileError, match="SHA-256"):
        judge_day(lake, settings, LAST)
    file.write_bytes(content)


def test_rollbacks_go_back_one_by_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    rows = [
        {"model_id": name, "trained_on": FIRST, "sha256": name, "refusal": refusal, "card": "{}"}
        for name, refusal in (("a", None), ("b", None), ("c", None), ("bad", "proxies"))
    ]
    put(lake, "models", rows)
    for number, name in enumerate("abc"):
        append_release(lake, FIRST + dt.timedelta(days=number), name, "trained")
    assert [rollback(lake)["model_id"] for _ in range(3)] == ["b", "a", None]
    with pytest.raises(ReleaseError, match="refused"):
        rollback(lake, "bad")
    assert rollback(lake, "c")["model_id"] == "c"
    assert rollback(lake, "cold-start")["model_id"] is None
    assert list(model_rows(lake)) == ["a", "b", "c", "bad"]


def test_too_few_outcomes_are_told(tmp_path: Path, settings: Settings) -> None:
    bare = stock(Lake(tmp_path / "bare"))
    bare.replace("inspections", TABLES["inspections"].arrow_schema.empty_table())
    with pytest.raises(NotEnoughDataError, match="0 inspections"):
        run_training(bare, settings, TRAINED_ON, silent)
    put(bare, "inspections", [inspection(k, 100) for k in range(8)])
    with pytest.raises(NotEnoughDataError, match="at least 5 of each"):
        run_training(bare, settings, TRAINED_ON, silent)
    assert bare.version("models") is None


def test_a_backtest_with_learning_judges_three_ways_and_writes_facts_alone(
    lake: Lake, settings: Settings, trained: Training
) -> None:
    before = lake.versions()
    plan = Plan(FIRST + dt.timedelta(days=95), FIRST + dt.timedelta(days=123), 14, 30, 20)
    report = run_learning_backtest(lake, settings, plan, silent)
    changed = {name for name, version in lake.versions().items() if version != before[name]}
    assert changed <= {"facts", "fact_days"}
    first, *_ = trainings = report["learning"]["trainings"]
    assert [one["date"] for one in trainings] == ["2026-04-05", "2026-05-04"]
    visits = known_visits(lake, dt.date(2026, 4, 5))
    assert first["outcomes"] == (visits["verdict"] != "nothing").sum()
    headline = report["learning"]["headline"]
    assert set(headline) == {"cold_start", "learner", "blend"}
    assert headline["blend"] == report["headline"]
    assert json.dumps(report)
