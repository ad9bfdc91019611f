"""From files to a list through the real command."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

from pipeline.contract import SCORES, SUSPECTS
from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Utility, Wattsleuth

TABLES = ("accounts", "readings", "events", "supply", "work_orders", "inspections", "tips")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _versions(lake: Path) -> dict[str, int | None]:
    return {name: Lake(lake).version(name) for name in TABLES}


def test_everything_delivered_is_accounted_for(utility: Utility) -> None:
    total = utility.first_ingest["total"]
    quarantined = sum(total["quarantined"].values())
    assert total["read"] == total["accepted"] + total["duplicate"] + quarantined
    assert total["accepted"] > 100_000
    assert set(utility.first_ingest["tables"]) == set(TABLES)


def test_the_same_files_again_change_nothing(utility: Utility, wattsleuth: Wattsleuth) -> None:
    before = _versions(utility.lake)
    again = wattsleuth("ingest", "--lake", utility.lake, utility.delivered, "--json")
    assert again.code == 0, again.err
    assert again.answer["total"]["accepted"] == 0
    assert _versions(utility.lake) == before


def test_every_account_is_scored_once(utility: Utility) -> None:
    scores = Lake(utility.lake).frame("scores")
    assert scores["account_id"].is_unique
    assert len(scores) == utility.accounts == utility.first_run["accounts"]
    assert scores["score"].dropna().between(0, 1).all()


def test_a_second_run_gives_the_same_bytes(
    utility: Utility, wattsleuth: Wattsleuth, tmp_path: Path
) -> None:
    digests = []
    for name in ("one", "two"):
        files = []
        for what, suffix in (("scores", "parquet"), ("suspects", "html")):
            file = tmp_path / f"{name}-{what}.{suffix}"
            words = (what, "--lake", utility.lake, "--date", utility.last_date, "--out", file)
            assert wattsleuth("export", *words).code == 0
            files.append(_digest(file))
        digests.append(files)
        ran = wattsleuth("run", "--lake", utility.lake, "--date", utility.last_date, "--json")
        assert ran.answer == utility.first_run
    assert digests[0] == digests[1]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".html"])
@pytest.mark.parametrize("what", ["scores", "suspects"])
def test_exports_by_suffix(
    utility: Utility, wattsleuth: Wattsleuth, tmp_path: Path, what: str, suffix: str
) -> None:
    out = tmp_path / f"{what}{suffix}"
    words = (what, "--lake", utility.lake, "--date", utility.last_date, "--out", out, "--json")
    exported = wattsleuth("export", *words)
    assert exported.code == 0, exported.err
    rows = exported.answer["rows"]
    assert rows == utility.first_run["accounts" if what == "scores" else "suspects"]
    table = SCORES if what == "scores" else SUSPECTS
    if suffix == ".csv":
        with out.open(encoding="utf-8-sig", newline="") as lines:
            found = list(csv.DictReader(lines))
        assert len(found) == rows
        assert tuple(found[0]) == table.names
    elif suffix == ".parquet":
        assert pq.read_table(out).num_rows == rows
        assert set(pq.read_schema(out).names) == set(table.names)
    elif suffix == ".xlsx":
        workbook = openpyxl.load_workbook(out, read_only=True)
        assert workbook.sheetnames
        workbook.close()
    else:
        page = out.read_text(encoding="utf-8")
        assert page.lstrip().lower().startswith("<!doctype html>")


def test_the_founding_cases_are_on_the_list(utility: Utility) -> None:
    with (utility.delivered.parent / "delivered-truth" / "truth.csv").open() as lines:
        truth = {row["account_id"]: row["kind"] for row in csv.DictReader(lines)}
    listed = set(Lake(utility.lake).frame("suspects")["account_id"])
    assert {truth.get(account) for account in listed} >= {"meter_hang", "ct_shunt"}


def test_a_case_explained(utility: Utility, wattsleuth: Wattsleuth) -> None:
    first = Lake(utility.lake).frame("suspects").sort_values("rank").iloc[0]
    words = ("--lake", utility.lake, "--date", utility.last_date, first["account_id"])
    shown = wattsleuth("explain", *words)
    assert shown.code == 0, shown.err
    assert first["account_id"] in shown.out
    assert "Innocent explanations tested" in shown.out
    answer = wattsleuth("explain", *words, "--json").answer
    assert answer["evidence"][0]["text"]
    assert answer["score"] == pytest.approx(first["score"])


def test_an_account_that_was_not_listed_can_be_explained_too(
    utility: Utility, wattsleuth: Wattsleuth
) -> None:
    lake = Lake(utility.lake)
    listed = set(lake.frame("suspects")["account_id"])
    other = sorted(set(lake.frame("scores")["account_id"]) - listed)[0]
    shown = wattsleuth("explain", "--lake", utility.lake, "--date", utility.last_date, other)
    assert shown.code == 0, shown.err
    assert other in shown.out


def test_the_list_is_printed_line_by_line(utility: Utility, wattsleuth: Wattsleuth) -> None:
    shown = wattsleuth("run", "--lake", utility.lake, "--date", utility.last_date)
    assert shown.code == 0
    listed = Lake(utility.lake).frame("suspects").sort_values("rank")["account_id"]
    assert listed.iloc[0] in shown.out
    assert "features and scores" in shown.err


def test_a_backfill_runs_only_what_is_open(utility: Utility, wattsleuth: Wattsleuth) -> None:
    span = ("--from", "2026-03-26", "--to", utility.last_date)
    first = wattsleuth("backfill", "--lake", utility.lake, *span, "--json")
    assert first.code == 0, first.err
    assert first.answer["dates"] == 2
    second = wattsleuth("backfill", "--lake", utility.lake, *span, "--json")
    assert second.answer["dates"] == 0


def test_a_reader_that_had_enough_is_no_error(utility: Utility, tmp_path: Path) -> None:
    command = Path(sys.executable).parent / "wattsleuth"
    span = f"--lake {utility.lake} --from {utility.last_date} --to {utility.last_date}"
    script = f"{command} backfill {span} | true; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(
        ["bash", "-c", script],
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_lake_comes_from_the_environment(utility: Utility, wattsleuth: Wattsleuth) -> None:
    words = ("export", "scores", "--date", utility.last_date, "--out")
    out = utility.lake.parent / "by-environment.csv"
    assert wattsleuth(*words, out, WATTSLEUTH_LAKE=str(utility.lake)).code == 0
    assert wattsleuth(*words, out).code == 4


def test_commands_leave_nothing_in_the_home_folder(utility: Utility, home: Path) -> None:
    assert utility.lake.exists()
    assert list(home.iterdir()) == []
