"""The demo as a newcomer starts it: the founding cases are on the printed list."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Wattsleuth

FOUNDING = {"meter_hang", "ct_shunt"}


def test_the_demo(wattsleuth: Wattsleuth, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    ended = wattsleuth("demo", "--out", out)
    assert ended.code == 0, ended.err
    left = {path.name for path in out.iterdir()}
    assert left >= {"lake", "input", "input-truth", "suspects.html", "suspects.xlsx"}
    for name in ("suspects.html", "suspects.xlsx", "lake", "input"):
        assert str(out / name) in ended.out
    with (out / "input-truth" / "truth.csv").open(encoding="utf-8") as lines:
        truth = {row["account_id"]: row["kind"] for row in csv.DictReader(lines)}
    shown = {account for account in truth if account in ended.out}
    assert {truth[account] for account in shown} >= FOUNDING
    listed = Lake(out / "lake").frame("suspects")
    assert {truth[account] for account in listed["account_id"].head(15)} >= FOUNDING
    assert "prefect" not in ended.err.replace("start Prefect", "").lower()
    assert list(home.iterdir()) == []


def test_a_folder_of_others_is_refused(wattsleuth: Wattsleuth, tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    ended = wattsleuth("demo", "--out", tmp_path)
    assert ended.code == 2
    assert "holds files that are no demo's" in ended.err
