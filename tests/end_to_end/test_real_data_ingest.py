"""The worked settings in `examples/` on the data sets that they were written for."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pyarrow.compute as pc
import pytest

from pipeline.ingest import IngestSummary, ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("WATTSLEUTH_DATA", ROOT.parent / "shared" / "data"))
NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no data sets in {DATA}; set WATTSLEUTH_DATA to their folder"
)


def _taken(tmp_path: Path, example: str, file: str) -> tuple[Lake, IngestSummary]:
    lake = Lake(tmp_path / "lake")
    settings = load_settings(ROOT / "examples" / f"{example}.toml")
    summary = ingest(lake, [DATA / file], settings, NOW)
    assert summary.is_whole
    again = ingest(lake, [DATA / file], settings, NOW)
    assert again.total.duplicate == again.total.read == summary.total.read
    return lake, summary


def test_newcastle_half_hours(tmp_path: Path) -> None:
    lake, summary = _taken(tmp_path, "newcastle_halfhourly", "sgsc_50_customers_30min.parquet")
    assert (summary.total.accepted, summary.accounts_made) == (1_450_232, 50)
    # Whoever was read all day has 48 half hours, and 46 or 50 when the clocks change.
    assert [_most(lake, day) for day in ("2013-07-01", "2013-10-06", "2013-04-07")] == [48, 46, 50]


def _most(lake: Lake, day: str) -> int:
    date = dt.date.fromisoformat(day)
    rows = lake.read("readings", first=date, last=date, columns=["meter_id"])
    counts = pc.value_counts(rows["meter_id"]).field("counts")
    most: int = pc.max(counts).as_py()
    return most


def test_london_days(tmp_path: Path) -> None:
    lake, summary = _taken(tmp_path, "london_daily", "lcl_50_customers_daily.csv")
    assert summary.total.read == 25_574
    assert dict(summary.total.quarantined) == {"incomplete": 134}
    assert lake.read("quarantine").num_rows == 134
    rows = lake.read("readings", first=dt.date(2012, 10, 13), last=dt.date(2012, 10, 13))
    kwh = rows.filter(pc.equal(rows["meter_id"], "MAC000002"))["interval_kwh"].to_pylist()
    assert kwh == [pytest.approx(11.087)]


def test_steel_plant(tmp_path: Path) -> None:
    lake, summary = _taken(tmp_path, "steel_plant", "uci_steel_15min.csv")
    assert (summary.total.accepted, summary.total.conflicting) == (35_040, 0)
    # The trap of the 00:00 row: each of the 365 days has its 96 quarters.
    assert [file.rows for file in lake.files("readings")] == [96] * 365
    last = lake.read("readings", first=dt.date(2018, 1, 1), last=dt.date(2018, 1, 1)).to_pylist()[
        -1
    ]
    assert last["ts"] == dt.datetime(2018, 1, 1, 15, tzinfo=dt.UTC)
    assert last["interval_kwh"] == 3.42
    assert last["q_kvar"] == pytest.approx(3.46 * 4)
    assert last["pf"] == pytest.approx(0.703)


def test_household_minutes(tmp_path: Path) -> None:
    lake, summary = _taken(tmp_path, "household_minute", "uci_household_2009_1min.parquet")
    assert (summary.total.accepted, summary.total.quarantined) == (525_600, {})
    days = {file.partition: file.rows for file in lake.files("readings")}
    assert [days[day] for day in ("2009-03-28", "2009-03-29", "2009-10-25")] == [1440, 1380, 1500]
    assert lake.read("readings")["u_a"].null_count == 0
