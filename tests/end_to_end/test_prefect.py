"""As flow runs the commands do the same, quietly, and prefect.yaml names flows that are there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Utility, Wattsleuth

ROOT = Path(__file__).parents[2]
MODELS = {
    "ingest": IngestParameters,
    "daily": DailyParameters,
    "injection": InjectionParameters,
    "monitor": MonitorParameters,
    "train": TrainingParameters,
    "backfill": BackfillParameters,
}
DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_a_flow_run_gives_the_same_list_quietly(
    utility: Utility, wattsleuth: Wattsleuth, home: Path
) -> None:
    words = ("run", "--lake", utility.lake, "--date", utility.last_date, "--json")
    plain, flow = wattsleuth(*words), wattsleuth(*words, "--prefect")
    assert flow.code == 0, flow.err
    assert flow.answer == plain.answer == utility.first_run
    noise = [line for line in flow.err.splitlines() if line not in plain.err.splitlines()]
    assert noise == []
    assert list(home.iterdir()) == []


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
