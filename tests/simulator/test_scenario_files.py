"""Small versions of the bundled scenarios, written to files and read back."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.settings import load_settings
from simulator import Scenario, load_scenario, scenario_names, simulate

CURVES = {"p_kw", "q_kvar", "u_a", "i_a", "pf"}


def _simulated(folder: Path, name: str, **size: object) -> Path:
    simulate(folder / name, scenario=name, **size)  # type: ignore[arg-type]
    return folder / name


def _with_links(name: str, **factors: float) -> Scenario:
    scenario = load_scenario(name)
    link = scenario.region.link.model_copy(update=factors)
    region = scenario.region.model_copy(update={"link": link})
    return scenario.model_copy(update={"region": region})


def _readings(out: Path) -> pd.DataFrame:
    files = sorted((out / "readings").glob("*.parquet"))
    frame = pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
    sound = frame["ts"].dt.year.isin([2024, 2025, 2026])
    return frame[sound].drop_duplicates(["meter_id", "source", "ts"])


def _digests(folder: Path) -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


@pytest.mark.parametrize("name", scenario_names())
def test_small_versions_run_and_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    digests = []
    for folder in ("one", "two"):
        out = _simulated(tmp_path / folder, name, accounts=30, days=11)
        digests.append(_digests(tmp_path / folder))
        region = load_scenario(name).region
        settings = load_settings(out / "wattsleuth.toml")
        assert settings.timezone == region.timezone
        assert (settings.currency, settings.country) == (region.currency, region.country)
    assert digests[0] == digests[1]


def test_daily_energy_stands_at_the_end_of_the_local_day(tmp_path: Path) -> None:
    days = 12  # over the clock change of October
    out = _simulated(tmp_path, "daily_only", accounts=40, days=days, start=dt.date(2025, 10, 20))
    readings = _readings(out)
    assert set(readings.columns) == {"meter_id", "source", "ts", "interval_kwh"}
    local = readings["ts"].dt.tz_convert("Europe/London")
    assert set(local.dt.strftime("%H:%M")) == {"00:00"}
    assert 0.9 * 40 * days < len(readings) <= 41 * days
    assert (readings["interval_kwh"] >= 0).all()
    supply = pd.read_parquet(out / "supply.parquet")
    daily = readings.groupby("ts")["interval_kwh"].count()
    assert set(supply["ts"]) <= set(daily.index)


def test_monthly_registers_come_a_day_about_the_end(tmp_path: Path) -> None:
    out = _simulated(tmp_path, "monthly_only", accounts=30, days=70)
    readings = _readings(out)
    assert not CURVES & set(readings.columns)
    assert readings["register_kwh"].notna().all()
    local = readings["ts"].dt.tz_convert("Asia/Kolkata")
    about = local.dt.days_in_month - local.dt.day
    assert set(about) <= {0, 1, *range(27, 31)}
    assert not (out / "supply.parquet").exists()
    # The run begins on the first of a month: a third of the meters is read on that very day.
    assert readings.groupby("meter_id").size().between(1, 3).all()


def test_events_alone_are_delivered_without_a_reading(tmp_path: Path) -> None:
    _simulated(tmp_path, "easy", accounts=20, days=3)
    (tmp_path / "easy").rename(tmp_path / "events_only")
    out = _simulated(tmp_path, "events_only", accounts=40, days=20)
    assert not list((out / "readings").glob("*"))  # nor what a run before left behind
    assert not (out / "supply.parquet").exists()
    assert len(pd.read_csv(out / "events.csv")) > 10


def test_day_of_the_clock_change_has_92_and_46_readings(tmp_path: Path) -> None:
    out = tmp_path / "input"
    lossless = _with_links("test", missing=0)
    simulate(out, scenario=lossless, accounts=60, days=3, start=dt.date(2026, 3, 28))
    readings = _readings(out)
    first = pd.read_parquet(out / "accounts.parquet").drop_duplicates("meter_id")
    readings = readings.merge(first[["meter_id", "wiring"]], on="meter_id")
    local = readings["ts"].dt.tz_convert("Europe/Madrid") - pd.Timedelta(minutes=1)
    meters = readings["source"] == "meter"
    of_day = readings[meters & (local.dt.date == dt.date(2026, 3, 29))]
    most = of_day.groupby(["wiring", "meter_id"]).size().groupby("wiring").max()
    assert most.to_dict() == {"1P2W": 46, "3P3W": 92, "3P4W": 92}
    homes = readings[readings["wiring"] == "1P2W"]
    assert homes[["q_kvar", "u_b", "pf"]].isna().all().all()
    assert homes[["p_kw", "u_a", "i_n"]].notna().all().all()


def test_intervals_agree_with_registers_of_the_same_utility(tmp_path: Path) -> None:
    region = {"supply": {"resolution": "none"}}
    drawn = {}
    for energy in ("register", "interval"):
        meter = {"resolution": 60, "energy": energy, "channels": []}
        delivery = {"meter": meter, "terminal": {"resolution": "none"}}
        path = tmp_path / f"{energy}.toml"
        known = load_scenario("easy").model_dump(mode="json", exclude={"name"})
        scenario = load_scenario("easy").model_validate(
            {**known, "region": {**region, "delivery": delivery}, "name": path.stem}
        )
        simulate(tmp_path / energy, scenario=scenario, accounts=12, days=2)
        drawn[energy] = _readings(tmp_path / energy).set_index(["meter_id", "ts"])
    both = drawn["register"].join(drawn["interval"]["interval_kwh"]).sort_index()
    step = both.groupby("meter_id")["register_kwh"].diff()
    hour = both.index.get_level_values("ts").to_series(index=both.index).groupby("meter_id").diff()
    next_to = (hour == pd.Timedelta(hours=1)) & (step >= 0)
    np.testing.assert_allclose(step[next_to], both["interval_kwh"][next_to], atol=0.006)


def test_more_is_missing_late_and_doubled_where_links_are_worse(tmp_path: Path) -> None:
    shares = {}
    for name, factors in {"usual": {}, "worse": {"missing": 4, "doubled": 5}}.items():
        out = tmp_path / name
        simulate(out, scenario=_with_links("easy", **factors), accounts=40, days=4)
        frame = pd.concat([pd.read_parquet(path) for path in (out / "readings").iterdir()])
        frame = frame[frame["source"] == "meter"]
        kept = frame.drop_duplicates(["meter_id", "ts"])
        shares[name] = (1 - len(kept) / (40 * 96 * 4), 1 - len(kept) / len(frame))
    assert shares["worse"][0] > 2.5 * shares["usual"][0]
    assert shares["worse"][1] > 2.5 * shares["usual"][1]
