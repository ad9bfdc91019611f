"""Where tables are found, and how wide files, Parquet files and primary values are read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.contract import INPUT_TABLES
from pipeline.settings import Settings
from pipeline.sources import SourceError, SourceFile, discover, read_batches
from pipeline.sources.ratios import Ratios

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def _rows(
    path: Path,
    mapping: dict[str, Any] | None = None,
    timezone: str = "UTC",
    ratios: Ratios | None = None,
    name: str | None = None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    settings = Settings.model_validate(
        {"timezone": timezone, "ingest": {"readings": mapping or {}}}
    )
    file = (
        discover([path], settings).files[0] if name is None else SourceFile(path, "readings", name)
    )
    good, bad = [], []
    table = INPUT_TABLES["readings"]
    for batch in read_batches(file, table, settings.ingest["readings"], settings, NOW, ratios):
        good += batch.rows.to_pylist()
        bad += batch.rejects.to_pylist()
    return good, bad


def test_tables_by_name_folder_and_glob(tmp_path: Path) -> None:
    (tmp_path / "readings" / "date=2026-03-01").mkdir(parents=True)
    for name in (
        "accounts.parquet",
        "events.csv",
        "supply.csv.gz",
        "readings/date=2026-03-01/b.parquet",
        "readings/a.csv",
        "readings/_SUCCESS",
        "readings/photo.jpg",
        "export_17.csv",
        "foreign.csv",
        "README.md",
        ".hidden.csv",
    ):
        (tmp_path / name).write_bytes(b"")
    settings = Settings.model_validate({"ingest": {"tips": {"files": ["export_*.csv"]}}})
    found = discover([tmp_path], settings)
    assert [(file.table, file.name) for file in found.files] == [
        ("accounts", "accounts.parquet"),
        ("events", "events.csv"),
        ("tips", "export_17.csv"),
        ("readings", "readings/a.csv"),
        ("readings", "readings/date=2026-03-01/b.parquet"),
        ("supply", "supply.csv.gz"),
    ]
    assert found.files[4].partitions == (("date", "2026-03-01"),)
    assert [name for name, _ in found.problems] == ["foreign.csv", "readings/photo.jpg"]


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.csv").touch()
    found = discover([tmp_path / "north", tmp_path / "south"], Settings())
    assert [file.name for file in found.files] == ["north/events.csv", "south/events.csv"]


def test_path_that_is_not_there(tmp_path: Path) -> None:
    assert discover([tmp_path / "none"], Settings()).problems == [("none", "does not exist")]


def test_folder_named_as_a_table_is_that_table(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "x.csv").touch()
    assert discover([tmp_path / "events"], Settings()).files[0].table == "events"


def test_partition_key_counts_as_a_column(tmp_path: Path) -> None:
    folder = tmp_path / "readings" / "meter_id=M%201" / "date=2026-03-01"
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"interval_kwh": [1.0]}), folder / "part-0.parquet")
    good, bad = _rows(tmp_path, {"columns": {"ts": "date"}})
    assert not bad
    assert good[0]["meter_id"] == "M 1"
    assert good[0]["ts"] == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def test_parquet_of_many_types(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    table = pa.table(
        {
            "meter_id": pa.array([7, 8, 9]),
            "ts": pa.array([_day(1)] * 3, pa.timestamp("ns", "Asia/Shanghai")),
            "p_kw": pa.array(["1.5", "x", None]).dictionary_encode(),
            "u_a": pa.array([float("nan"), 220, 220], pa.float32()),
            "register_kwh": pa.array([1, 2, 3], pa.int32()),
            "surplus": pa.array([1, 2, 3]),
        }
    )
    pq.write_table(table, path)
    good, bad = _rows(path)
    assert [row["meter_id"] for row in good] == ["7", "9"]
    assert good[0]["u_a"] is None
    assert good[0]["register_kwh"] == 1.0
    assert (bad[0]["row"], bad[0]["column"], bad[0]["reason"]) == (2, "p_kw", "unparsable")
    assert "p_kw=x" in bad[0]["raw"]


def test_identifiers_that_were_numbers(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    pq.write_table(pa.table({"meter_id": [123.0, None, float("nan")], "ts": [_day(1)] * 3}), path)
    good, bad = _rows(path)
    assert [row["meter_id"] for row in good] == ["123"]
    assert [row["reason"] for row in bad] == ["missing_required"] * 2


def test_column_of_an_impossible_type(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    pq.write_table(pa.table({"meter_id": [["a"]], "ts": [_day(1)]}), path)
    with pytest.raises(SourceError, match="cannot be read as readings"):
        _rows(path)


@pytest.mark.parametrize("content", [b"", b"not parquet", b"PAR1" + b"\0" * 100])
def test_file_that_is_no_parquet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "readings.parquet"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="no complete Parquet"):
        _rows(path)


def test_truncated_parquet(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    pq.write_table(pa.table({"meter_id": ["M"] * 1000, "ts": [NOW] * 1000}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceError, match="no complete Parquet"):
        _rows(path)


WIDE = {
    "columns": {"meter_id": "id", "ts": "day"},
    "wide": {"layout": "intervals", "columns": r"h\d+"},
    "time": {"step_minutes": 60},
}


def _wide_csv(folder: Path, day: str, values: list[str]) -> Path:
    path = folder / "readings.csv"
    heads = ",".join(f"h{k}" for k in range(len(values)))
    path.write_text(f"id,day,{heads}\nM1,{day},{','.join(values)}\n")
    return path


def test_one_column_an_interval(tmp_path: Path) -> None:
    path = _wide_csv(tmp_path, "2026-01-01", ["1", "", "x", *["2"] * 21])
    good, bad = _rows(path, WIDE)
    assert len(good) == 22
    assert good[0]["ts"] == dt.datetime(2026, 1, 1, 1, tzinfo=dt.UTC)
    assert good[-1]["ts"] == dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    assert (bad[0]["row"], bad[0]["reason"]) == (1, "unparsable")


def test_wide_by_the_wall_clock_in_spring(tmp_path: Path) -> None:
    values = ["1", "", *["2"] * 22]
    good, bad = _rows(_wide_csv(tmp_path, "2012-03-25", values), WIDE, "Europe/London")
    assert (len(good), bad) == (23, [])
    assert good[1]["ts"] == dt.datetime(2012, 3, 25, 2, tzinfo=dt.UTC)
    values[1] = "5"
    _, bad = _rows(_wide_csv(tmp_path, "2012-03-25", values), WIDE, "Europe/London")
    assert [row["reason"] for row in bad] == ["nonexistent_local_time"]


@pytest.mark.parametrize(("day", "hours"), [("2012-03-25", 23), ("2012-10-28", 25)])
def test_wide_by_elapsed_time(tmp_path: Path, day: str, hours: int) -> None:
    mapping = WIDE | {"wide": {"layout": "intervals", "columns": r"h\d+", "clock": "elapsed"}}
    good, bad = _rows(_wide_csv(tmp_path, day, ["1"] * 25), mapping, "Europe/London")
    assert (len(good), len(bad)) == (hours, 25 - hours)
    assert good[-1]["ts"] - good[0]["ts"] == dt.timedelta(hours=hours - 1)


def test_one_column_a_meter(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    table = {"when": ["2026-01-01 00:30", "2026-01-01 01:00"], "M1": [1.0, 2.0], "M2": [None, 4.0]}
    pq.write_table(pa.table(table), path)
    good, bad = _rows(path, {"columns": {"ts": "when"}, "wide": {"layout": "meters"}})
    assert not bad
    assert [(row["meter_id"], row["interval_kwh"]) for row in good] == [
        ("M1", 1.0),
        ("M1", 2.0),
        ("M2", 4.0),
    ]


def _accounts() -> pa.Table:
    rows = [
        {"account_id": "A", "meter_id": "M1", "ct_ratio": 20.0, "pt_ratio": 100.0},
        {"account_id": "B", "meter_id": "M2", "ct_ratio": 10.0, "valid_to": _day(10)},
        {"account_id": "B", "meter_id": "M2", "ct_ratio": 40.0, "valid_from": _day(10)},
        {"account_id": "C", "meter_id": "M3"},
    ]
    return pa.Table.from_pylist(rows, schema=INPUT_TABLES["accounts"].arrow_schema)


def _day(day: int) -> dt.datetime:
    return dt.datetime(2026, 1, day, tzinfo=dt.UTC)


def test_primary_values_are_divided_by_the_ratios_of_their_time(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    meters, days = ["M1", "M2", "M2", "M3", "M9"], [5, 9, 10, 5, 5]
    table = {
        "meter_id": meters,
        "ts": [_day(day) for day in days],
        "p_kw": [4000.0] * 5,
        "u_a": [10_000.0] * 4 + [110_000.0],
        "i_a": [400.0] * 5,
        "pf": [0.9] * 5,
    }
    pq.write_table(pa.table(table), path)
    good, bad = _rows(path, {"values": "primary"}, ratios=Ratios(_accounts()))
    assert not bad
    assert [row["p_kw"] for row in good] == [2.0, 400.0, 100.0, 4000.0, 4000.0]
    assert [row["i_a"] for row in good] == [20.0, 40.0, 10.0, 400.0, 400.0]
    assert [row["u_a"] for row in good] == [100.0, 10_000.0, 10_000.0, 10_000.0, 110_000.0]
    assert [row["pf"] for row in good] == [pytest.approx(0.9)] * 5
    assert [row["is_primary"] for row in good] == [False] * 4 + [True]
