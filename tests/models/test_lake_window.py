"""The window of a business date, from a lake that holds as little or as much as there is."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features.measurement import compute
from models.lake_window import read_window
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings

DATE = dt.date(2026, 4, 30)
DAYS = 30
FIRST = DATE - dt.timedelta(days=DAYS - 1)
SETTINGS = Settings.model_validate(
    {"timezone": "Asia/Shanghai", "window": {"days": DAYS, "history_days": 60}}
)


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table of the contract, null where nothing is said."""
    schema = TABLES[name].arrow_schema
    return pa.table(
        {
            field.name: pa.array([row.get(field.name) for row in rows], field.type)
            for field in schema
        }
    )


def local(day: int, hour: int = 0) -> dt.datetime:
    """Instant of local midnight that opens day index `day`."""
    midnight = dt.datetime.combine(FIRST, dt.time(), dt.UTC) - dt.timedelta(hours=8)
    return midnight + dt.timedelta(days=day, hours=hour)


def account(account_id: str, meter_id: str, **more: Any) -> dict[str, Any]:
    """One row of accounts."""
    return {"account_id": account_id, "meter_id": meter_id} | more


def register_day(meter_id: str, day: int, start: float, kwh: float) -> dict[str, Any]:
    """Facts of a day that is read every quarter hour: register from `start` on."""
    step = kwh / 96
    return {
        "meter_id": meter_id,
        "date": FIRST + dt.timedelta(days=day),
        "rows_count": 96,
        "step_minutes": 15,
        "coverage": 1,
        "first_minute": 15,
        "last_minute": 1440,
        "register_first_kwh": start + step,
        "register_last_kwh": start + kwh,
        "register_first_minute": 15,
        "register_last_minute": 1440,
        "register_kwh": kwh - step,
    }


def interval_day(meter_id: str, day: int, kwh: float) -> dict[str, Any]:
    """Facts of a day with one delivered interval."""
    return {
        "meter_id": meter_id,
        "date": FIRST + dt.timedelta(days=day),
        "rows_count": 1,
        "coverage": 1,
        "first_minute": 1440,
        "last_minute": 1440,
        "interval_kwh": kwh,
    }


def make_lake(root: Path, accounts: list[dict[str, Any]], facts: list[dict[str, Any]]) -> Lake:
    """A lake with these accounts and facts and nothing else."""
    lake = Lake(root)
    lake.replace("accounts", table("accounts", accounts))
    for date, rows in pd.DataFrame({"date": [row["date"] for row in facts]}).groupby("date"):
        chosen = table("facts", [facts[index] for index in rows.index])
        lake.replace_partitions("facts", {str(date): chosen})
    return lake


def test_accounts_are_sorted_and_energy_is_primary(tmp_path: Path) -> None:
    accounts = [
        account("B", "M2", ct_ratio=20.0, pt_ratio=100.0),
        account("A", "M1"),
    ]
    facts = [register_day("M1", day, 10.0 * day, 10.0) for day in range(DAYS)]
    facts += [register_day("M2", day, 2.0 * day, 2.0) for day in range(DAYS)]
    window = read_window(make_lake(tmp_path, accounts, facts), SETTINGS, DATE)
    assert window.account_ids.tolist() == ["A", "B"]
    assert window.shape == (2, DAYS)
    assert window.kwh[0, 1:] == pytest.approx(10.0)
    assert window.kwh[1, 1:] == pytest.approx(4000.0)
    assert np.all(window.multiplier[1] == 2000)
    assert window.history_kwh.shape == (2, 60)
    assert not window.kwh_is_spread.any()


