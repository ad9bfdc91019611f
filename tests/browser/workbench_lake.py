"""A small lake with something of everything that the workbench shows; nothing is simulated."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from models.case_text import case_text
from pipeline.case import Case, LoadCurve
from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.review import ReviewSettings
from pipeline.settings.visits import VisitSettings
from tests.pipeline.exports import conftest as made
from tests.pipeline.exports.made_line_loss import made_line_loss
from tests.review.workbench import arrow, run_of

DATE = made.RUN_DATE
BEFORE = DATE - dt.timedelta(days=1)
NOW = dt.datetime(2026, 3, 16, 1, 0, tzinfo=dt.UTC)
MORNING = dt.date(2026, 3, 16)
CREWS = ("Harbour crew", "Night crew")
FILLERS = tuple(f"A2{place:02d}" for place in range(8))
ZONES = ("North", "Harbour", "East")
FIRST = "D003"
_FACT_DAYS = 40


def settings() -> Settings:
    """Settings of a utility with two crews and room for a few visits."""
    return Settings(
        timezone="Asia/Shanghai",
        currency="CNY",
        utility="Harbour City Power & Light",
        visits=VisitSettings(capacity=20, capacity_by_zone={"North": 5}),
        review=ReviewSettings(crews=CREWS),
    )


def write_lake(root: Path) -> Lake:
    """Write two lists with cases, readings, line loss, visits and what was found before."""
    lake = Lake(root)
    cases = (made.hung_meter(), made.shunt(), made.drop(), made.hostile())
    listed = [dict(one.suspect) for one in cases]
    listed += [made.suspect(5 + n, name, "ct_shunt", 0.5) for n, name in enumerate(FILLERS)]
    accounts = _accounts(listed)
    lake.replace("accounts", arrow("accounts", accounts))
    _publish(lake, BEFORE, [row | {"run_date": BEFORE} for row in listed[1:3]], accounts)
    _publish(lake, DATE, listed, accounts)
    lake.replace("runs", arrow("runs", [run_of(BEFORE), run_of(DATE)]))
    _write_cases(lake, cases)
    _write_readings(lake, made.hung_meter().load_curve)
    _write_facts(lake, accounts)
    _write_field_work(lake)
    _write_losses(lake)
    _write_plan(lake)
    return lake


def _accounts(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [_account(place, row) for place, row in enumerate(listed)]
    sister = listed[0] | {"account_id": "D008", "meter_id": "M-D008"}
    rows.append(_account(len(rows), sister))
    return rows


def _account(place: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("account_id", "meter_id", "customer_id", "zone")},
        "terminal_id": "TM-17" if row["account_id"] == FIRST else None,
        "transformer_id": f"T{1 + place % 3}",
        "feeder_id": "F1",
        "tariff_class": "industrial",
        "dedicated_transformer": place == 0,
        "wiring": "3P3W",
        "rated_voltage_v": 100.0,
        "rated_current_a": 5.0,
        "ct_ratio": 40.0,
        "pt_ratio": 100.0,
        "contract_kw": 630.0 if place == 0 else 60.0,
        "tariff_per_kwh": 0.75,
        "latitude": 31.2 + place / 2000,
        "longitude": 121.4 + (place % 4) / 2000,
        "valid_from": dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    }


def _publish(
    lake: Lake, date: dt.date, rows: list[dict[str, Any]], accounts: list[dict[str, Any]]
) -> None:
    rows = [row | {"rank": rank} for rank, row in enumerate(rows, 1)]
    scores = [
        {"run_date": date, "account_id": row["account_id"], "score": 0.2, "coverage": 0.9}
        for row in accounts
    ]
    lake.replace_partitions("suspects", {str(date): arrow("suspects", rows)})
    lake.replace_partitions("scores", {str(date): arrow("scores", scores)})


def _write_cases(lake: Lake, cases: tuple[Case, ...]) -> None:
    rows = [
        {"run_date": DATE, "account_id": one.suspect["account_id"], "content": case_text(one)}
        for one in cases
    ]
    lake.replace_partitions("case_files", {str(DATE): arrow("case_files", rows)})


def _write_readings(lake: Lake, curve: LoadCurve | None) -> None:
    """A week of quarter hours: the meter is silent for a while, its terminal is not."""
    assert curve is not None
    start = curve.instants[0] - np.timedelta64(8, "h")
    days: dict[str, list[dict[str, Any]]] = {}
    for source, lead in (("meter", ""), ("terminal", "Terminal: ")):
        power = curve.channels["Terminal: active power (kW)" if lead else "Active power (kW)"]
        for place, kw in enumerate(power):
            if not np.isfinite(kw):
                continue
            local = (curve.instants[place] - np.timedelta64(1, "us")).astype("datetime64[D]")
            instant = (start + np.timedelta64(15 * place, "m")).item().replace(tzinfo=dt.UTC)
            days.setdefault(str(local), []).append(_reading(source, instant, float(kw), place))
    tables = {day: arrow("readings", rows) for day, rows in days.items()}
    lake.replace_partitions("readings", tables)


def _reading(source: str, instant: dt.datetime, kw: float, place: int) -> dict[str, Any]:
    return {
        "meter_id": "M-D003",
        "source": source,
        "ts": instant,
        "register_kwh": 1000.0 + place / 8,
        "p_kw": kw / 40,
        "q_kvar": kw / 160,
        "u_a": 101.0,
        "u_c": 100.5,
        "i_a": kw / 38,
        "i_c": kw / 40,
        "pf": 0.97,
    }


def _write_facts(lake: Lake, accounts: list[dict[str, Any]]) -> None:
    rng = np.random.default_rng(1)
    facts: dict[str, pa.Table] = {}
    supply: dict[str, pa.Table] = {}
    for back in range(_FACT_DAYS):
        day = DATE - dt.timedelta(days=back)
        rows = [
            {
                "meter_id": one["meter_id"],
                "date": day,
                "rows_count": 96,
                "step_minutes": 15.0,
                "coverage": 1.0,
                "gap_minutes": 0.0,
                "interval_kwh": float(rng.uniform(8, 12)),
            }
            for one in sorted(accounts, key=lambda one: str(one["meter_id"]))
        ]
        facts[str(day)] = arrow("facts", rows)
        nodes = [
            {"node_id": f"T{n}", "date": day, "intervals_count": 96, "coverage": 1.0, "kwh": 2e3}
            for n in (1, 2, 3)
        ]
        supply[str(day)] = arrow("supply_facts", nodes)
    lake.replace_partitions("facts", facts)
    lake.replace_partitions("supply_facts", supply)


def _write_field_work(lake: Lake) -> None:
    """Visits of months before, tips, work orders and events."""
    outcomes = ("theft", "clean", "theft", "fault", "no_access", "clean")
    found = [
        {
            "account_id": FILLERS[n],
            "inspected_on": DATE - dt.timedelta(days=20 + n),
            "outcome": outcome,
            "means": "ct_shunt" if outcome == "theft" else None,
            "recovered_kwh": 1200.0 if outcome == "theft" else None,
            "back_bill": 900.0 if outcome == "theft" else None,
            "inspector": "Wang",
        }
        for n, outcome in enumerate(outcomes)
    ]
    found.append({"account_id": FIRST, "inspected_on": dt.date(2025, 6, 3), "outcome": "clean"})
    lake.replace("inspections", arrow("inspections", found))
    tip = {"received_on": DATE - dt.timedelta(days=9), "account_id": "A00123", "channel": "phone"}
    lake.replace("tips", arrow("tips", [tip | {"note": "never shown on a list"}]))
    start = dt.datetime(2026, 2, 27, 2, tzinfo=dt.UTC)
    order = {"account_id": FIRST, "start": start, "kind": "site_visit"}
    lake.replace("work_orders", arrow("work_orders", [order]))
    event = {"device_id": "M-D003", "ts": dt.datetime(2026, 3, 12, 4, tzinfo=dt.UTC)}
    rows = [event | {"code": code} for code in ("memory_error", "power_down")]
    lake.replace_partitions("events", {"2026-03-12": arrow("events", rows)})


def _write_losses(lake: Lake) -> None:
    found = made_line_loss(FIRST)
    lake.replace_partitions(
        "line_losses", {str(DATE): arrow("line_losses", [*map(dict, found.losses)])}
    )
    lake.replace_partitions(
        "record_errors", {str(DATE): arrow("record_errors", [*map(dict, found.errors)])}
    )


def _write_plan(lake: Lake) -> None:
    reasons = ("suspect", "suspect", "tip", "random")
    plan = [
        {
            "run_date": DATE,
            "place": place,
            "account_id": account_id,
            "zone": zone,
            "transformer_id": "T1",
            "trip": 1 + place // 3,
            "reason": reason,
            "score": 0.9 - place / 10,
            "means": "meter_hang",
            "selection_probability": 1.0 if reason == "suspect" else 0.1,
            "theft_probability": 0.4,
            "probability_is_assumed": True,
            "expected_kwh": 900.0,
            "energy_is_assumed": False,
            "expected_amount": 700.0,
            "expected_gain": 250.0,
            "expected_gain_low": 20.0,
            "expected_gain_high": 500.0,
        }
        for place, (reason, account_id, zone) in enumerate(
            zip(reasons, (FIRST, "D007", "A00123", FILLERS[0]), ZONES * 2, strict=False), 1
        )
    ]
    watched = {
        "run_date": DATE,
        "account_id": FILLERS[2],
        "visited_on": DATE - dt.timedelta(days=22),
        "outcome": "theft",
        "state": "falling_again",
        "level_before": 40.0,
        "level_after": 90.0,
        "level_now": 55.0,
        "alarm_on": DATE - dt.timedelta(days=2),
    }
    lake.replace_partitions("visits", {str(DATE): arrow("visits", plan)})
    lake.replace_partitions("watched", {str(DATE): arrow("watched", [watched])})
