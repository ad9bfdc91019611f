"""What supply costs a night: facts of the days that came, and the window that reads them.

    python -m benchmarks.supply [--nodes 20000] [--days 14] [--step-minutes 15]

Writes `--days` days of supply of `--nodes` districts into a lake of its own, brings their
facts up to date, once all of them and once for the last day alone, and reads them back as
the window of a business date does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from features.kernels import compile_kernels
from flows.steps.supply_days import refresh_supply
from models.supply_window import read_supplied
from pipeline.calendar import date_range, local_day
from pipeline.lake import Lake
from pipeline.settings import Settings

FIRST = dt.date(2026, 3, 1)
SETTINGS = Settings()
Result = TypeVar("Result")


def day_supply(names: list[str], date: dt.date, step_minutes: int) -> pa.Table:
    """Return one UTC day of supply of the nodes `names`, sorted by node and time."""
    slots = 1440 // step_minutes
    rng = np.random.default_rng(date.toordinal())
    ts = local_day(date, "UTC").start_us + np.arange(1, slots + 1) * step_minutes * 60_000_000
    codes = pa.array(np.repeat(np.arange(len(names), dtype=np.int32), slots))
    return pa.table(
        {
            "node_id": pa.DictionaryArray.from_arrays(codes, pa.array(names)).cast(pa.string()),
            "ts": pa.array(np.tile(ts, len(names))).cast(pa.timestamp("us", "UTC")),
            "kwh": pa.array(np.round(rng.lognormal(2.0, 0.4, len(codes)), 3)),
        }
    )


def timed(title: str, rows: int, work: Callable[[], Result]) -> Result:
    """Do `work`; print its time, its `rows` a second, and the memory's peak so far."""
    begun = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{title:<34} {seconds:7.2f} s {rows / 1e6:8.2f} M rows"
        f" {rows / seconds / 1e6:7.2f} M rows/s {peak:7.0f} MiB",
        flush=True,
    )
    return result


def measure(nodes: int, days: int, step_minutes: int) -> None:
    """Print the table for `nodes` districts with `days` days of supply."""
    names = [f"T{number:06d}" for number in range(nodes)]
    last = FIRST + dt.timedelta(days=days - 1)
    rows_a_day = nodes * 1440 // step_minutes
    accounts = pd.DataFrame({"transformer_id": names, "feeder_id": None})
    compile_kernels()
    print(f"{nodes} nodes, {days} days, {step_minutes} min")
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        for date in date_range(FIRST, last):
            lake.replace_partitions("supply", {str(date): day_supply(names, date, step_minutes)})
        yesterday = last - dt.timedelta(days=1)
        timed(
            "facts of the days before",
            rows_a_day * (days - 1),
            lambda: refresh_supply(lake, SETTINGS, FIRST, yesterday),
        )
        timed("facts of one day", rows_a_day, lambda: refresh_supply(lake, SETTINGS, FIRST, last))
        timed(
            "read as a window",
            nodes * days,
            lambda: read_supplied(lake, SETTINGS.line_loss, accounts, FIRST, np.full(days, 1440.0)),
        )


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--step-minutes", type=int, default=15)
    options = parser.parse_args()
    measure(options.nodes, options.days, options.step_minutes)


if __name__ == "__main__":
    main()
