"""Utilities that deliver little, from simulated files to a judged day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from flows.steps.business_day import run_day
from flows.steps.finished_runs import NotEnoughDataError
from pipeline import Lake
from pipeline.ingest import ingest
from pipeline.settings import load_settings
from simulator import simulate

DELIVERED_AT = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)


def _judged(folder: Path, name: str, accounts: int, days: int) -> tuple[Lake, pd.DataFrame]:
    """Simulate, ingest and judge the last day; return the lake and the scores with the truth."""
    world = simulate(folder / "input", scenario=name, accounts=accounts, days=days)
    settings = load_settings(world.out / "wattsleuth.toml")
    lake = Lake(folder / "lake")
    ingest(lake, [world.out], settings, DELIVERED_AT)
    date = world.start + dt.timedelta(days=days - 1)
    run_day(lake, settings, date)
    scores = lake.frame("scores", first=date, last=date)
    return lake, scores.merge(pd.read_csv(world.truth), on="account_id", suffixes=("", "_true"))


def test_daily_energy_alone_is_judged_by_consumption(tmp_path: Path) -> None:
    _, judged = _judged(tmp_path, "daily_only", 40, 28)
    assert judged["disqualified"].isna().mean() > 0.95
    assert judged["score_consumption"].notna().mean() > 0.95
    assert judged["score_current_shunt"].isna().all()
    assert judged["coverage"].median() > 0.95


def test_monthly_registers_alone_are_judged_by_consumption(tmp_path: Path) -> None:
    _, judged = _judged(tmp_path, "monthly_only", 24, 130)
    assert judged["disqualified"].isna().mean() > 0.9
    assert judged["score_consumption"].notna().mean() > 0.9
    assert judged["score_voltage_wiring"].fillna(0).eq(0).all()  # a ratio on record at most
    assert judged["score_current_shunt"].isna().all()


def test_events_alone_are_judged_by_events(tmp_path: Path) -> None:
    lake, judged = _judged(tmp_path, "events_only", 120, 24)
    assert not lake.files("readings")
    can = judged["disqualified"].isna()
    assert can.mean() > 0.5
    assert judged["score_tamper_events"][can].notna().all()
    # What needs readings stays open; what devices report of hangs, voltages, registers is judged.
    by_readings = ["score_current_shunt", "score_consumption", "score_energy_balance"]
    assert judged[by_readings].isna().all().all()
    assert set(judged["disqualified"][~can]) <= {"no readings in the window"}
    assert (judged["coverage"] == 0).all()
    # Whether use fell with an event cannot be seen here: it ranks, and lists hardly anybody.
    assert (judged["score"] > 0).any()
    assert (judged["score"] >= 0.5).mean() < 0.02


def test_day_before_all_events_is_refused(tmp_path: Path) -> None:
    world = simulate(tmp_path / "input", scenario="events_only", accounts=40, days=12)
    settings = load_settings(world.out / "wattsleuth.toml")
    lake = Lake(tmp_path / "lake")
    ingest(lake, [world.out], settings, DELIVERED_AT)
    with pytest.raises(NotEnoughDataError, match="no readings or events up to 2026-02-01"):
        run_day(lake, settings, dt.date(2026, 2, 1))
