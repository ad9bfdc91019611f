"""The command `backtest` over stored runs: answers, files, and what it refuses."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from flows.command_line.app import app
from pipeline import Lake
from pipeline.contract import TABLES

DATES = (dt.date(2026, 3, 1), dt.date(2026, 3, 8))
ACCOUNTS = [f"A{k:02d}" for k in range(20)]
SPAN = ("--from", "2026-03-01", "--to", "2026-03-08")


def rows(name: str, found: list[dict[str, Any]]) -> pa.Table:
    """Rows of a table of the contract."""
    return pa.Table.from_pylist(found, TABLES[name].arrow_schema)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two finished runs that list A00 to A04, of whom A00 to A02 are found to steal."""
    root = tmp_path_factory.mktemp("backtest") / "lake"
    filled = Lake(root)
    filled.replace("accounts", rows("accounts", [_account(one) for one in ACCOUNTS]))
    first = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    reading = {"meter_id": "m", "source": "meter", "ts": first, "interval_kwh": 1.0}
    filled.replace_partitions("readings", {"2026-03-01": rows("readings", [reading])})
    for date in DATES:
        scored = [
            {"run_date": date, "account_id": one, "score": 1 - place / 20}
            for place, one in enumerate(ACCOUNTS)
        ]
        listed = [row | {"rank": place} for place, row in enumerate(scored[:5], 1)]
        filled.replace_partitions("scores", {str(date): rows("scores", scored)})
        filled.replace_partitions("suspects", {str(date): rows("suspects", listed)})
    filled.replace("runs", rows("runs", [_run(date) for date in DATES]))
    visits = [_visit(one, 4 + 9 * (place % 2), place) for place, one in enumerate(ACCOUNTS)]
    filled.replace("inspections", rows("inspections", visits))
    return root


def _account(account_id: str) -> dict[str, Any]:
    return {"account_id": account_id, "meter_id": f"m-{account_id}"}


def _run(date: dt.date) -> dict[str, Any]:
    words = ("command", "input_versions", "settings", "code_version", "summary", "list_sha256")
    return {"run_date": date, "seed": 1} | dict.fromkeys(words, "run")


def _visit(account_id: str, day: int, place: int) -> dict[str, Any]:
    outcome = "theft" if place < 3 else "clean"
    return {
        "account_id": account_id,
        "inspected_on": dt.date(2026, 3, day),
        "outcome": outcome,
        "recovered_kwh": 100.0 if place < 3 else None,
    }


def run(*words: object) -> Any:
    """Run the command with these words."""
    return CliRunner().invoke(app, ["backtest", *map(str, words)])


def test_json_holds_the_report(lake: Path) -> None:
    ended = run("--lake", lake, *SPAN, "--capacity", 3, "--json")
    assert ended.exit_code == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert [one["origin"] for one in report["dates"]] == ["stored", "stored"]
    assert report["visits"]["conclusive"] == 20
    value = {name: figure["value"] for name, figure in report["headline"].items()}
    assert value["precision_at_capacity"] == 1.0
    assert value["precision_on_list"] == pytest.approx(3 / 5)
    assert value["lift_on_list"] == pytest.approx(4.0)
    assert value["recall"] == value["auc"] == value["recovered_kwh_share"] == 1.0


def test_people_are_told_the_figures_and_warned(lake: Path) -> None:
    ended = run("--lake", lake, *SPAN, "--capacity", 3)
    assert ended.exit_code == 0, ended.stderr
    assert "20 with a result: 3 theft, 0 fault or error, 17 nothing wrong" in ended.stdout
    assert "Theft, visits in the top 3" in ended.stdout
    assert "no fair sample: 20 of 20 accounts" in ended.stdout
    assert "2026-03-08" in ended.stdout


@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_a_file_is_written_by_its_suffix(lake: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"backtest{suffix}"
    ended = run("--lake", lake, *SPAN, "--out", out)
    assert ended.exit_code == 0, ended.stderr
    text = out.read_text(encoding="utf-8")
    if suffix == ".json":
        assert json.loads(text)["capacity"] == 200, "the length of the list"
    else:
        assert "<!doctype html>" in text
        assert "against later inspections" in text
    assert f"{out}: written" in ended.stdout


def test_a_wider_step_takes_fewer_lists(lake: Path) -> None:
    report = json.loads(run("--lake", lake, *SPAN, "--every", 30, "--json").stdout)
    assert [one["date"] for one in report["dates"]] == ["2026-03-01"]


def test_too_few_inspections_end_with_four(lake: Path, tmp_path: Path) -> None:
    late = ("--from", "2027-03-01", "--to", "2027-03-08")
    ended = run("--lake", lake, *late)
    assert ended.exit_code == 4
    assert "2026-03-04 to 2026-03-13" in ended.stderr
    assert run("--lake", tmp_path / "none", *SPAN).exit_code == 4


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-03-08", "--to", "2026-03-01"),
        (*SPAN, "--out", "report.pdf"),
        (*SPAN, "--every", "0"),
        (*SPAN, "--horizon", "0"),
        ("--from", "2026-03-01"),
    ],
)
def test_wrong_words_end_with_two(lake: Path, words: tuple[str, ...]) -> None:
    assert run("--lake", lake, *words).exit_code == 2
