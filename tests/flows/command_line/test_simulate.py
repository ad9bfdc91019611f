from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.command_line.app import app
from flows.command_line.simulate import DEFAULT_SCENARIO, SCENARIOS
from simulator import scenario_names
from simulator.simulate import DEFAULT_SCENARIO as SIMULATED

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


def _run(*arguments: str) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, ["simulate", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_help_lists_the_scenarios_there_are() -> None:
    assert scenario_names() == SCENARIOS
    assert DEFAULT_SCENARIO == SIMULATED
    code, out, _ = _run("--help")
    assert code == 0
    assert ", ".join(SCENARIOS) in " ".join(out.replace("│", " ").split())


def test_a_scenario_is_simulated_in_another_size(tmp_path: Path) -> None:
    code, out, _ = _run(
        *("--out", str(tmp_path / "input"), "--scenario", "daily_only"),
        *("--accounts", "12", "--days", "3", "--start", "2026-05-01", "--json"),
    )
    assert code == 0
    answer = json.loads(out)
    assert (answer["scenario"], answer["accounts"], answer["days"]) == ("daily_only", 12, 3)
    assert (tmp_path / "input" / "readings" / "readings-2026-05-01.parquet").exists()


def test_without_a_scenario_it_is_the_easy_one(tmp_path: Path) -> None:
    code, out, _ = _run(
        "--out", str(tmp_path / "input"), "--accounts", "8", "--days", "1", "--json"
    )
    assert code == 0
    assert json.loads(out)["scenario"] == "easy"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--scenario", "hard"), "neither a file nor one of daily_only"),
        (("--accounts", "3"), "too few to simulate"),
        (("--scenario", "{file}"), "no thefts ['sorcery']"),
    ],
)
def test_what_cannot_be_simulated_is_a_usage_error(
    tmp_path: Path, options: tuple[str, str], words: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[thefts]\nsorcery = {}\n", encoding="utf-8")
    told = (options[0], options[1].format(file=path))
    code, _, error = _run("--out", str(tmp_path / "input"), *told)
    assert code == 2
    assert words in " ".join(error.replace("│", " ").split())
