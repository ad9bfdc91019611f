"""What a night costs: ingest throughput, a daily run, and peak memory.

    python -m benchmarks.daily_run [--meters 20000] [--history-days 14]

Writes quarter-hourly readings of `--meters` meters, ingests them, brings the facts of the
past up to date, and then measures the night that a utility sees every day: one new day of
readings comes in, and the list of that day is made. Each stage is a process of its own, so
that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.utility import SLOTS, write_accounts, write_readings
from flows.steps.business_day import run_day
from flows.steps.fact_days import refresh_facts
from pipeline.calendar import date_range
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import Settings

FIRST = dt.date(2026, 3, 1)
DELIVERED_AT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def ingest_stage(lake: str, *paths: str) -> dict[str, float]:
    """Ingest `paths` into `lake`; return seconds and rows."""
    begun = time.perf_counter()
    summary = ingest(Lake(lake), [Path(path) for path in paths], Settings(), DELIVERED_AT)
    return {"seconds": time.perf_counter() - begun, "rows": summary.total.read}


def facts_stage(lake: str, first: str, last: str) -> dict[str, float]:
    """Bring facts up to date; return seconds and rows."""
    begun = time.perf_counter()
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    summary = refresh_facts(Lake(lake), Settings(), *days)
    return {"seconds": time.perf_counter() - begun, "rows": summary.rows}


def run_stage(lake: str, date: str) -> dict[str, float]:
    """Make the list of `date`; return seconds and accounts."""
    handle = Lake(lake)
    begun = time.perf_counter()
    run_day(handle, handle.settings(), dt.date.fromisoformat(date))
    seconds = time.perf_counter() - begun
    day = dt.date.fromisoformat(date)
    return {"seconds": seconds, "rows": handle.read("scores", first=day, last=day).num_rows}


STAGES: dict[str, Callable[..., dict[str, float]]] = {
    "ingest": ingest_stage,
    "facts": facts_stage,
    "run": run_stage,
}


def measure(stage: str, *arguments: str) -> dict[str, float]:
    """Run one stage in a process of its own; return its figures with peak memory in MiB."""
    command = [sys.executable, "-m", "benchmarks.daily_run", "--stage", stage, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def report(title: str, figures: dict[str, float]) -> None:
    """Print one row of the table."""
    rate = figures["rows"] / figures["seconds"] / 1e6
    print(
        f"{title:<46} {figures['seconds']:8.2f} s {figures['rows'] / 1e6:9.2f} M rows"
        f" {rate:7.2f} M rows/s {figures['peak_mib']:7.0f} MiB",
        flush=True,
    )


def measure_night(meters: int, history_days: int) -> None:
    """Print the table for `meters` meters with `history_days` days in the lake."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lake, last = str(root / "lake"), FIRST + dt.timedelta(days=history_days)
        accounts = write_accounts(root / "past", meters)
        for day in date_range(FIRST, last - dt.timedelta(days=1)):
            write_readings(root / "past" / "readings", meters, day, seed=1, suffix="parquet")
        rows = meters * SLOTS * history_days
        print(f"{meters} meters, {history_days} days of history, {rows / 1e6:.1f} M rows")
        report("ingest of the history, Parquet", measure("ingest", lake, str(root / "past")))
        report("facts of the history", measure("facts", lake, str(FIRST), str(last)))
        tonight = write_readings(root / "new" / "readings", meters, last, seed=1, suffix="parquet")
        report("tonight: ingest of one day, Parquet", measure("ingest", lake, str(tonight.parent)))
        report("tonight: facts, features, scores, list", measure("run", lake, str(last)))
        report("the same night once more", measure("run", lake, str(last)))
        text = write_readings(root / "csv" / "readings", meters, last, seed=1, suffix="csv")
        other = root / "other"
        paths = (str(accounts), str(text.parent))
        report("ingest of one day, CSV, empty lake", measure("ingest", str(other), *paths))


def main() -> None:
    """Measure a night, or, in a child process, one stage of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meters", type=int, default=20_000)
    parser.add_argument("--history-days", type=int, default=14)
    parser.add_argument("--stage", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.stage:
        measure_night(options.meters, options.history_days)
        return
    name, *arguments = options.stage
    figures = STAGES[name](*arguments)
    figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