def test_meter_exchange_never_joins_two_registers(tmp_path: Path) -> None:
    accounts = [
        account("A", "OLD", ct_ratio=2.0, valid_to=local(15)),
        account("A", "NEW", ct_ratio=3.0, valid_from=local(15)),
    ]
    facts = [register_day("OLD", day, 9000 + 10.0 * day, 10.0) for day in range(15)]
    facts += [register_day("NEW", day, 10.0 * (day - 15), 10.0) for day in range(15, DAYS)]
    window = read_window(make_lake(tmp_path, accounts, facts), SETTINGS, DATE)
    assert window.shape[0] == 1
    assert np.flatnonzero(window.meter_changed[0]).tolist() == [15]
    assert window.kwh[0, 1:15] == pytest.approx(20.0)
    assert window.kwh[0, 16:] == pytest.approx(30.0)
    assert np.nan_to_num(window.seam_register_decrease_kwh).max() == 0
    assert window.multiplier[0, [14, 15]].tolist() == [2, 3]


def test_what_begins_after_the_date_is_not_known(tmp_path: Path) -> None:
    accounts = [
        account("A", "M1"),
        account("LATER", "M2", valid_from=local(DAYS)),
        account("GONE", "M3", valid_to=local(-5)),
        account("LEFT", "M4", valid_to=local(10)),
    ]
    facts = [interval_day("M1", day, 8.0) for day in range(DAYS)]
    window = read_window(make_lake(tmp_path, accounts, facts), SETTINGS, DATE)
    assert window.account_ids.tolist() == ["A", "LEFT"]
    assert window.valid[1].sum() == 10
    assert compute(window).disqualified.tolist() == ["", "no readings in the window"]


