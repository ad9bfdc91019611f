"""A backfill runs what is open, in order, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from flows.steps.backfill_dates import open_dates
from flows.steps.finished_runs import NotEnoughDataError, require_run
from pipeline.contract import TABLES
from pipeline.lake import Lake


def _lake_with_runs(folder: Path, *days: int) -> Lake:
    schema = TABLES["runs"].arrow_schema
    filler = {name: 1 if name == "seed" else "run" for name in schema.names}
    rows = [filler | {"run_date": dt.date(2026, 3, day), "command": "run"} for day in days]
    lake = Lake(folder / "lake")
    lake.replace("runs", pa.Table.from_pylist(rows, schema=schema))
    return lake


def test_finished_dates_are_left_out(tmp_path: Path) -> None:
    lake = _lake_with_runs(tmp_path, 2, 3)
    dates = open_dates(lake, dt.date(2026, 3, 1), dt.date(2026, 3, 5))
    assert dates == [dt.date(2026, 3, day) for day in (1, 4, 5)]


def test_in_an_empty_lake_all_are_open(tmp_path: Path) -> None:
    dates = open_dates(Lake(tmp_path / "none"), dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    assert len(dates) == 2


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ((), r"no run of 2026-03-09: there is no finished run"),
        ((2,), r"no run of 2026-03-09: the only one is of 2026-03-02"),
        ((2, 3, 5), r"no run of 2026-03-09: there are 3, from 2026-03-02 to 2026-03-05"),
    ],
)
def test_a_date_without_a_run_says_which_there_are(
    tmp_path: Path, days: tuple[int, ...], complaint: str
) -> None:
    lake = _lake_with_runs(tmp_path, *days)
    with pytest.raises(NotEnoughDataError, match=complaint):
        require_run(lake, dt.date(2026, 3, 9))


def test_a_date_with_a_run_is_fine(tmp_path: Path) -> None:
    require_run(_lake_with_runs(tmp_path, 2), dt.date(2026, 3, 2))
