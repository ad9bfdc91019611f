"""Readings, facts and a case file for the small utility, as its last run would leave them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from models.case_text import case_text
from pipeline.case import Case, Claim, Mark, Signal, Span, Weight
from pipeline.contract import TABLES
from pipeline.lake import Lake
from tests.review.workbench import DAYS, arrow, suspect

LAST = DAYS[-1]
FIRST = LAST - dt.timedelta(days=19)
QUARTERS = 96
GAP_DAY = LAST - dt.timedelta(days=5)
HOSTILE = '<script>alert("x")</script>'


def fill(lake: Lake) -> Lake:
    """Give A1 and A8 twenty days of quarter hours, A1 a terminal, events and a case file."""
    days = [FIRST + dt.timedelta(days=k) for k in range(20)]
    lake.replace_partitions("readings", {str(day): _readings(day) for day in days})
    lake.replace_partitions("facts", {str(day): _facts(day) for day in days})
    broken = [{"device_id": "M-A1", "ts": _at(GAP_DAY, 10), "code": "seal_broken"}]
    events = [one | {"profile": "canonical"} for one in broken]
    lake.replace_partitions("events", {str(GAP_DAY): _table("events", events)})
    order = {"account_id": "A1", "start": _at(GAP_DAY, 8), "end": _at(GAP_DAY, 9)}
    lake.replace("work_orders", arrow("work_orders", [order | {"kind": "site_visit"}]))
    visit = {"account_id": "A1", "inspected_on": FIRST, "outcome": "clean", "note": HOSTILE}
    lake.replace("inspections", arrow("inspections", [visit]))
    content = {"run_date": LAST, "account_id": "A2", "content": case_text(made_case("A2"))}
    lake.replace_partitions("case_files", {str(LAST): _table("case_files", [content])})
    return lake


def made_case(account_id: str) -> Case:
    """Return the case of a suspect of the last list, with a text that must do no harm."""
    daily = np.r_[np.full(10, 20.0), np.full(10, 8.0)]
    dates = tuple(FIRST + dt.timedelta(days=k) for k in range(20))
    return Case(
        suspect=suspect(LAST, 1, account_id),
        account={"account_id": account_id, "wiring": "3P4W", "meter_model": HOSTILE},
        dates=dates,
        daily_kwh=daily,
        peer_kwh=np.full(20, 20.0),
        signals=(Signal("terminal_deficit_share", "Missing " + HOSTILE, "share", daily, 0.1),),
        marks=(Mark(dates[3], "event", HOSTILE),),
        labels={"terminal_deficit_share": "Missing at the meter"},
        loss_span=Span(dates[9], dates[11]),
        claim=Claim("actual_days", 10.0, 120.0, 18.0, 0.0),
        families={"current_shunt": 0.9},
        weights={"terminal_deficit_share": Weight(0.6, 1.0)},
    )


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    table = TABLES[name]
    return arrow(name, rows).select([one for one in table.names if one != table.partition])


def _at(day: dt.date, hours: float) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, dt.UTC) + dt.timedelta(hours=hours)


@cache
def _readings(day: dt.date) -> pa.Table:
    rows = []
    for meter, source in (("M-A1", "meter"), ("M-A1", "terminal"), ("M-A8", "meter")):
        for quarter in range(1, QUARTERS + 1):
            if source == "meter" and day == GAP_DAY and 40 < quarter < 60:
                continue
            power = 99.0 if (meter, day, quarter) == ("M-A1", FIRST, 7) else quarter / 10
            rows.append(
                {"meter_id": meter, "source": source, "ts": _at(day, quarter / 4)}
                | {"p_kw": power, "u_a": 230.0, "i_a": power * 4}
            )
    return _table("readings", rows)


@cache
def _facts(day: dt.date) -> pa.Table:
    rows = [
        {"meter_id": f"M-A{k}", "date": day, "interval_kwh": 10.0 + k, "step_minutes": 15.0}
        | {"rows_count": 96.0, "coverage": 1.0, "last_minute": 1440.0, "first_minute": 15.0}
        for k in range(1, 9)
    ]
    return _table("facts", rows)
