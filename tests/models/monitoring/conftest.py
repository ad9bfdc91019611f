"""Two months of a made-up utility: lists, plans, visits and what they found."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from models.monitoring.data_quality import ScoredDay, table_quality
from models.monitoring.drift import drifts
from models.monitoring.planned_visits import day_numbers
from models.monitoring.record import Evidence
from pipeline.contract import TABLES

SINCE = dt.date(2026, 3, 1)
DAYS, ACCOUNTS, LISTED, CHOSEN, DRAWN = 60, 500, 20, 4, 4
DATE = SINCE + dt.timedelta(days=DAYS + 9)
IDS = np.array([f"A{place:04d}" for place in range(ACCOUNTS)], dtype=object)
ZONES = np.array(["North", "East", "South"], dtype=object)[np.arange(ACCOUNTS) % 3]


def rows_of(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a table of the contract as the lake gives them."""
    found: pd.DataFrame = pa.Table.from_pylist(rows, TABLES[table].arrow_schema).to_pandas()
    return found


def made_up(seed: int = 3) -> Evidence:
    """What the lake of that utility knows; thefts are found at the top of the lists."""
    rng = np.random.default_rng(seed)
    is_thief = rng.random(ACCOUNTS) < 0.08
    lists, plans, visits, days = [], [], [], []
    for step in range(DAYS):
        day = SINCE + dt.timedelta(days=step)
        score = np.clip(rng.beta(1, 6, ACCOUNTS) + 0.5 * is_thief, 0, 1)
        top = np.argsort(-score, kind="stable")[:LISTED]
        lists += [
            _listed(day, rank, int(row), float(score[row]), step) for rank, row in enumerate(top)
        ]
        drawn = rng.choice(np.setdiff1d(np.arange(ACCOUNTS), top[:CHOSEN]), DRAWN, replace=False)
        for row in (*top[:CHOSEN], *drawn):
            plans.append(_planned(day, int(row), is_drawn=row in drawn))
            if rng.random() < 0.9:
                visits.append(_visit(day, int(row), bool(is_thief[row]), rng))
        frame = pd.DataFrame({"score": score, "coverage": 0.9, "disqualified": None})
        days.append(ScoredDay.of(day, frame, LISTED))
    listings = pd.DataFrame(lists)
    found = pd.DataFrame(visits).drop_duplicates(["account_id", "inspected_on"])
    return Evidence(
        since=SINCE,
        date=DATE,
        within_days=30,
        inspections=rows_of("inspections", found.to_dict("records")),
        plans=rows_of("visits", plans),
        listings=listings.assign(day=day_numbers(listings["run_date"])),
        days=tuple(days[::6]),
        score_drift=drifts([_values(rng, 1.0)], [_values(rng, 1.0)]),
        feature_drift=drifts([_values(rng, 1.0)], [_values(rng, 3.0)]),
        quality=table_quality(deliveries()),
        injected={"date": "2026-04-20", "count": 40, "listed": 31, "recall": 0.775, "auc": 0.98},
    )


def _listed(day: dt.date, rank: int, row: int, score: float, step: int) -> dict[str, Any]:
    return {
        "run_date": day,
        "account_id": IDS[row],
        "rank": rank + 1,
        "zone": ZONES[row],
        "score": score,
        "probability": score / 2 if step > DAYS // 2 else None,
        "means": "ct_shunt" if row % 2 else "meter_hang",
        "feature": None if row % 5 == 0 else "shunt_hours",
    }


def _planned(day: dt.date, row: int, *, is_drawn: bool) -> dict[str, Any]:
    chance = DRAWN / (ACCOUNTS - CHOSEN) if is_drawn else 1.0
    reason = "random" if is_drawn else "suspect"
    return {
        "run_date": day,
        "account_id": IDS[row],
        "zone": ZONES[row],
        "reason": reason,
        "selection_probability": chance,
    }


def _visit(day: dt.date, row: int, is_theft: bool, rng: np.random.Generator) -> dict[str, Any]:
    outcome = "theft" if is_theft else str(rng.choice(["clean", "fault"], p=[0.9, 0.1]))
    if rng.random() < 0.1:
        outcome = "no_access"
    return {
        "account_id": IDS[row],
        "inspected_on": day + dt.timedelta(days=int(rng.integers(1, 8))),
        "outcome": outcome,
        "recovered_kwh": 500.0 if outcome == "theft" else None,
        "back_bill": 250.0 if outcome == "theft" else None,
    }


def _values(rng: np.random.Generator, size: float) -> pd.DataFrame:
    return pd.DataFrame({"fall_share": rng.exponential(size, ACCOUNTS)})


def deliveries() -> pd.DataFrame:
    """Deliveries of two weeks; in the second a tenth of the readings is refused."""
    first = pd.Timestamp("2026-04-01", tz="UTC")
    return pd.DataFrame(
        {
            "delivered_at": [first, first + pd.Timedelta(days=10)],
            "table": "readings",
            "read_rows": [1000, 1000],
            "quarantined_rows": [1, 100],
        }
    )


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    return made_up()
