"""Supply at admission: names, clocks, resolutions, corrections, and what is refused."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from pipeline.ingest import IngestSummary, ingest
from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.mapping import TableMapping

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
BERLIN = Settings(timezone="Europe/Berlin")
_numbers = itertools.count()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def take(
    lake: Lake, *rows: str, settings: Settings = BERLIN, head: str = "node_id,ts,kwh"
) -> IngestSummary:
    path = lake.root.parent / f"delivery{next(_numbers)}" / "supply.csv"
    path.parent.mkdir()
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return ingest(lake, [path], settings, NOW)


def stored(lake: Lake) -> list[tuple[str, str, float]]:
    rows = lake.read("supply").to_pylist()
    return [(row["node_id"], f"{row['ts']:%m-%d %H:%M}", row["kwh"]) for row in rows]


def test_the_interval_that_ends_at_midnight_belongs_to_the_day_before(lake: Lake) -> None:
    take(lake, "T1,2026-03-01 23:45,1", "T1,2026-03-02 00:00,2", "T1,2026-03-02 00:15,3")
    days = [(row["date"].day, row["kwh"]) for row in lake.read("supply").to_pylist()]
    assert days == [(1, 1.0), (1, 2.0), (2, 3.0)]


def test_rows_are_sorted_by_node_and_time_and_names_trimmed(lake: Lake) -> None:
    take(lake, "T2,2026-03-01 12:00,1", "  T1 ,2026-03-01 13:00,2", "T1,2026-03-01 12:00,3")
    assert stored(lake) == [
        ("T1", "03-01 11:00", 3.0),
        ("T1", "03-01 12:00", 2.0),
        ("T2", "03-01 11:00", 1.0),
    ]


def test_a_date_alone_is_the_energy_of_that_day(lake: Lake) -> None:
    take(lake, "T1,2026-03-01,48")
    assert lake.read("supply").to_pylist()[0]["date"] == dt.date(2026, 3, 1)
    assert stored(lake) == [("T1", "03-01 23:00", 48.0)]


def test_what_is_delivered_last_stands_and_the_conflict_is_counted(lake: Lake) -> None:
    take(lake, "T1,2026-03-01 12:00,1")
    counts = take(lake, "T1,2026-03-01 12:00,2", "T1,2026-03-01 12:00,5").tables["supply"]
    assert (counts.accepted, counts.duplicate, counts.conflicting) == (1, 1, 2)
    assert stored(lake) == [("T1", "03-01 11:00", 5.0)]


def test_the_same_row_again_changes_nothing(lake: Lake) -> None:
    take(lake, "T1,2026-03-01 12:00,1")
    before = lake.version("supply")
    counts = take(lake, "T1,2026-03-01 12:00,1.0").tables["supply"]
    assert (counts.accepted, counts.duplicate, counts.conflicting) == (0, 1, 0)
    assert lake.version("supply") == before


def test_rows_that_cannot_be_used_are_refused_with_their_reason(lake: Lake) -> None:
    counts = take(
        lake,
        ",2026-03-01 12:00,1",
        "T1,,1",
        "T1,2026-03-01 12:00,",
        "T1,2026-03-01 13:00,many",
        "T1,2031-03-01 12:00,1",
        "T1,2026-03-29 02:30,1",
        "T1,2026-03-01 14:00,1e12",
        "T1,2026-03-01 15:00,7",
    ).tables["supply"]
    assert counts.quarantined == {
        "missing_required": 3,
        "unparsable": 1,
        "after_delivery": 1,
        "nonexistent_local_time": 1,
        "out_of_range": 1,
    }
    assert stored(lake) == [("T1", "03-01 14:00", 7.0)]


def test_energy_sent_back_is_taken(lake: Lake) -> None:
    take(lake, "T1,2026-06-01 12:00,-4.5")
    assert stored(lake) == [("T1", "06-01 10:00", -4.5)]


def test_the_hour_that_comes_twice_is_told_apart_by_its_order(lake: Lake) -> None:
    walls = ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00")
    take(lake, *(f"{node},2026-10-25 {wall},1" for node in ("T1", "T2") for wall in walls))
    instants = [ts for node, ts, _ in stored(lake) if node == "T1"]
    assert instants == [
        "10-24 23:30",
        "10-25 00:00",
        "10-25 00:30",
        "10-25 01:00",
        "10-25 01:30",
        "10-25 02:00",
    ]
    assert len(stored(lake)) == 12


def test_starts_of_intervals_other_names_and_units_are_mapped(lake: Lake) -> None:
    mapping = TableMapping.model_validate(
        {
            "columns": {"node_id": "Station", "ts": "Begin", "kwh": "Energy"},
            "units": {"kwh": "MWh"},
            "time": {"marks": "start", "step_minutes": 60},
        }
    )
    settings = Settings(timezone="Europe/Berlin", ingest={"supply": mapping})
    take(lake, "T1,2026-03-01 23:00,0.25", settings=settings, head="Station,Begin,Energy")
    assert stored(lake) == [("T1", "03-01 23:00", 250.0)]
    assert lake.read("supply")["date"].to_pylist() == [dt.date(2026, 3, 1)]


def test_late_rows_join_the_day_that_is_there(lake: Lake) -> None:
    take(lake, "T1,2026-03-01 12:00,1", "T1,2026-03-02 12:00,1")
    before = {file.partition: file.path.name for file in lake.files("supply")}
    take(lake, "T1,2026-03-01 11:00,2")
    after = {file.partition: file.path.name for file in lake.files("supply")}
    assert before["2026-03-02"] == after["2026-03-02"]
    assert before["2026-03-01"] != after["2026-03-01"]
    assert [kwh for _, _, kwh in stored(lake)] == [2.0, 1.0, 1.0]
