"""The lake: reading by date, replacing days, settings, the lock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.lake.lake import LakeBusyError
from pipeline.settings import Settings, SettingsError

DAYS = (dt.date(2026, 3, 1), dt.date(2026, 3, 2), dt.date(2026, 3, 3))


def _readings(day: dt.date, *meters: str, count: int = 2) -> pa.Table:
    """Give each meter `count` hourly registers of `day` (UTC), newest first."""
    instants = [dt.datetime.combine(day, dt.time(hour), dt.UTC) for hour in range(count, 0, -1)]
    rows = [
        {"meter_id": meter, "source": "meter", "ts": ts, "register_kwh": float(ts.hour)}
        for meter in meters
        for ts in instants
    ]
    schema = TABLES["readings"].arrow_schema
    return pa.Table.from_pylist(rows, schema=schema.remove(schema.get_field_index("date")))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def filled(lake: Lake) -> Lake:
    lake.replace_partitions("readings", {str(day): _readings(day, "m1", "m2") for day in DAYS})
    return lake


def test_an_unknown_table_error_lists_the_tables(lake: Lake) -> None:
    with pytest.raises(KeyError, match=r"no table 'meters'; there are \['accounts'"):
        lake.delta("meters")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_never_written_reads_as_empty(lake: Lake, name: str) -> None:
    rows = lake.read(name)
    assert rows.num_rows == 0
    assert rows.schema.equals(TABLES[name].arrow_schema)
    assert not lake.root.exists()


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, DAYS),
        (DAYS[1], None, DAYS[1:]),
        (None, DAYS[1], DAYS[:2]),
        (DAYS[1], DAYS[1], DAYS[1:2]),
        (DAYS[2], DAYS[0], ()),
    ],
)
def test_reading_is_limited_to_dates(
    filled: Lake, first: dt.date | None, last: dt.date | None, days: tuple[dt.date, ...]
) -> None:
    rows = filled.read("readings", first=first, last=last)
    assert sorted(set(rows["date"].to_pylist())) == list(days)
    assert rows.num_rows == 4 * len(days)


def test_reading_chosen_columns_keeps_their_order_and_types(filled: Lake) -> None:
    rows = filled.read("readings", columns=["date", "register_kwh", "meter_id"])
    assert rows.schema.names == ["date", "register_kwh", "meter_id"]
    assert rows.schema.types == [pa.date32(), pa.float64(), pa.string()]


def test_a_table_laid_out_by_text_reads_whole(lake: Lake) -> None:
    schema = TABLES["quarantine"].arrow_schema
    row = dict.fromkeys(schema.names, "x") | {"row": 1}
    for delivery in ("0a1b", "ff00"):
        rows = pa.Table.from_pylist([row | {"delivery_id": delivery}], schema=schema)
        lake.replace_partitions("quarantine", {delivery: rows})
    assert lake.read("quarantine")["delivery_id"].to_pylist() == ["0a1b", "ff00"]


def test_replacing_a_day_leaves_the_others(filled: Lake) -> None:
    before = {file.path for file in filled.files("readings") if file.partition != str(DAYS[1])}
    filled.replace_partitions("readings", {str(DAYS[1]): _readings(DAYS[1], "m9")})
    assert before < {file.path for file in filled.files("readings")}
    assert set(filled.read("readings", first=DAYS[1], last=DAYS[1])["meter_id"].to_pylist()) == {
        "m9"
    }


def test_replacing_a_day_by_nothing_empties_it(filled: Lake) -> None:
    filled.replace_partitions("readings", {str(DAYS[0]): _readings(DAYS[0])})
    assert [file.partition for file in filled.files("readings")] == [str(day) for day in DAYS[1:]]


def test_an_older_version_reads_as_it_was(filled: Lake) -> None:
    version = filled.version("readings")
    filled.replace_partitions("readings", {str(DAYS[1]): _readings(DAYS[1])})
    assert filled.read("readings", version=version).num_rows == 12
    assert filled.read("readings").num_rows == 8


def test_replacing_a_table_without_partition(lake: Lake) -> None:
    schema = TABLES["accounts"].arrow_schema
    for account in ("a1", "a2"):
        row = dict.fromkeys(schema.names) | {"account_id": account, "meter_id": "m"}
        lake.replace("accounts", pa.Table.from_pylist([row], schema=schema), marker=account)
    assert lake.frame("accounts")["account_id"].tolist() == ["a2"]
    assert lake.delta("accounts").has_marker("a1")


def test_rows_are_cast_to_the_contract(lake: Lake) -> None:
    rows = _readings(DAYS[0], "m1")
    place = rows.column_names.index("p_kw")
    wide = rows.set_column(place, "p_kw", pa.array([1.5, 2.5], pa.float64()))
    lake.replace_partitions("readings", {str(DAYS[0]): wide})
    assert lake.read("readings")["p_kw"].type == pa.float32()


def test_raw_readings_of_one_meter_come_in_time_order(filled: Lake) -> None:
    rows = filled.readings("m2", DAYS[0], DAYS[1])
    assert set(rows["meter_id"]) == {"m2"}
    assert len(rows) == 4
    assert rows["ts"].is_monotonic_increasing


def test_raw_readings_of_an_unknown_meter_are_none(filled: Lake) -> None:
    assert filled.readings("m3", DAYS[0], DAYS[1]).empty
    assert filled.readings("m1", dt.date(2025, 1, 1), dt.date(2025, 1, 2)).empty


def test_settings_are_remembered(lake: Lake) -> None:
    assert lake.settings() == Settings()
    lake.remember(Settings(timezone="Asia/Shanghai"))
    assert Lake(lake.root).settings().timezone == "Asia/Shanghai"
    assert {path.name for path in lake.root.iterdir()} == {"settings.json"}


def test_a_settings_file_beside_the_lake_is_found(lake: Lake) -> None:
    (lake.root.parent / "wattsleuth.toml").write_text('timezone = "Europe/Berlin"')
    assert lake.settings().timezone == "Europe/Berlin"


def test_remembered_settings_win_over_the_file_beside(lake: Lake) -> None:
    (lake.root.parent / "wattsleuth.toml").write_text('timezone = "Europe/Berlin"')
    lake.remember(Settings(timezone="Asia/Shanghai"))
    assert lake.settings().timezone == "Asia/Shanghai"


def test_broken_remembered_settings_are_named(lake: Lake) -> None:
    lake.root.mkdir()
    (lake.root / "settings.json").write_text('{"timezone": "Nowhere"}')
    with pytest.raises(SettingsError, match=r"settings\.json: settings refused"):
        lake.settings()


def test_a_second_writer_is_told_so(lake: Lake) -> None:
    second = Lake(lake.root)
    busy = pytest.raises(LakeBusyError, match="being written by another process")
    with lake.lock(), busy, second.lock():
        pass


def test_the_lock_is_free_again_after_an_error(lake: Lake) -> None:
    with pytest.raises(ZeroDivisionError), lake.lock():
        raise ZeroDivisionError
    with lake.lock():
        pass


def test_the_notebook_import() -> None:
    import pipeline

    assert pipeline.Lake is Lake
    with pytest.raises(AttributeError, match="no attribute 'Pond'"):
        _ = pipeline.Pond
