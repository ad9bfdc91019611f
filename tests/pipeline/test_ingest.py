"""Ingest end to end on small files: every row is accounted for, and repeats change nothing."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.contract import INPUT_TABLES, TABLES
from pipeline.contract.vocabulary import EventProfile
from pipeline.event_codes import OwnCode
from pipeline.ingest import IngestSummary, ingest, merger, spill
from pipeline.lake import Lake
from pipeline.settings import Settings, SettingsError

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
SHANGHAI = Settings(timezone="Asia/Shanghai")
_numbers = itertools.count()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def _put(folder: Path, name: str, text: str) -> Path:
    path = folder / f"delivery{next(_numbers)}" / name
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def _take(lake: Lake, *paths: Path, settings: Settings = SHANGHAI) -> IngestSummary:
    return ingest(lake, paths, settings, NOW)


def _accounts(folder: Path, *meters: str) -> Path:
    rows = "".join(f"A-{meter},{meter},10,1\n" for meter in meters)
    return _put(folder, "accounts.csv", "account_id,meter_id,ct_ratio,pt_ratio\n" + rows)


def _readings(folder: Path, *rows: str, head: str = "meter_id,ts,p_kw,q_kvar") -> Path:
    return _put(folder, "readings.csv", "\n".join([head, *rows]) + "\n")


def _state(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, in an order that does not hang on files' names."""
    names = [*INPUT_TABLES, "held", "quarantine", "deliveries"]
    return {name: sorted(lake.read(name).to_pylist(), key=repr) for name in names}


def _versions(lake: Lake) -> dict[str, int | None]:
    return {name: lake.version(name) for name in TABLES}


def test_readings_are_stored_by_local_day_in_order(lake: Lake, tmp_path: Path) -> None:
    readings = _readings(
        tmp_path,
        "M2,2026-03-02 00:00,2,",
        "M1,2026-03-02 00:15,3,",
        "M1,2026-03-01 12:00,1,",
        "M1,2026-03-02 00:00,2,",
    )
    summary = _take(lake, _accounts(tmp_path, "M1", "M2"), readings)
    assert summary.is_whole
    assert (summary.tables["readings"].read, summary.tables["readings"].accepted) == (4, 4)
    days = {
        file.partition: pq.read_table(file.path, partitioning=None)
        for file in lake.files("readings")
    }
    assert sorted(str(day) for day in days) == ["2026-03-01", "2026-03-02"]
    assert days["2026-03-01"]["meter_id"].to_pylist() == ["M1", "M1", "M2"]
    assert days["2026-03-01"]["p_kw"].to_pylist() == [1.0, 2.0, 2.0]


