"""A lake of twelve households of which one begins to take most of its energy past the meter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from pipeline import Lake
from pipeline.contract import TABLES
from pipeline.settings import Settings

ZONE = dt.timezone(dt.timedelta(hours=8))
FIRST, DAYS = dt.date(2026, 1, 1), 42
LAST = FIRST + dt.timedelta(days=DAYS - 1)
THIEF, THEFT_DAY, LEFT_SHARE = 3, 21, 0.15


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Look back forty days."""
    window = {"days": 40, "history_days": 60}
    return Settings.model_validate({"timezone": "Asia/Shanghai", "window": window})


@pytest.fixture(scope="session")
def stock() -> Callable[[Lake, int], Lake]:
    """Fill a lake with the readings of the first so many days."""
    return _stock


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Hold 2026-01-01 to 2026-02-11 of twelve households; A03 is the thief."""
    return _stock(Lake(tmp_path_factory.mktemp("lake") / "lake"), DAYS)


def _stock(lake: Lake, days: int) -> Lake:
    accounts = [
        {"account_id": f"A{k:02d}", "meter_id": f"m{k:02d}", "customer_id": f"c{k}"}
        | {"transformer_id": "t", "wiring": "1P2W", "tariff_class": "residential"}
        | {"tariff_per_kwh": 0.5}
        for k in range(12)
    ]
    lake.replace("accounts", pa.Table.from_pylist(accounts, TABLES["accounts"].arrow_schema))
    registers = _registers()
    by_day = {str(FIRST + dt.timedelta(days=k)): _readings(registers, k) for k in range(days)}
    lake.replace_partitions("readings", by_day)
    return lake


def _registers() -> np.ndarray:
    """Return registers (12, hours), each with its own size and the same weather."""
    rng = np.random.default_rng(5)
    shape = np.tile(np.r_[np.full(7, 0.2), np.full(10, 0.5), np.full(7, 1.0)], DAYS)
    weather = np.repeat(1 + 0.1 * rng.normal(size=DAYS), 24)
    use = rng.uniform(0.5, 2.0, (12, 1)) * shape * weather * rng.uniform(0.8, 1.2, (12, 24 * DAYS))
    use[THIEF, 24 * THEFT_DAY :] *= LEFT_SHARE
    registers: np.ndarray = np.round(1000 + np.cumsum(use, axis=1), 2)
    return registers


def _readings(registers: np.ndarray, day: int) -> pa.Table:
    start = dt.datetime.combine(FIRST, dt.time.min, ZONE) + dt.timedelta(days=day)
    rows = [
        {"meter_id": f"m{k:02d}", "source": "meter", "ts": start + dt.timedelta(hours=hour + 1)}
        | {"register_kwh": registers[k, 24 * day + hour]}
        for k in range(12)
        for hour in range(24)
    ]
    return pa.Table.from_pylist(rows, TABLES["readings"].arrow_schema)
