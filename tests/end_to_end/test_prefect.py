"""As flow runs the commands do the same, quietly, and prefect.yaml names flows that are there."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from prefect.flows import load_flow_from_entrypoint

from flows.parameters import (
    BackfillParameters,
    DailyParameters,
    IngestParameters,
    InjectionParameters,
    MonitorParameters,
    TrainingParameters,
)
from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Ended, Utility, Wattsleuth

ROOT = Path(__file__).parents[2]
MODELS = {
    "ingest": IngestParameters,
    "daily": DailyParameters,
    "injection": InjectionParameters,
    "monitor": MonitorParameters,
    "train": TrainingParameters,
    "backfill": BackfillParameters,
}
ARTIFACTS = "select key, type, data from artifact"
EVENTS = "select resource_id, payload from events where event = 'wattsleuth.list.published'"
DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


@dataclass(frozen=True)
class FlowRun:
    """A daily run as a flow run, the same without Prefect, and what Prefect keeps of it."""

    plain: Ended
    flow: Ended
    database: Path

    def kept(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def ran(
    utility: Utility, wattsleuth: Wattsleuth, tmp_path_factory: pytest.TempPathFactory
) -> FlowRun:
    state = tmp_path_factory.mktemp("prefect")
    words = ("run", "--lake", utility.lake, "--date", utility.last_date, "--json")
    plain = wattsleuth(*words)
    flow = wattsleuth(*words, "--prefect", PREFECT_HOME=str(state))
    return FlowRun(plain, flow, state / "prefect.db")


def test_a_flow_run_gives_the_same_list_quietly(utility: Utility, ran: FlowRun, home: Path) -> None:
    plain, flow = ran.plain, ran.flow
    assert flow.code == 0, flow.err
    assert flow.answer == plain.answer == utility.first_run
    noise = [line for line in flow.err.splitlines() if line not in plain.err.splitlines()]
    assert noise == []
    assert list(home.iterdir()) == []


def test_a_flow_run_leaves_report_quality_and_list_without_names(
    utility: Utility, ran: FlowRun
) -> None:
    kept = {key: (kind, json.loads(data)) for key, kind, data in ran.kept(ARTIFACTS)}
    assert {key: kind for key, (kind, _) in kept.items()} == {
        "daily": "markdown",
        "daily-quality": "table",
        "daily-list": "table",
    }
    listed, tables = (json.loads(kept[f"daily-{name}"][1]) for name in ("list", "quality"))
    assert len(listed) == utility.first_run["suspects"]
    assert {row["table"] for row in tables} >= {"accounts", "readings"}
    told = json.dumps([data for _, data in kept.values()])
    accounts = Lake(utility.lake).frame("accounts")
    columns = ("account_id", "customer_id", "meter_id")
    names = {str(name) for column in columns for name in accounts[column].dropna()}
    assert [name for name in sorted(names) if name in told] == []


def test_a_published_list_is_an_event(utility: Utility, ran: FlowRun) -> None:
    ((resource, payload),) = ran.kept(EVENTS)
    assert resource == f"wattsleuth.list.{utility.last_date}"
    assert json.loads(payload)["suspects"] == utility.first_run["suspects"]


def test_trouble_in_a_flow_run_is_one_line_too(wattsleuth: Wattsleuth, tmp_path: Path) -> None:
    words = ("run", "--lake", tmp_path / "lake", "--date", "2026-03-01", "--prefect")
    ended = wattsleuth(*words)
    assert ended.code == 4
    assert ended.err.startswith("wattsleuth: lake ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_a_deployment_names_a_flow_and_parameters_that_it_takes(
    deployment: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    name = str(deployment["name"])
    flow = load_flow_from_entrypoint(str(deployment["entrypoint"]))
    assert flow.name == name
    parameters = deployment["parameters"]
    assert isinstance(parameters, dict)
    MODELS[name].model_validate(parameters["parameters"])
    assert flow.validate_parameters(parameters)
    assert deployment["concurrency_limit"] == 1


def test_scheduled_deployments_have_cron_and_time_zone() -> None:
    scheduled = {deployment["name"]: deployment.get("schedules") for deployment in DEPLOYMENTS}
    assert scheduled.pop("backfill") is None
    assert all(
        schedule["cron"] and schedule["timezone"]
        for schedules in scheduled.values()
        for schedule in schedules
    )


def test_only_flow_runs_import_prefect() -> None:
    code = (
        "import sys, flows.steps.business_day, flows.steps.export, pipeline.ingest, simulator;"
        "print('prefect' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "False"
