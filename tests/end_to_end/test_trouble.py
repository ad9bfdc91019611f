"""Broken input, wrong usage, too little data: one message, the contract's exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Wattsleuth

ACCOUNTS = "account_id,meter_id\na1,m1\na2,m2\n"
READINGS = (
    "meter_id,ts,interval_kwh\n"
    "m1,2026-03-01T01:00:00Z,1.5\n"
    "m1,2026-03-01T02:00:00Z,oops\n"
    "m2,2026-03-01T01:00:00Z,2.5\n"
)


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """Two good tables, and one foreign file that claims to be Parquet."""
    folder = tmp_path / "delivered"
    folder.mkdir()
    (folder / "accounts.csv").write_text(ACCOUNTS)
    (folder / "readings").mkdir()
    (folder / "readings" / "good.csv").write_text(READINGS)
    (folder / "readings" / "foreign.parquet").write_bytes(b"\x89PNG" + bytes(400))
    return folder


def test_a_foreign_file_is_reported_and_the_rest_goes_in(
    delivered: Path, tmp_path: Path, wattsleuth: Wattsleuth
) -> None:
    lake = tmp_path / "lake"
    ended = wattsleuth("ingest", "--lake", lake, delivered, "--json")
    assert ended.code == 3
    assert "foreign.parquet" in ended.out
    assert "Traceback" not in ended.err
    assert Lake(lake).read("readings").num_rows == 2
    assert Lake(lake).read("accounts").num_rows == 2
    (refused,) = Lake(lake).read("quarantine").to_pylist()
    assert "oops" in refused["raw"]
    assert refused["row"] == 2


def test_people_are_told_the_same(delivered: Path, tmp_path: Path, wattsleuth: Wattsleuth) -> None:
    ended = wattsleuth("ingest", "--lake", tmp_path / "lake", delivered)
    assert ended.code == 3
    assert "foreign.parquet" in ended.out + ended.err


def test_bad_rows_alone_are_no_failure(
    delivered: Path, tmp_path: Path, wattsleuth: Wattsleuth
) -> None:
    (delivered / "readings" / "foreign.parquet").unlink()
    assert wattsleuth("ingest", "--lake", tmp_path / "lake", delivered).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--date", "2026-03-01"),
        ("export", "suspects", "--date", "2026-03-01", "--out", "list.csv"),
        ("explain", "--date", "2026-03-01", "a1"),
    ],
)
def test_an_empty_lake_is_not_enough(
    words: tuple[str, ...], tmp_path: Path, wattsleuth: Wattsleuth
) -> None:
    ended = wattsleuth(*words, "--lake", tmp_path / "lake")
    assert ended.code == 4
    assert ended.out == ""
    assert ended.err.startswith("wattsleuth: lake ")
    assert "Traceback" not in ended.err
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("run", "--date", "yesterday"), "'yesterday' is no date"),
        (("run", "--colour", "red"), "No such option"),
        (("ingest",), "Missing argument"),
        (("ingest", "/nowhere/at/all"), "does not exist"),
        (("export", "everything", "--date", "2026-03-01", "--out", "x.csv"), "everything"),
        (("export", "scores", "--date", "2026-03-01", "--out", "x.docx"), "suffix must be one of"),
        (("backfill", "--from", "2026-03-02", "--to", "2026-03-01"), "lies before"),
        (("simulate", "--out", "x", "--days", "0"), "--days"),
        (("schedule", "--cron", "every day"), "no cron expression"),
        (("accuse",), "No such command"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], complaint: str, wattsleuth: Wattsleuth) -> None:
    ended = wattsleuth(*words)
    assert ended.code == 2, ended.err
    assert complaint in " ".join(ended.err.replace("│", " ").split())
    assert "Traceback" not in ended.err


def test_refused_settings(delivered: Path, tmp_path: Path, wattsleuth: Wattsleuth) -> None:
    settings = tmp_path / "wattsleuth.toml"
    settings.write_text('timezone = "Mars/Olympus"')
    ended = wattsleuth("ingest", "--lake", tmp_path / "lake", delivered)
    assert ended.code == 3
    assert "'Mars/Olympus' is no IANA time zone" in ended.err
    assert not Lake(tmp_path / "lake").read("readings").num_rows


def test_a_busy_lake(delivered: Path, tmp_path: Path, wattsleuth: Wattsleuth) -> None:
    lake = tmp_path / "lake"
    with Lake(lake).lock():
        ended = wattsleuth("ingest", "--lake", lake, delivered)
    assert ended.code == 1
    assert "is being written by another process" in ended.err


@pytest.mark.parametrize(
    "command",
    ["simulate", "ingest", "run", "backfill", "export", "explain", "schedule", "demo"],
)
def test_help_explains_each_command(command: str, wattsleuth: Wattsleuth) -> None:
    ended = wattsleuth(command, "--help")
    assert ended.code == 0
    assert "Usage: wattsleuth" in ended.out
    assert "--debug" in ended.out


def test_help_needs_none_of_the_heavy_libraries(tmp_path: Path) -> None:
    heavy = ("pandas", "pyarrow", "numba", "prefect", "sklearn", "deltalake", "pydantic_settings")
    code = (
        "import sys; from flows.command_line.app import main; sys.argv = ['wattsleuth', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print('HEAVY', [name for name in {heavy} if name in sys.modules])"
    )
    python = sys.executable
    ended = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip().endswith("HEAVY []")
