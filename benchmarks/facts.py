"""Facts of one day against merely reading it, and against other ways to compute them.

    python -m benchmarks.facts [--meters 20000] [--rounds 7]

Writes one day of quarter-hourly readings as the lake does, into a temporary folder, and
measures in interleaved rounds, so that a busy machine disturbs all ways alike: reading alone;
reading and computing facts; and computing facts of columns in memory. The kernels compute all
facts, vectorised pandas and Polars those of `SUBSET`, on which all must agree. (DuckDB is left
out: on a third of these facts it took longer than either.)
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks import facts_pandas, facts_polars
from benchmarks.facts_data import COLUMNS, DAY, write_day
from benchmarks.facts_subset import SUBSET, Subset
from features.kernels import DOUBLE_FACTS, FLOAT_FACTS, LONG_FACTS, compile_kernels
from flows.steps.day_readings import day_readings
from flows.steps.fact_days import walk_day, walk_readings
from pipeline.lake import Lake

THREADS = os.cpu_count() or 1
READING = "pyarrow.parquet.read_table, no facts"
WHOLE = "wattsleuth: read and all facts"
MEMORY = "wattsleuth: all facts of Arrow columns"
# Two ways may round to two sides of a threshold; so many devices may differ in a count.
ROUNDED_SHARE = 1e-3
Way = Callable[[], object]


def ways(path: Path) -> dict[str, Way]:
    """Return what is measured: ways that read the file, and ways from memory to facts."""
    table = pq.read_table(path, columns=COLUMNS, read_dictionary=["meter_id"]).combine_chunks()
    frame, lazy = facts_pandas.read(path), facts_polars.read(path)
    return {
        READING: lambda: pq.read_table(path, columns=COLUMNS),
        WHOLE: lambda: walk_day([path], DAY, threads=THREADS),
        "pandas: read and subset": lambda: facts_pandas.facts(facts_pandas.read(path)),
        "Polars: read and subset": lambda: facts_polars.facts(facts_polars.read(path)),
        MEMORY: lambda: walk_readings(day_readings(table), DAY, THREADS),
        "pandas: subset of a frame": lambda: facts_pandas.facts(frame),
        "Polars: subset of a frame": lambda: facts_polars.facts(lazy),
    }


def check_agreement(path: Path) -> None:
    """Raise AssertionError where two ways disagree on a fact."""
    _, computed = walk_day([path], DAY, threads=THREADS)
    expected = {name: np.asarray(computed.fact(name)) for name in SUBSET}
    for way in (facts_pandas, facts_polars):
        found = way.facts(way.read(path))
        for name in SUBSET:
            _check(f"{way.__name__} and the kernels on {name}", name, found, expected)


def _check(what: str, name: str, found: Subset, expected: Subset) -> None:
    ours, theirs = expected[name].astype(float), found[name].astype(float)
    tolerance = 0 if expected[name].dtype.kind == "i" else 3e-4
    same = np.isclose(theirs, ours, rtol=tolerance, atol=3 * tolerance, equal_nan=True)
    allowed = ROUNDED_SHARE if name.endswith(("_count", "_minutes")) else 0
    if np.mean(~same) > allowed:
        k = int(np.argmin(same))
        raise AssertionError(
            f"{what} disagree for {np.sum(~same)} of {len(same)} devices,"
            f" first device {k}: {theirs[k]} instead of {ours[k]}"
        )


def measure(path: Path, rounds: int) -> dict[str, list[float]]:
    """Time every way `rounds` times, one after another in each round; seconds."""
    measured = ways(path)
    seconds: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds):
        for name, way in measured.items():
            begun = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - begun)
    return seconds


def report(seconds: dict[str, list[float]], rows: int) -> None:
    """Print least and median times, and medians of each round's ratio to one way."""
    print(f"{'':<42}{'min s':>8}{'median s':>10}{'M rows/s':>10}  median ratio")
    for name, times in seconds.items():
        middle = statistics.median(times)
        print(f"{name:<42}{min(times):>8.3f}{middle:>10.3f}{rows / middle / 1e6:>10.1f}", end="")
        if name == WHOLE:
            print(f"{_ratio(times, seconds[READING]):>7.2f} x reading")
        elif name not in {READING, MEMORY}:
            ours = seconds[WHOLE if "read" in name else MEMORY]
            print(f"{_ratio(times, ours):>7.2f} x wattsleuth")
        else:
            print()


def _ratio(times: list[float], others: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(times, others, strict=True))


def main() -> None:
    """Make the data, check that all ways agree, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--meters", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = write_day(Lake(folder), options.meters)
        rows = pq.ParquetFile(path).metadata.num_rows
        total = len(FLOAT_FACTS) + len(DOUBLE_FACTS) + len(LONG_FACTS)
        print(f"{rows:,} readings of {options.meters:,} meters, {len(COLUMNS)} columns,", end=" ")
        print(f"{path.stat().st_size / 2**20:.0f} MiB; {len(SUBSET)} of {total} facts compared")
        compile_kernels()
        check_agreement(path)
        print("all ways agree on them", flush=True)
        report(measure(path, options.rounds), rows)


if __name__ == "__main__":
    main()
