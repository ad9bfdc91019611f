"""Corrections: an outcome that is told anew takes the place of the first; both are counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from models.backtesting.visits import read_visits
from pipeline import Lake
from pipeline.contract import INPUT_TABLES
from pipeline.ingest import ingest
from pipeline.ingest.correction import taken_back
from pipeline.settings import Settings

AT = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
HEAD = "account_id,inspected_on,outcome,means,recovered_kwh\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    deliver(lake, tmp_path, "A,2026-03-05,theft,meter_bypass,500\nB,2026-03-05,no_access,,\n")
    return lake


def deliver(lake: Lake, folder: Path, rows: str) -> tuple[int, int, int]:
    """Ingest rows of inspections; return how many were accepted, duplicate, conflicting."""
    file = folder / "inspections.csv"
    file.write_text(HEAD + rows)
    counts = ingest(lake, [file], Settings(), AT).tables["inspections"]
    return counts.accepted, counts.duplicate, counts.conflicting


def outcomes(lake: Lake) -> list[tuple[str, str, str | None, float | None]]:
    return [
        (row["account_id"], row["outcome"], row["means"], row["recovered_kwh"])
        for row in lake.read("inspections").to_pylist()
    ]


def test_corrected_outcome_replaces_the_first(lake: Lake, tmp_path: Path) -> None:
    """And nothing that was said of the theft stays behind."""
    assert deliver(lake, tmp_path, "A,2026-03-05,clean,,\n") == (1, 0, 1)
    assert outcomes(lake) == [("A", "clean", None, None), ("B", "no_access", None, None)]
    visits = read_visits(lake.frame("inspections")).set_index("account_id")
    assert visits.loc["A", "verdict"] == "innocent"


def test_both_deliveries_are_on_record(lake: Lake, tmp_path: Path) -> None:
    deliver(lake, tmp_path, "A,2026-03-05,clean,,\n")
    rows = lake.read("deliveries").to_pylist()
    told = [(row["read_rows"], row["accepted_rows"], row["conflict_rows"]) for row in rows]
    assert sorted(told) == [(1, 1, 1), (2, 2, 0)]


def test_more_on_the_same_outcome_is_added(lake: Lake, tmp_path: Path) -> None:
    assert deliver(lake, tmp_path, "A,2026-03-05,theft,,620\n") == (1, 0, 1)
    assert ("A", "theft", "meter_bypass", 620.0) in outcomes(lake)


def test_another_day_or_account_is_another_visit(lake: Lake, tmp_path: Path) -> None:
    assert deliver(lake, tmp_path, "A,2026-03-06,clean,,\nC,2026-03-05,clean,,\n") == (2, 0, 0)
    assert len(outcomes(lake)) == 4


def test_outcomes_of_one_delivery_stand_beside_each_other(lake: Lake, tmp_path: Path) -> None:
    """Nobody there in the morning, theft in the afternoon: the stronger counts."""
    assert deliver(lake, tmp_path, "B,2026-03-05,no_access,,\nB,2026-03-05,theft,,90\n")[0] == 1
    assert [one for _, one, _, _ in outcomes(lake)] == ["theft", "no_access", "theft"]


def test_same_correction_again_changes_nothing(lake: Lake, tmp_path: Path) -> None:
    deliver(lake, tmp_path, "A,2026-03-05,clean,,\n")
    before = lake.version("inspections")
    assert deliver(lake, tmp_path, "A,2026-03-05,clean,,\n\n") == (0, 1, 0)
    assert lake.version("inspections") == before


def test_one_of_two_that_is_told_again_alone_stays_alone(lake: Lake, tmp_path: Path) -> None:
    deliver(lake, tmp_path, "B,2026-03-05,clean,,\nB,2026-03-05,theft,,\n")
    assert deliver(lake, tmp_path, "B,2026-03-05,theft,,\n\n") == (0, 1, 1)
    assert outcomes(lake)[1:] == [("B", "theft", None, None)]


def test_tables_without_a_thing_keep_every_row() -> None:
    table = INPUT_TABLES["tips"]
    rows = pa.Table.from_pylist([{"account_id": "A"}], table.arrow_schema)
    kept, backs = taken_back(rows, rows, table)
    assert kept is rows
    assert backs.tolist() == [0]
