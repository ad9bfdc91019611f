from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from flows.steps.business_day import run_day
from models.case_text import read_case_text
from pipeline import Lake
from pipeline.settings import Settings

LAST = dt.date(2026, 2, 11)


@pytest.fixture(scope="module")
def run(stocked: Lake, settings: Settings) -> Lake:
    run_day(stocked, settings, LAST)
    return stocked


def test_every_suspect_has_a_case_file(run: Lake) -> None:
    listed = run.read("suspects").to_pylist()
    kept = {row["account_id"]: row["content"] for row in run.read("case_files").to_pylist()}
    assert kept.keys() == {row["account_id"] for row in listed}
    assert "A03" in kept
    case = read_case_text(kept["A03"])
    (row,) = [row for row in listed if row["account_id"] == "A03"]
    assert case.suspect == row
    assert case.dates[-1] == LAST
    assert np.nanmean(case.daily_kwh[-10:]) < 0.5 * np.nanmean(case.daily_kwh[:10])
    files = {row["account_id"]: row["daily_kwh"] for row in run.read("case_files").to_pylist()}
    recent = [np.nan if kwh is None else kwh for kwh in files["A03"]]
    assert recent == pytest.approx(case.daily_kwh[-90:].tolist(), nan_ok=True)
    assert case.load_curve is None, "raw readings are in the lake once already"


def test_a_run_writes_the_same_case_files_again(run: Lake, settings: Settings) -> None:
    before = run.read("case_files")
    run_day(run, settings, LAST)
    assert run.read("case_files").equals(before)
