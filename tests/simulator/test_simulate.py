from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.contract import INPUT_TABLES
from pipeline.settings import load_settings
from simulator import simulate

if TYPE_CHECKING:
    from tests.simulator.conftest import World

ZONE = "Asia/Shanghai"


def _digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        simulate(tmp_path / name / "input", accounts=30, days=8, seed=seed)
    one, two, three = (_digest(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one["input/accounts.parquet"] != three["input/accounts.parquet"]


def test_a_shorter_run_leaves_no_files_of_a_longer_one(tmp_path: Path) -> None:
    simulate(tmp_path / "input", accounts=10, days=15)
    simulate(tmp_path / "input", accounts=10, days=3)
    assert len(list((tmp_path / "input" / "readings").iterdir())) == 1


@pytest.mark.parametrize(("accounts", "days"), [(4, 1), (7, 3), (31, 2), (60, 1)])
def test_any_size_can_be_simulated(tmp_path: Path, accounts: int, days: int) -> None:
    summary = simulate(tmp_path / "input", accounts=accounts, days=days)
    table = pd.read_parquet(tmp_path / "input" / "accounts.parquet")
    assert table["account_id"].nunique() == accounts
    assert summary.readings > 0.9 * 96 * accounts * days


@pytest.mark.parametrize(("accounts", "days"), [(3, 5), (50, 0)])
def test_too_little_is_refused(tmp_path: Path, accounts: int, days: int) -> None:
    with pytest.raises(ValueError, match="too few"):
        simulate(tmp_path / "input", accounts=accounts, days=days)


def test_progress_is_told_day_by_day(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    simulate(
        tmp_path / "input",
        accounts=5,
        days=3,
        progress=lambda done, all_: seen.append((done, all_)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_parquet_tables_have_the_types_of_the_contract(world: World) -> None:
    out = world.summary.out
    for name in ("accounts", "supply"):
        schema = pq.read_schema(out / f"{name}.parquet")
        assert set(INPUT_TABLES[name].required) <= set(schema.names)
        for field in schema:
            assert field.type == INPUT_TABLES[name].column(field.name).arrow_type
    for path in (out / "readings").iterdir():
        for field in pq.read_schema(path):
            assert field.type == INPUT_TABLES["readings"].column(field.name).arrow_type


def test_csv_tables_keep_to_columns_and_vocabularies(world: World) -> None:
    for name in ("events", "work_orders", "inspections", "tips"):
        table, frame = INPUT_TABLES[name], pd.read_csv(world.summary.out / f"{name}.csv")
        assert set(table.required) <= set(frame.columns) <= set(table.names)
        for column in frame.columns:
            if allowed := table.column(column).allowed:
                assert set(frame[column].dropna()) <= set(allowed)


def test_settings_file_names_zone_and_holidays(world: World) -> None:
    settings = load_settings(world.summary.out / "wattsleuth.toml")
    assert settings.timezone == ZONE
    assert len(settings.holidays) == 3


def test_truth_covers_every_account_once(world: World) -> None:
    assert sorted(world.truth["account_id"]) == sorted(world.accounts["account_id"].unique())
    assert set(world.truth["label"]) == {"theft", "confounder", "normal"}
    stolen = world.truth["kwh_per_day"]
    assert (stolen[world.truth["label"] == "theft"] > 0.2).all()
    assert (stolen[world.truth["label"] != "theft"] == 0).all()
    assert (world.truth["label"] == "theft").sum() < (world.truth["label"] == "confounder").sum()


def test_gaps_doubles_late_and_garbage_rows_are_few_but_there(world: World) -> None:
    files = sorted((world.summary.out / "readings").glob("*.parquet"))
    raw = pd.concat([pd.read_parquet(path).assign(file=path.stem[-10:]) for path in files])
    sound = raw[(raw["ts"].dt.year == 2026) & (raw["u_a"] < 1e4) & (raw["register_kwh"] >= 0)]
    assert 0 < len(raw) - len(sound) < 3 * 28
    doubled = sound.duplicated(["meter_id", "source", "ts"]).mean()
    assert 0.0002 < doubled < 0.003
    first = sound["ts"].dt.tz_convert(ZONE) - pd.Timedelta(minutes=1)
    late = first.dt.strftime("%Y-%m-%d") < sound["file"]
    assert 0 < late.mean() < 0.02
    meters = sound[sound["source"] == "meter"].drop_duplicates(["meter_id", "ts"])
    slots = 96 * 28 * 100
    assert 0.85 < len(meters) / slots < 0.995


def test_terminals_measure_beside_some_meters(world: World) -> None:
    rows = world.readings[world.readings["source"] == "terminal"]
    with_terminal = world.accounts[world.accounts["terminal_id"].notna()]
    assert set(rows["meter_id"]) <= set(with_terminal["meter_id"])
    assert with_terminal["dedicated_transformer"].any()


def test_wiring_decides_the_channels(world: World) -> None:
    merged = world.readings.merge(
        world.accounts[["meter_id", "wiring"]].drop_duplicates("meter_id"), on="meter_id"
    )
    known = merged.groupby("wiring")[["u_a", "u_b", "u_c", "i_b", "i_c", "i_n"]].count() > 0
    assert known.loc["1P2W"].tolist() == [True, False, False, False, False, True]
    assert known.loc["3P3W"].tolist() == [True, False, True, False, True, False]
    assert known.loc["3P4W", ["u_a", "u_b", "u_c", "i_b", "i_c"]].all()


def test_shown_power_follows_from_shown_voltage_current_and_factor(world: World) -> None:
    frame = world.readings[world.readings["p_kw"] > 0.05]
    apparent = frame[["u_a", "i_a"]].prod(axis=1) / 1000
    homes = frame["u_c"].isna()
    np.testing.assert_allclose(
        frame["p_kw"][homes], (apparent * frame["pf"])[homes], rtol=0.02, atol=0.002
    )


def test_days_of_a_clock_change(tmp_path: Path) -> None:
    simulate(
        tmp_path / "input",
        accounts=4,
        days=2,
        start=dt.date(2026, 10, 24),
        timezone="Europe/Berlin",
    )
    supply = pd.read_parquet(tmp_path / "input" / "supply.parquet")
    local = supply[supply["node_id"] == "F001"]["ts"].dt.tz_convert("Europe/Berlin")
    days = (local - pd.Timedelta(minutes=1)).dt.date.value_counts()
    assert sorted(days) == [96, 100]


def test_a_few_events_are_spoilt(world: World) -> None:
    events = pd.read_csv(world.summary.out / "events.csv", dtype=str)
    assert len(events) == world.summary.events
    ts = pd.to_datetime(events["ts"], errors="coerce", utc=True)
    assert ts.isna().sum() == 2
    assert (ts.dt.year < 2000).sum() == 1
    assert (events["code"] == "31FF0200").sum() == 1
