"""One day of quarter-hourly readings for the comparison of ways to compute facts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.calendar import local_day
from pipeline.contract.inputs import READINGS
from pipeline.lake import Lake

DAY = local_day(dt.date(2026, 3, 2), "Asia/Shanghai")
STEP_MINUTES = 15
SLOTS = 96
PHASES = "abc"
COLUMNS = [
    "meter_id", "ts", "register_kwh", "p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c",
]  # fmt: skip


def write_day(lake: Lake, meters: int) -> Path:
    """Write one day of `meters` meters as the lake does; return the file.

    4 % of the readings are missing. One meter in ten has an hour or more of trouble: it stands
    still, a phase is lost or reversed, it exports, its register falls or rolls over.
    """
    rng = np.random.default_rng(20060101)
    kept = rng.random((meters, SLOTS)) >= rng.choice([0.0, 0.08], meters)[:, None]
    kept[:, SLOTS // 2] = True
    owner, slot = np.nonzero(kept)
    values = {name: column[kept] for name, column in _channels(meters, rng).items()}
    ids = pa.array([f"m{k:07d}" for k in range(meters)])
    columns = {
        "meter_id": ids.take(pa.array(owner)),
        "source": pa.repeat("meter", len(owner)),
        "ts": pa.array(DAY.start_us + (slot + 1) * STEP_MINUTES * 60_000_000),
    }
    columns |= {name: pa.array(array) for name, array in values.items()}
    schema = READINGS.arrow_schema
    table = pa.table(
        {
            name: columns[name].cast(schema.field(name).type)
            if name in columns
            else pa.nulls(len(owner), schema.field(name).type)
            for name in READINGS.names
        }
    )
    lake.replace_partitions("readings", {DAY.date.isoformat(): table})
    return lake.files("readings")[0].path


def _channels(meters: int, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Return each channel as (meters, SLOTS), rounded as meters round."""
    trouble, hours = _troubles(meters, rng)
    kw = rng.lognormal(0.0, 0.8, (meters, 1)) * rng.lognormal(0.0, 0.35, (meters, SLOTS))
    kw = np.where(hours & (trouble == 0), 0.0, kw)
    start = np.round(rng.uniform(100, 90_000, (meters, 1)), 2)
    start = np.where(trouble == 1, 99_999.99 - 0.5 * kw[:, :8].sum(axis=1, keepdims=True), start)
    register = start + np.cumsum(kw, axis=1) * STEP_MINUTES / 60
    register = np.where(hours & (trouble == 2), register * 0.7, register) % 100_000
    kw = np.where(hours & (trouble == 3), -kw, kw)
    values: dict[str, NDArray[np.float64]] = {
        "register_kwh": np.round(register, 2),
        "p_kw": np.round(kw, 4),
        "q_kvar": np.round(kw * rng.uniform(0.2, 0.4, (meters, SLOTS)), 4),
    }
    for place, phase in enumerate(PHASES):
        volts: NDArray[np.float64] = rng.normal(230, 2, (meters, SLOTS))
        amperes = 1000 * kw / 3 / volts * rng.normal(1, 0.05, (meters, SLOTS))
        amperes = np.where(hours & (trouble == 4) & (place == 0), -amperes, amperes)
        volts[hours & (trouble == 5) & (place == 1)] = 90.0
        values[f"u_{phase}"] = np.round(volts, 1)
        values[f"i_{phase}"] = np.round(amperes, 3)
    return values


def _troubles(meters: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the trouble of each meter (meters, 1), -1 for none, and its hours (meters, SLOTS)."""
    trouble = np.where(rng.random(meters) < 0.1, rng.integers(0, 6, meters), -1)[:, None]
    first = rng.integers(0, SLOTS // 2, (meters, 1))
    slots = np.arange(SLOTS)
    return trouble, (slots >= first) & (slots < first + rng.integers(4, SLOTS // 2, (meters, 1)))