def test_only_two_columns_and_daily_energy_work(tmp_path: Path) -> None:
    facts = [interval_day("M1", day, 8.0 + day % 3) for day in range(DAYS)]
    window = read_window(make_lake(tmp_path, [account("A", "M1")], facts), SETTINGS, DATE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = compute(window)
    assert window.kwh[0] == pytest.approx([8.0 + day % 3 for day in range(DAYS)])
    assert found.disqualified.tolist() == [""]
    assert found.coverage[0] == pytest.approx(1.0)


def test_monthly_readings_are_spread_over_their_days(tmp_path: Path) -> None:
    settings = Settings.model_validate({"window": {"days": 91, "history_days": 364}})
    days = [DATE - dt.timedelta(days=30 * k) for k in range(10)]
    facts = [interval_day("M1", (day - FIRST).days, 300.0) for day in days]
    window = read_window(make_lake(tmp_path, [account("A", "M1")], facts), settings, DATE)
    assert window.kwh[0, -60:] == pytest.approx(10.0)
    assert window.kwh_is_spread[0, -60:].all()
    found = compute(window)
    assert found.disqualified.tolist() == [""]
    assert found.coverage[0] > 0.9


def test_without_any_fact_the_accounts_are_there_and_disqualified(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.replace("accounts", table("accounts", [account("A", "M1"), account("B", "M2")]))
    window = read_window(lake, SETTINGS, DATE)
    found = compute(window)
    assert window.shape == (2, DAYS)
    assert found.disqualified.tolist() == ["no readings in the window"] * 2
    assert np.isnan(found.matrix()).all()


def test_empty_lake_gives_an_empty_window(tmp_path: Path) -> None:
    window = read_window(Lake(tmp_path), SETTINGS, DATE)
    assert window.shape == (0, DAYS)
    assert compute(window).matrix().shape[0] == 0


def test_orders_inspections_and_terminal_events_are_laid_over_the_days(tmp_path: Path) -> None:
    accounts = [account("A", "M1", terminal_id="T1"), account("B", "M2")]
    facts = [interval_day(meter, day, 8.0) for meter in ("M1", "M2") for day in range(DAYS)]
    facts.append(
        {"meter_id": "T1", "date": FIRST + dt.timedelta(days=4), "event_ct_short_count": 2}
    )
    lake = make_lake(tmp_path, accounts, facts)
    orders = [
        {"account_id": "A", "start": local(5), "end": local(7, 3), "kind": "site_visit"},
        {"account_id": "B", "start": local(10), "end": None, "kind": "suspension"},
        {"account_id": "B", "start": local(20), "end": local(20, 2), "kind": "reconnection"},
        {"account_id": "A", "start": local(DAYS + 1), "end": None, "kind": "suspension"},
    ]
    lake.replace("work_orders", table("work_orders", orders))
    visits = [
        {"account_id": "B", "inspected_on": FIRST + dt.timedelta(days=3), "outcome": "fault"},
        {"account_id": "B", "inspected_on": DATE + dt.timedelta(days=1), "outcome": "theft"},
    ]
    lake.replace("inspections", table("inspections", visits))
    window = read_window(lake, SETTINGS, DATE)
    assert np.flatnonzero(window.work_orders["site_visit"][0]).tolist() == [5, 6, 7]
    assert np.flatnonzero(window.work_orders["suspension"][1]).tolist() == list(range(10, 21))
    assert not window.work_orders["suspension"][0].any()
    assert np.flatnonzero(window.inspected["fault"][1]).tolist() == [3]
    assert "theft" not in window.inspected
    assert window.terminal_events["ct_short"][0, 4] == 2
    assert np.isnan(window.terminal_events["ct_short"][1]).all()


def test_faults_before_the_window_belong_to_the_customer(tmp_path: Path) -> None:
    accounts = [
        account("A", "M1", customer_id="C1"),
        account("B", "M2", customer_id="C1", valid_to=local(-200)),
        account("C", "M3", customer_id="C2"),
        account("D", "M4"),
        account("E", "M5"),
    ]
    facts = [interval_day("M1", day, 8.0) for day in range(DAYS)]
    lake = make_lake(tmp_path, accounts, facts)
    visits = [
        {"account_id": "B", "inspected_on": FIRST - dt.timedelta(days=300), "outcome": "fault"},
        {"account_id": "C", "inspected_on": FIRST, "outcome": "fault"},
        {"account_id": "D", "inspected_on": FIRST - dt.timedelta(days=1), "outcome": "fault"},
        {"account_id": "E", "inspected_on": FIRST - dt.timedelta(days=1), "outcome": "clean"},
    ]
    lake.replace("inspections", table("inspections", visits))
    window = read_window(lake, SETTINGS, DATE)
    assert window.account_ids.tolist() == ["A", "C", "D", "E"]
    assert window.earlier_faults.tolist() == [1, 0, 1, 0]


def test_days_of_clock_change_have_their_length(tmp_path: Path) -> None:
    date = dt.date(2026, 4, 5)
    settings = Settings.model_validate(
        {"timezone": "Europe/Paris", "window": {"days": 10}, "holidays": ["2026-04-01"]}
    )
    lake = Lake(tmp_path)
    lake.replace("accounts", table("accounts", [account("A", "M1")]))
    window = read_window(lake, settings, date)
    spring = (dt.date(2026, 3, 29) - window.first).days
    assert window.day_minutes[spring] == 1380
    assert np.delete(window.day_minutes, spring) == pytest.approx(1440)
    assert np.flatnonzero(window.holidays).tolist() == [(dt.date(2026, 4, 1) - window.first).days]


def test_groups_fall_back_on_the_transformer(tmp_path: Path) -> None:
    accounts = [
        account("A", "M1", transformer_id="X", customer_id="C"),
        account("B", "M2", transformer_id="X", concentrator_id="K", customer_id="C"),
        account("D", "M3"),
    ]
    facts = [interval_day("M1", day, 8.0) for day in range(DAYS)]
    window = read_window(make_lake(tmp_path, accounts, facts), SETTINGS, DATE)
    assert window.group["customer_id"].tolist() == [0, 0, -1]
    assert window.group["concentrator_id"][0] != window.group["concentrator_id"][1]
    assert window.group["concentrator_id"][2] == -1
    assert window.text["transformer_id"].tolist() == ["X", "X", ""]