def test_all_seven_tables(lake: Lake, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    texts = {
        "accounts": "account_id,meter_id\nA,M\n",
        "readings": "meter_id,ts,interval_kwh\nM,2026-03-01,5\n",
        "events": "device_id,ts,code\nM,2026-03-01 12:00,power_down\n",
        "supply": "node_id,ts,kwh\nT,2026-03-01 12:00,100\n",
        "work_orders": "account_id,start,end,kind\nA,2026-03-01,,suspension\n",
        "inspections": "account_id,inspected_on,outcome\nA,2026-03-05,clean\n",
        "tips": "received_on,account_id,channel,note\n2026-03-01,A,phone,hums at night\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    summary = _take(lake, folder)
    assert {name: counts.accepted for name, counts in summary.tables.items()} == dict.fromkeys(
        INPUT_TABLES, 1
    )
    assert summary.total.read == 7
    before = _versions(lake)
    again = _take(lake, folder)
    assert (again.total.read, again.total.duplicate) == (7, 7)
    assert _versions(lake) == before
    assert lake.read("readings")["date"].to_pylist() == [dt.date(2026, 3, 1)]
    assert lake.read("inspections")["inspected_on"].to_pylist() == [dt.date(2026, 3, 5)]


def test_later_arrival_wins_and_null_never_erases(lake: Lake, tmp_path: Path) -> None:
    _take(lake, _accounts(tmp_path, "M"), _readings(tmp_path, "M,2026-03-01 12:00,1,5"))
    summary = _take(lake, _readings(tmp_path, "M,2026-03-01 12:00,2,", "M,2026-03-01 12:00,3,"))
    counts = summary.tables["readings"]
    assert (counts.accepted, counts.duplicate, counts.conflicting) == (1, 1, 2)
    rows = lake.read("readings").to_pylist()
    assert [(row["p_kw"], row["q_kvar"]) for row in rows] == [(3.0, 5.0)]


def test_same_rows_under_another_name_change_nothing(lake: Lake, tmp_path: Path) -> None:
    _take(lake, _accounts(tmp_path, "M"), _readings(tmp_path, "M,2026-03-01 12:00,1,"))
    before = lake.version("readings")
    # The blank line makes other bytes: the ledger does not know the file.
    counts = _take(lake, _readings(tmp_path, "M,2026-03-01 12:00,1,", "")).tables["readings"]
    assert (counts.read, counts.duplicate) == (1, 1)
    assert lake.version("readings") == before


def test_day_that_does_not_change_is_not_rewritten(lake: Lake, tmp_path: Path) -> None:
    days = [f"M,2026-03-0{day} 12:00,1," for day in (1, 2)]
    _take(lake, _accounts(tmp_path, "M"), _readings(tmp_path, *days))
    before = {file.partition: file.path for file in lake.files("readings")}
    _take(lake, _readings(tmp_path, days[0], "M,2026-03-02 13:00,1,"))
    after = {file.partition: file.path for file in lake.files("readings")}
    assert before["2026-03-01"] == after["2026-03-01"]
    assert before["2026-03-02"] != after["2026-03-02"]
    assert len(after) == 2


def test_refused_rows_lie_in_quarantine(lake: Lake, tmp_path: Path) -> None:
    readings = _readings(tmp_path, "M,2026-03-01 12:00,abc,", "M,2031-03-01,1,", "M,2026-03-01,1,")
    summary = _take(lake, _accounts(tmp_path, "M"), readings)
    assert summary.tables["readings"].quarantined == {"unparsable": 1, "after_delivery": 1}
    assert summary.is_whole
    rows = lake.read("quarantine").to_pylist()
    assert [(row["table"], row["file"], row["row"], row["column"]) for row in rows] == [
        ("readings", "readings.csv", 1, "p_kw"),
        ("readings", "readings.csv", 2, "ts"),
    ]
    assert rows[0]["raw"] == "M,2026-03-01 12:00,abc,"
    assert rows[0]["delivery_id"] in lake.read("deliveries")["delivery_id"].to_pylist()


def test_readings_without_account_wait_for_it(lake: Lake, tmp_path: Path) -> None:
    rows = ["M1,2026-03-01 12:00,1,", "M2,2026-03-01 12:00,20,", "M2,2026-03-02 12:00,30,"]
    counts = _take(lake, _accounts(tmp_path, "M1"), _readings(tmp_path, *rows)).tables["readings"]
    assert (counts.accepted, counts.held) == (3, 2)
    assert lake.read("readings").num_rows == 1
    assert lake.read("held").num_rows == 2
    again = _take(lake, _readings(tmp_path, "M2,2026-03-01 12:00,20,", "M2,2026-03-01 12:00,25,"))
    assert (again.tables["readings"].duplicate, again.tables["readings"].held) == (1, 1)
    summary = _take(lake, _accounts(tmp_path, "M1", "M2"))
    assert summary.admitted == 2
    assert summary.tables["readings"].read == 0
    assert lake.read("held").num_rows == 0
    assert sorted(lake.read("readings")["p_kw"].to_pylist()) == [1.0, 25.0, 30.0]


def test_held_primary_values_are_divided_when_their_account_comes(
    lake: Lake, tmp_path: Path
) -> None:
    settings = Settings.model_validate({"ingest": {"readings": {"values": "primary"}}})
    readings = _readings(tmp_path, "M1,2026-03-01 12:00,50,", "M2,2026-03-01 12:00,50,")
    _take(lake, _accounts(tmp_path, "M1"), readings, settings=settings)
    assert lake.read("held")["p_kw"].to_pylist() == [50.0]
    _take(lake, _accounts(tmp_path, "M2"), settings=settings)
    assert lake.read("readings")["p_kw"].to_pylist() == [5.0, 5.0]


def test_accounts_made_of_the_meters_read(lake: Lake, tmp_path: Path) -> None:
    mapping = {
        "accounts_from_readings": True,
        "values": "primary",
        "account": {"tariff_class": "industrial", "has_pv": True, "ct_ratio": 10},
    }
    settings = Settings.model_validate({"ingest": {"readings": mapping}})
    path = _readings(tmp_path, "M1,2026-03-01 12:00,50,", "M2,2026-03-01 12:00,60,")
    summary = _take(lake, path, settings=settings)
    assert (summary.accounts_made, summary.total.held) == (2, 0)
    accounts = lake.read("accounts").to_pylist()
    assert [row["account_id"] for row in accounts] == ["M1", "M2"]
    assert accounts[0]["tariff_class"] == "industrial"
    assert accounts[0]["has_pv"] is True
    assert lake.read("readings")["p_kw"].to_pylist() == [5.0, 6.0]
    more = _readings(tmp_path, "M2,2026-03-02 12:00,50,", "M3,2026-03-02 12:00,70,")
    assert _take(lake, more, settings=settings).accounts_made == 1


def test_broken_file_is_reported_and_the_rest_goes_in(lake: Lake, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    (folder / "readings").mkdir(parents=True)
    (folder / "readings" / "a.parquet").write_bytes(b"PAR1 cut")
    (folder / "readings" / "b.csv").write_text("meter_id,ts,p_kw\nM,2026-03-01 12:00,1\n")
    (folder / "readings" / "c.csv").write_text("meter,when,p_kw\nM,2026-03-01 12:00,1\n")
    (folder / "accounts.csv").write_text("account_id,meter_id\nA,M\n")
    (folder / "other.csv").write_text("x\n1\n")
    for _ in range(2):
        summary = _take(lake, folder)
        assert not summary.is_whole
        assert [name for name, _ in summary.problems] == [
            "other.csv",
            "readings/a.parquet",
            "readings/c.csv",
        ]
        assert lake.read("readings").num_rows == 1
    problems = {row["file"]: row["problem"] for row in lake.read("deliveries").to_pylist()}
    assert problems["readings/b.csv"] is None
    assert "lacks column" in problems["readings/c.csv"]


def test_ledger_adds_up(lake: Lake, tmp_path: Path) -> None:
    rows = ["M,2026-03-01 12:00,1,", "M,2026-03-01 12:00,1,", "M,x,1,", "N,2026-03-01 12:00,1,"]
    _take(lake, _accounts(tmp_path, "M"), _readings(tmp_path, *rows))
    row = next(row for row in lake.read("deliveries").to_pylist() if row["table"] == "readings")
    assert row["read_rows"] == 4
    assert (row["accepted_rows"], row["duplicate_rows"], row["quarantined_rows"]) == (2, 1, 1)
    assert (row["held_rows"], row["conflict_rows"]) == (1, 0)


def test_change_of_time_zone_is_refused_once_readings_are_in(lake: Lake, tmp_path: Path) -> None:
    _take(lake, _accounts(tmp_path, "M"), settings=Settings(timezone="UTC"))
    _take(lake, _readings(tmp_path, "M,2026-03-01 12:00,1,"))
    with pytest.raises(SettingsError, match=r"Asia/Shanghai.*another lake"):
        _take(lake, _accounts(tmp_path, "N"), settings=Settings(timezone="UTC"))
    assert lake.settings() == SHANGHAI


def test_in_small_pieces_the_result_is_the_same(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"M{m},2026-03-{1 + k // 8:02d} {k % 8:02d}:{10 + n},{n},"
        for n in range(2)
        for k in range(24)
        for m in range(9)
    ]
    paths = [_accounts(tmp_path, *(f"M{m}" for m in range(7))), _readings(tmp_path, *rows)]
    more = _readings(tmp_path, *[row.replace(",1,", ",2,") for row in rows])
    whole = [_take(lake, *paths), _take(lake, more)]
    monkeypatch.setattr(spill, "RUN_BYTES", 2000)
    monkeypatch.setattr(merger, "MERGE_ROWS", 50)
    other = Lake(tmp_path / "other")
    assert [_take(other, *paths), _take(other, more)] == whole
    assert _state(other) == _state(lake)
    assert len(other.files("readings")) == len(lake.files("readings"))


def test_progress_is_told(lake: Lake, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    paths = [_accounts(tmp_path, "M"), _readings(tmp_path, "M,2026-03-01 12:00,1,")]
    ingest(lake, paths, SHANGHAI, NOW, lambda *word: told.append(word))
    assert {stage for stage, _, _ in told} >= {"reading readings", "storing readings"}
    assert all(0 <= done <= total for _, done, total in told)


def test_many_deliveries_keep_one_ledger(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ingest.ledger.FILES_AT_MOST", 2)
    for k in range(5):
        _take(lake, _accounts(tmp_path, f"M{k}"))
    assert lake.read("deliveries").num_rows == 5
    assert len(lake.files("deliveries")) <= 2
    assert isinstance(lake.read("accounts"), pa.Table)


def test_events_that_no_map_knows_are_counted_by_code(lake: Lake, tmp_path: Path) -> None:
    rows = "M,2026-03-01 12:00,idis,42\nM,2026-03-01 12:00,idis,901\nM,2026-03-02 12:00,idis,901\n"
    path = _put(tmp_path, "events.csv", "device_id,ts,profile,code\n" + rows)
    assert _take(lake, path).unmapped_events == {"idis 901": 2}
    own = OwnCode(profile=EventProfile.IDIS, code="901", canonical="magnetic_field")
    more = _put(tmp_path, "events.csv", "device_id,ts,profile,code\nM,2026-03-02 13:00,idis,902\n")
    named = Settings(timezone="Asia/Shanghai", event_codes=(own,))
    assert _take(lake, more, settings=named).unmapped_events == {"idis 902": 1}
