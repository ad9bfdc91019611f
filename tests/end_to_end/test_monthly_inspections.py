"""The worked example: monthly bills and inspections in a public format, by commands alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Wattsleuth

EXAMPLE = Path(__file__).parents[2] / "examples" / "monthly_inspections"
BEFORE, TRAINED_ON, AFTER = "2023-05-30", "2023-05-31", "2023-06-30"


def make_files(out: Path, *more: str) -> None:
    """Write the files of a small utility, as the README says."""
    command = [sys.executable, str(EXAMPLE / "make_files.py"), "--out", str(out)]
    subprocess.run([*command, "--clients", "300", "--months", "18", *more], check=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three files."""
    folder = tmp_path_factory.mktemp("steg") / "files"
    make_files(folder)
    return folder


@pytest.fixture(scope="module")
def answers(
    files: Path, tmp_path_factory: pytest.TempPathFactory, wattsleuth: Wattsleuth
) -> dict[str, dict[str, Any]]:
    """What each command of the README answers, in its order."""
    lake = tmp_path_factory.mktemp("lake")

    def answered(*words: object) -> dict[str, Any]:
        ended = wattsleuth(*words, "--lake", lake, "--json")
        assert ended.code == 0, ended.err
        return ended.answer

    reach = ("--from", "2023-01-31", "--to", "2023-04-30", "--every", 60)
    return {
        "ingest": answered("ingest", "--settings", EXAMPLE / "steg.toml", files),
        "before": answered("run", "--date", BEFORE),
        "train": answered("train", "--date", TRAINED_ON),
        "after": answered("run", "--date", AFTER),
        "backtest": answered("backtest", *reach, "--capacity", 20),
    }


def test_files_have_the_public_columns(files: Path) -> None:
    client, invoice = (pd.read_csv(files / f"{name}.csv") for name in ("client", "invoice"))
    public = ["disrict", "client_id", "client_catg", "region", "creation_date", "target"]
    assert list(client.columns) == public
    assert len(invoice.columns) == 16
    levels = invoice.filter(like="consommation_level").sum(axis=1)
    assert (levels == invoice["new_index"] - invoice["old_index"]).all()
    assert set(invoice["counter_type"]) == {"ELEC", "GAZ"}


def test_same_seed_same_files(files: Path, tmp_path: Path) -> None:
    make_files(tmp_path)
    for name in ("client.csv", "invoice.csv", "inspections.csv"):
        assert (tmp_path / name).read_bytes() == (files / name).read_bytes()
    make_files(tmp_path, "--seed", "2")
    assert (tmp_path / "client.csv").read_bytes() != (files / "client.csv").read_bytes()


def test_electricity_comes_in_and_gas_does_not(
    files: Path, answers: dict[str, dict[str, Any]]
) -> None:
    kinds = pd.read_csv(files / "invoice.csv")["counter_type"].value_counts()
    readings = answers["ingest"]["tables"]["readings"]
    assert readings["accepted"] == kinds["ELEC"]
    assert sum(readings["quarantined"].values()) == kinds["GAZ"]
    visits = pd.read_csv(files / "inspections.csv")
    assert answers["ingest"]["tables"]["inspections"]["accepted"] == len(visits)


def test_every_client_is_judged_before_and_after(answers: dict[str, dict[str, Any]]) -> None:
    for name in ("before", "after"):
        assert (answers[name]["accounts"], answers[name]["disqualified"]) == (300, 0)


def test_a_model_is_learned_from_the_inspections(
    files: Path, answers: dict[str, dict[str, Any]]
) -> None:
    visits = pd.read_csv(files / "inspections.csv")
    known = visits[visits["inspection_date"] <= TRAINED_ON]
    assert 0 < answers["train"]["outcomes"] <= len(known)
    assert 0 <= answers["train"]["share"] <= 1


def test_backtest_reports_on_later_visits(answers: dict[str, dict[str, Any]]) -> None:
    report = answers["backtest"]
    assert len(report["dates"]) == 2
    assert report["visits"]["theft"] > 0
    auc = report["headline"]["auc"]
    assert auc["low"] <= auc["value"] <= auc["high"]
    assert auc["value"] > 0.6
