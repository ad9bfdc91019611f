"""A fast writer of plausible readings, for benchmarks alone: no physics, no thieves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyarrow import csv

SLOTS = 96
CHANNELS = ("register_kwh", "p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c")
METERS_A_TRANSFORMER = 60


def write_accounts(folder: Path, meters: int) -> Path:
    """Write `accounts.parquet` for `meters` four-wire accounts in districts of sixty."""
    folder.mkdir(parents=True, exist_ok=True)
    number = np.arange(meters)
    districts = number // METERS_A_TRANSFORMER
    accounts = pa.table(
        {
            "account_id": [f"A{k:07d}" for k in number],
            "meter_id": [f"M{k:07d}" for k in number],
            "customer_id": [f"C{k:07d}" for k in number],
            "meter_model": [f"X{k % 7}" for k in number],
            "transformer_id": [f"T{k:05d}" for k in districts],
            "feeder_id": [f"F{k // 50:04d}" for k in districts],
            "zone": [f"Z{k % 10}" for k in districts],
            "tariff_class": [("residential", "commercial")[int(k % 5 == 0)] for k in number],
            "wiring": ["3P4W"] * meters,
            "rated_voltage_v": [220.0] * meters,
        }
    )
    path = folder / "accounts.parquet"
    pq.write_table(accounts, path)
    return path


def day_readings(meters: int, day: dt.date, seed: int) -> pa.Table:
    """Return one UTC day of quarter-hourly three-phase readings, sorted by meter and time."""
    rng = np.random.default_rng([seed, day.toordinal()])
    ordinal = (day - dt.date(2026, 1, 1)).days
    usual = np.random.default_rng(seed).lognormal(0.0, 0.8, meters)
    shape = 0.4 + np.exp(-(((np.arange(SLOTS) - 76) / 14.0) ** 2))
    power = usual[:, None] * shape * rng.lognormal(0.0, 0.35, (meters, SLOTS))
    start = 1000.0 + usual * 18.0 * ordinal
    register = np.round(start[:, None] + np.cumsum(power, axis=1) / 4, 2)
    voltage = 220.0 + rng.normal(0.0, 1.5, (3, meters, SLOTS))
    share = rng.normal(1 / 3, 0.02, (3, meters, SLOTS))
    current = power * share * 1000 / voltage / 0.95
    midnight = np.datetime64(day, "us")
    ts = midnight + np.arange(1, SLOTS + 1) * np.timedelta64(15, "m")
    columns: dict[str, pa.Array] = {
        "meter_id": _meter_column(meters),
        "ts": pa.array(np.tile(ts, meters), pa.timestamp("us", tz="UTC")),
        "register_kwh": pa.array(register.ravel()),
        "p_kw": _channel(power, 4),
        "q_kvar": _channel(power * 0.33, 4),
    }
    columns |= {f"u_{k}": _channel(voltage[j], 1) for j, k in enumerate("abc")}
    columns |= {f"i_{k}": _channel(current[j], 3) for j, k in enumerate("abc")}
    return pa.table(columns)


def write_readings(folder: Path, meters: int, day: dt.date, *, seed: int, suffix: str) -> Path:
    """Write one day of readings as `.parquet` or `.csv` into `folder`; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{day}.{suffix}"
    rows = day_readings(meters, day, seed)
    if suffix == "csv":
        csv.write_csv(rows, path)
    else:
        pq.write_table(rows, path)
    return path


def _meter_column(meters: int) -> pa.Array:
    names = pa.array([f"M{k:07d}" for k in range(meters)])
    codes = pa.array(np.repeat(np.arange(meters, dtype=np.int32), SLOTS))
    return pa.DictionaryArray.from_arrays(codes, names).cast(pa.string())


def _channel(values: NDArray[np.float64], decimals: int) -> pa.Array:
    return pa.array(np.round(values, decimals).ravel().astype(np.float32))
