"""Supply facts of days: only dirty ones are computed, and they reach every lake that judges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from flows.steps import dirty_days, supply_days
from flows.steps.business_day import first_supply_day, refresh_days, run_day
from flows.steps.dirty_days import FactDaysSummary
from flows.steps.shadow_lake import shadow_lake
from flows.steps.supply_days import refresh_supply
from models.lake_window import read_window
from pipeline.calendar import local_day
from pipeline.contract import SUPPLY_FACTS, TABLES
from pipeline.contract.check import check_rows
from pipeline.lake import Lake
from pipeline.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
FIRST, LAST = dt.date(2026, 3, 28), dt.date(2026, 3, 30)
DATES = [FIRST, dt.date(2026, 3, 29), LAST]


def supply(
    date: dt.date, nodes: list[str], kwh: float = 2.0, zone: str = "Europe/Berlin"
) -> pa.Table:
    """Quarter-hourly supply of one local day, sorted."""
    day = local_day(date, zone)
    slots = np.arange(1, day.minutes // 15 + 1)
    return pa.table(
        {
            "node_id": pa.array(np.repeat(nodes, len(slots))),
            "ts": pa.array(np.tile(day.start_us + slots * 900_000_000, len(nodes))).cast(
                pa.timestamp("us", "UTC")
            ),
            "kwh": pa.array(np.full(len(slots) * len(nodes), kwh)),
        }
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    made.replace_partitions("supply", {str(date): supply(date, ["F1", "T1"]) for date in DATES})
    return made


def facts(lake: Lake, date: dt.date) -> dict[str, dict]:
    rows = lake.read("supply_facts", first=date, last=date).to_pylist()
    return {row["node_id"]: row for row in rows}


def refresh(lake: Lake) -> FactDaysSummary:
    return refresh_supply(lake, BERLIN, FIRST, LAST)


def test_each_day_is_computed_once(lake: Lake) -> None:
    told = []
    done = refresh_supply(lake, BERLIN, FIRST, LAST, lambda *args: told.append(args))
    assert done == FactDaysSummary(days_computed=3, days_current=0, rows=2 * (96 + 92 + 96))
    assert told == [("supply", 3, 3)]
    version = lake.version("supply_facts")
    assert refresh(lake) == FactDaysSummary(0, 3, 0)
    assert lake.version("supply_facts") == version
    check_rows(lake.read("supply_facts"), SUPPLY_FACTS)


def test_the_short_day_is_whole_and_its_skipped_hour_zero(lake: Lake) -> None:
    refresh(lake)
    row = facts(lake, DATES[1])["T1"]
    assert (row["intervals_count"], row["coverage"], row["kwh"]) == (92, 1, 184)
    assert (row["hour_01_kwh"], row["hour_02_kwh"], row["hour_03_kwh"]) == (8, 0, 8)
    assert (row["step_minutes"], row["still_minutes"], row["zero_minutes"]) == (15, 1380, 0)


def test_supply_that_comes_late_makes_its_own_day_dirty_alone(lake: Lake) -> None:
    refresh(lake)
    lake.replace_partitions("supply", {str(FIRST): supply(FIRST, ["F1", "T1", "T2"])})
    assert refresh(lake).days_computed == 1
    assert list(facts(lake, FIRST)) == ["F1", "T1", "T2"]
    assert list(facts(lake, LAST)) == ["F1", "T1"]


def test_a_day_whose_supply_vanished_has_no_facts(lake: Lake) -> None:
    refresh(lake)
    lake.replace_partitions("supply", {str(LAST): supply(LAST, ["T1"]).slice(0, 0)})
    assert refresh(lake) == FactDaysSummary(0, 2, 0)
    assert facts(lake, LAST) == {}


def test_without_supply_nothing_is_written(tmp_path: Path) -> None:
    bare = Lake(tmp_path / "bare")
    assert refresh(bare) == FactDaysSummary(0, 0, 0)
    assert not bare.root.exists()


def test_several_unsorted_files_make_one_day(lake: Lake) -> None:
    refresh(lake)
    expected = facts(lake, LAST)
    rows = supply(LAST, ["F1", "T1"])
    delta = lake.delta("supply")
    old = [file for file in delta.files() if file.partition == str(LAST)]
    parts = np.array_split(np.random.default_rng(4).permutation(rows.num_rows), 3)
    delta.commit([delta.write_file(rows.take(part), str(LAST)) for part in parts], old)
    assert refresh(lake).days_computed == 1
    assert facts(lake, LAST) == expected


def test_killed_between_facts_and_note_computes_the_days_once_more(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(dirty_days.DayTable, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh(lake)
    assert refresh(lake).days_computed == 3
    assert lake.read("supply_facts").num_rows == 6


def test_another_kernel_or_time_zone_makes_every_day_dirty(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(lake)
    monkeypatch.setattr(supply_days, "SUPPLY_KERNEL_VERSION", 99)
    assert refresh(lake).days_computed == 3
    other = Settings(timezone="Europe/Paris")
    assert refresh_supply(lake, other, FIRST, LAST).days_computed == 0
    other = Settings(timezone="Europe/London")
    assert refresh_supply(lake, other, FIRST, LAST).days_computed == 3


@pytest.fixture
def supplied(
    tmp_path: Path, stock: Callable[[Lake, int], Lake], settings: Settings
) -> tuple[Lake, dt.date]:
    """Twelve households of one district; its supply meter and one that nobody names."""
    made = stock(Lake(tmp_path / "lake"), 42)
    last = dt.date(2026, 2, 11)
    dates = [last - dt.timedelta(days=back) for back in range(42)]
    made.replace_partitions(
        "supply",
        {str(date): supply(date, ["nobody's", "t"], zone=settings.timezone) for date in dates},
    )
    return made, last


def test_a_run_hears_the_supply_of_its_window(
    supplied: tuple[Lake, dt.date], settings: Settings
) -> None:
    lake, last = supplied
    told = []
    run = run_day(lake, settings, last, lambda *args: told.append(args))
    assert ("supply", 40, 40) in told
    noted = lake.read("supply_days")["date"].to_pylist()
    assert min(noted) == first_supply_day(settings, last)
    assert run.summary["supply_nodes"] == 1
    assert run.summary["supply_nodes_unknown"] == 1
    window = read_window(lake, settings, last)
    assert window.supplied is not None
    assert window.supplied.node_ids.tolist() == ["t"]
    assert (window.supplied.kwh == 192).all()


def test_a_utility_without_supply_has_none_in_its_window(
    tmp_path: Path, stock: Callable[[Lake, int], Lake], settings: Settings
) -> None:
    lake = stock(Lake(tmp_path / "lake"), 42)
    run = run_day(lake, settings, dt.date(2026, 2, 11))
    assert "supply_nodes" not in run.summary
    assert read_window(lake, settings, dt.date(2026, 2, 11)).supplied is None
    assert lake.version("supply_facts") is None


def test_a_shadow_reads_the_supply_and_leaves_no_trace(
    supplied: tuple[Lake, dt.date], settings: Settings, tmp_path: Path
) -> None:
    lake, last = supplied
    with lake.lock():
        refresh_days(lake, settings, last - dt.timedelta(days=2), last - dt.timedelta(days=2))
    version = lake.version("supply_facts")
    shadow = shadow_lake(lake, tmp_path / "shadow")
    refresh_days(shadow, settings, last, last)
    window = read_window(shadow, settings, last)
    assert window.supplied is not None
    assert np.isfinite(window.supplied.kwh).all()
    assert lake.version("supply_facts") == version
    assert TABLES["supply_days"].key == ("date",)
