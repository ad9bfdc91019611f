"""A lake for many reviewers: a long list, and a year of quarter hours behind each case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import case_page
from models.case_text import case_text
from pipeline.case import Case
from pipeline.contract import TABLES
from pipeline.lake import Lake

DATE = case_page.LAST
ZONES = np.array(["north", "south", "east", "west"])
MEANS = np.array(["ct_shunt", "meter_hang", "phase_voltage_lost", "meter_bypass"])
_DAYS = 90
# Accounts share the readings of so few meters: writing them takes long, and reads differ.
METERS = 60
_FIRST = "A00000"
_EVIDENCE = {
    "feature": "terminal_deficit_share",
    "value": 0.4,
    "baseline": 0.01,
    "unit": "share",
    "text": "The terminal counted 40 % more than the meter.",
}
_CLEARED = {"explanation": "outage", "outcome": "excluded", "text": "No outage was near."}


def write_lake(root: Path, suspects: int, meters: int = METERS) -> Lake:
    """Write one list of so many suspects, each with its case and somebody's readings."""
    lake = Lake(root)
    case_page.fill(lake, meters)
    rng = np.random.default_rng(1)
    ids = np.array([f"A{place:05d}" for place in range(suspects)])
    zones = ZONES[rng.integers(0, ZONES.size, suspects)]
    lake.replace("accounts", _accounts(ids, zones, meters))
    day = str(DATE)
    lake.replace_partitions("scores", {day: _scores(ids)})
    lake.replace_partitions("suspects", {day: _suspects(ids, zones, rng)})
    lake.replace_partitions("case_files", {day: _case_files(ids, rng)})
    lake.replace("runs", _runs(suspects))
    return lake


def _accounts(ids: np.ndarray[Any, Any], zones: np.ndarray[Any, Any], meters: int) -> pa.Table:
    place = np.arange(ids.size)
    columns = {
        "account_id": ids,
        "meter_id": np.array([f"M{one:05d}" for one in place % meters]),
        "customer_id": np.char.replace(ids, "A", "C"),
        "transformer_id": np.array([f"T{one:04d}" for one in place // 50]),
        "zone": zones,
        "tariff_class": np.repeat("commercial", ids.size),
        "wiring": np.repeat("3P4W", ids.size),
        "contract_kw": 10.0 + place % 200,
        "latitude": 10.0 + place // 100 / 1000,
        "longitude": 20.0 + place % 100 / 1000,
    }
    return _table("accounts", columns, ids.size)


def _scores(ids: np.ndarray[Any, Any]) -> pa.Table:
    columns = {
        "run_date": [DATE] * ids.size,
        "account_id": ids,
        "score": np.linspace(0.95, 0.4, ids.size),
        "coverage": np.ones(ids.size),
    }
    return _table("scores", columns, ids.size)


def _suspects(
    ids: np.ndarray[Any, Any], zones: np.ndarray[Any, Any], rng: np.random.Generator
) -> pa.Table:
    count = ids.size
    kwh = np.round(rng.gamma(2.0, 8.0, count), 1)
    columns = {
        "run_date": [DATE] * count,
        "rank": np.arange(1, count + 1),
        "account_id": ids,
        "customer_id": np.char.replace(ids, "A", "C"),
        "meter_id": np.char.replace(ids, "A", "M"),
        "zone": zones,
        "score": np.linspace(0.95, 0.4, count),
        "means": MEANS[rng.integers(0, MEANS.size, count)],
        "onset": [DATE - dt.timedelta(days=int(back)) for back in rng.integers(5, 60, count)],
        "kwh_per_day": kwh,
        "kwh_per_day_low": kwh / 2,
        "kwh_per_day_high": kwh * 2,
        "recoverable_kwh": kwh * 30,
        "recoverable_amount": kwh * 5,
        "evidence": [[_EVIDENCE]] * count,
        "cleared_by": [[_CLEARED]] * count,
        "status": np.repeat("new", count),
        "change": np.array(["new", "up", "down", "same"])[rng.integers(0, 4, count)],
    }
    return _table("suspects", columns, count)


def _case_files(ids: np.ndarray[Any, Any], rng: np.random.Generator) -> pa.Table:
    daily = rng.uniform(8, 12, (ids.size, _DAYS))
    # One case for all: what makes them differ stands in `suspects` and `accounts`.
    text = _case(daily[0])
    columns = {
        "run_date": [DATE] * ids.size,
        "account_id": ids,
        "content": [text.replace(_FIRST, one) for one in ids.tolist()],
        "daily_kwh": list(daily),
    }
    return _table("case_files", columns, ids.size)


def _case(kwh: np.ndarray[Any, Any]) -> str:
    dates = tuple(DATE - dt.timedelta(days=back) for back in range(_DAYS - 1, -1, -1))
    own = {"account_id": _FIRST}
    return case_text(Case(own, own, dates, kwh, kwh * 1.1))


def _runs(suspects: int) -> pa.Table:
    columns = {
        "run_date": [DATE],
        "command": ["run"],
        "input_versions": ["{}"],
        "settings": ["{}"],
        "code_version": ["0"],
        "seed": [1],
        "summary": [f'{{"accounts": {suspects}, "suspects": {suspects}}}'],
        "list_sha256": ["0"],
    }
    return _table("runs", columns, 1)


def _table(name: str, columns: Mapping[str, Any], rows: int) -> pa.Table:
    """Return columns as table `name`, null where they are not given."""
    arrays = [
        pa.array(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(rows, field.type)
        for field in TABLES[name].arrow_schema
    ]
    return pa.Table.from_arrays(arrays, schema=TABLES[name].arrow_schema)
