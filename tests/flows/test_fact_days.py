"""Facts of days: only dirty ones are computed, whatever the files look like."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from flows.steps import dirty_days, fact_days
from flows.steps.fact_days import FactDaysSummary, refresh_facts
from pipeline.calendar import local_day
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings

SETTINGS = Settings(timezone="Europe/Berlin")
FIRST, LAST = dt.date(2026, 3, 28), dt.date(2026, 3, 30)


def readings(date: dt.date, meters: list[str], source: str = "meter", start: float = 0) -> pa.Table:
    """Quarter-hourly registers that rise by 1 kWh each, and power, sorted."""
    day = local_day(date, SETTINGS.timezone)
    slots = np.tile(np.arange(1, day.minutes // 15 + 1), len(meters))
    rows = len(slots)
    known = {
        "meter_id": pa.array(np.repeat(meters, day.minutes // 15)),
        "source": pa.array([source] * rows),
        "ts": pa.array(day.start_us + slots * 900_000_000),
        "register_kwh": pa.array(start + slots.astype(float)),
        "p_kw": pa.array(np.full(rows, 4.0)),
        "u_a": pa.array(np.where(slots % 2, 230.0, np.nan), from_pandas=True),
    }
    return table_of("readings", known, rows)


def events(*rows: tuple[str, dt.datetime, str, str]) -> pa.Table:
    device, ts, profile, code = (list(column) for column in zip(*rows, strict=True))
    known = {"device_id": device, "ts": ts, "profile": profile, "code": code}
    return table_of("events", {name: pa.array(v) for name, v in known.items()}, len(rows))


def table_of(name: str, known: dict[str, pa.Array], rows: int) -> pa.Table:
    schema = TABLES[name].arrow_schema
    return pa.table(
        {
            field.name: known[field.name].cast(field.type)
            if field.name in known
            else pa.nulls(rows, field.type)
            for field in schema
            if field.name != "date"
        }
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    for date in (FIRST, FIRST + dt.timedelta(days=1), LAST):
        made.replace_partitions("readings", {str(date): readings(date, ["m1", "m2"])})
    return made


def facts(lake: Lake, date: dt.date) -> dict[str, dict]:
    rows = lake.read("facts", first=date, last=date).to_pylist()
    return {row["meter_id"]: row for row in rows}


def test_each_day_is_computed_once(lake: Lake) -> None:
    told = []
    first = refresh_facts(lake, SETTINGS, FIRST, LAST, lambda *args: told.append(args))
    assert first == FactDaysSummary(days_computed=3, days_current=0, rows=2 * (96 + 92 + 96))
    assert told == [("facts", 3, 3)]
    version = lake.version("facts")
    assert refresh_facts(lake, SETTINGS, FIRST, LAST) == FactDaysSummary(0, 3, 0)
    assert lake.version("facts") == version


def test_the_short_day_is_whole(lake: Lake) -> None:
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    row = facts(lake, FIRST + dt.timedelta(days=1))["m1"]
    assert (row["rows_count"], row["coverage"], row["register_kwh"]) == (92, 1, 91)
    assert row["hour_02_kwh"] is None
    assert row["hour_03_kwh"] == pytest.approx(4)
    assert row["u_a_mean_v"] == 230
    assert row["u_b_mean_v"] is None
    assert row["event_ct_short_count"] is None


def test_only_the_day_that_changed_is_computed_again(lake: Lake) -> None:
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    lake.replace_partitions("readings", {str(LAST): readings(LAST, ["m1"])})
    assert refresh_facts(lake, SETTINGS, FIRST, LAST).days_computed == 1
    assert list(facts(lake, LAST)) == ["m1"]
    assert list(facts(lake, FIRST)) == ["m1", "m2"]


def test_a_day_whose_readings_vanished_has_no_facts(lake: Lake) -> None:
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    lake.replace_partitions("readings", {str(LAST): readings(LAST, ["m1"]).slice(0, 0)})
    assert refresh_facts(lake, SETTINGS, FIRST, LAST) == FactDaysSummary(0, 2, 0)
    assert facts(lake, LAST) == {}
    assert [row["date"] for row in lake.read("fact_days").to_pylist()] == [
        FIRST,
        FIRST + dt.timedelta(days=1),
    ]


def test_events_are_counted_and_devices_without_readings_kept(lake: Lake) -> None:
    noon = dt.datetime(2026, 3, 30, 10, tzinfo=dt.UTC)
    reported = events(
        ("m1", noon, "canonical", "ct_short"),
        ("m1", noon + dt.timedelta(hours=1), "canonical", "ct_short"),
        ("t9", noon, "canonical", "no such code"),
    )
    lake.replace_partitions("events", {str(LAST): reported})
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    rows = facts(lake, LAST)
    assert list(rows) == ["m1", "m2", "t9"]
    assert rows["m1"]["event_ct_short_count"] == 2
    assert rows["m1"]["event_first_minute"] == 12 * 60
    assert rows["m2"]["event_ct_short_count"] == 0
    assert rows["t9"]["event_unmapped_count"] == 1
    assert rows["t9"]["rows_count"] == 0
    assert rows["t9"]["coverage"] is None
    assert facts(lake, FIRST)["m1"]["event_ct_short_count"] == 0


def test_several_unsorted_files_make_one_day(lake: Lake) -> None:
    whole = pa.concat_tables(
        [readings(LAST, ["m1", "m2"]), readings(LAST, ["m2"], "terminal", start=7)]
    ).sort_by([("meter_id", "ascending"), ("source", "ascending"), ("ts", "ascending")])
    lake.replace_partitions("readings", {str(LAST): whole})
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    expected = facts(lake, LAST)
    assert expected["m2"]["terminal_rows_count"] == 96
    assert expected["m1"]["terminal_rows_count"] == 0
    order = np.random.default_rng(4).permutation(whole.num_rows)
    delta = lake.delta("readings")
    old = [file for file in delta.files() if file.partition == str(LAST)]
    parts = np.array_split(order, 3)
    delta.commit([delta.write_file(whole.take(part), str(LAST)) for part in parts], old)
    assert refresh_facts(lake, SETTINGS, FIRST, LAST).days_computed == 1
    assert facts(lake, LAST) == expected


def test_killed_between_facts_and_note_computes_the_day_once_more(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(dirty_days.DayTable, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh_facts(lake, SETTINGS, FIRST, LAST)
    assert refresh_facts(lake, SETTINGS, FIRST, LAST).days_computed == 3
    assert lake.read("facts").num_rows == 6


def test_another_event_map_makes_the_days_with_events_dirty(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = dt.datetime(2026, 3, 30, 10, tzinfo=dt.UTC)
    lake.replace_partitions("events", {str(LAST): events(("m1", noon, "dlt645", "unheard of"))})
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    assert refresh_facts(lake, SETTINGS, FIRST, LAST).days_computed == 0
    monkeypatch.setattr(fact_days, "maps_digest", lambda own: f"other maps {own}")
    assert refresh_facts(lake, SETTINGS, FIRST, LAST).days_computed == 1


def test_another_time_zone_makes_every_day_dirty(lake: Lake) -> None:
    refresh_facts(lake, SETTINGS, FIRST, LAST)
    other = Settings(timezone="Asia/Shanghai")
    assert refresh_facts(lake, other, FIRST, LAST).days_computed == 3
