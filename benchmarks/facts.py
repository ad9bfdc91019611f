"""Facts of one day against merely reading it, and against other ways to compute a part of them.

    python -m benchmarks.facts [--meters 20000] [--rounds 7]

Writes one day of quarter-hourly readings as the lake does, into a temporary folder, and
measures in interleaved rounds, so that a busy machine disturbs all ways alike: reading the
columns with `pyarrow.parquet.read_table`; reading them and computing all facts; and pandas,
Polars and DuckDB, each reading and computing the subset of facts in `SUBSET`. All must agree.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from features.kernels import compile_kernels
from flows.steps.fact_days import walk_day
from pipeline.calendar import local_day
from pipeline.contract.inputs import READINGS
from pipeline.lake import Lake

DAY = local_day(dt.date(2026, 3, 2), "Asia/Shanghai")
COLUMNS = [
    "meter_id", "ts", "register_kwh", "p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c",
]  # fmt: skip
PHASES = "abc"
# What the other ways compute too; the kernels compute all facts every time.
SUBSET = (
    "rows_count",
    "first_minute",
    "last_minute",
    "gap_count",
    "register_first_kwh",
    "register_last_kwh",
    "register_kwh",
    "register_decrease_count",
    "p_mean_kw",
    "q_mean_kvar",
    *(f"u_{k}_mean_v" for k in PHASES),
    *(f"u_{k}_min_v" for k in PHASES),
    *(f"i_{k}_mean_a" for k in PHASES),
    *(f"i_{k}_max_a" for k in PHASES),
    *(f"ratio_{k}_mean" for k in PHASES),
    *(f"ratio_{k}_std" for k in PHASES),
    "pf_mean",
)
STEP_MINUTES = 15
Subset = dict[str, np.ndarray]


def write_day(lake: Lake, meters: int) -> Path:
    """Write one day of `meters` meters, 4 % of the readings missing; return the file."""
    rng = np.random.default_rng(20060101)
    slots = np.tile(np.arange(1, 97), meters)
    owner = np.repeat(np.arange(meters), 96)
    kept = rng.random(meters * 96) >= np.repeat(rng.choice([0.0, 0.08], meters), 96)
    slots, owner = slots[kept], owner[kept]
    rows = len(slots)
    # Every reading is loaded, so that the other ways need no condition on their ratios.
    kw = 1.0 + rng.gamma(2.0, 0.6, rows)
    start = np.repeat(rng.uniform(100, 90_000, meters), 96)[kept]
    values: dict[str, np.ndarray] = {
        "register_kwh": np.round(start + _cumulative(kw * 0.25, owner), 2),
        "p_kw": kw,
        "q_kvar": kw * rng.uniform(0.2, 0.4, rows),
    }
    for phase in PHASES:
        values[f"u_{phase}"] = np.round(rng.normal(230, 2, rows), 1)
        values[f"i_{phase}"] = np.round(1000 * kw / 3 / 230 * rng.uniform(0.9, 1.1, rows), 2)
    ids = np.char.add("m", np.char.zfill(np.arange(meters).astype(str), 7))
    columns = {
        "meter_id": pa.array(ids).take(pa.array(owner)),
        "source": pa.array(["meter"]).take(pa.array(np.zeros(rows, dtype=np.int64))),
        "ts": pa.array(DAY.start_us + slots * STEP_MINUTES * 60_000_000),
    }
    columns |= {name: pa.array(array) for name, array in values.items()}
    fields = READINGS.arrow_schema
    table = pa.table(
        {
            name: columns[name].cast(fields.field(name).type)
            if name in columns
            else pa.nulls(rows, fields.field(name).type)
            for name in READINGS.names
        }
    )
    lake.replace_partitions("readings", {DAY.date.isoformat(): table})
    return lake.files("readings")[0].path


def _cumulative(kwh: np.ndarray, owner: np.ndarray) -> np.ndarray:
    total = np.cumsum(kwh)
    first = np.searchsorted(owner, owner, side="left")
    return np.asarray(total - total[first])


def by_reading(path: Path) -> None:
    """Read the columns and do nothing with them."""
    pq.read_table(path, columns=COLUMNS)


def by_kernels(path: Path) -> Subset:
    """Read the day and compute all facts; return the subset."""
    _, facts = walk_day([path], DAY, threads=os.cpu_count() or 1)
    return {name: np.asarray(facts.fact(name)) for name in SUBSET}


def by_pandas(path: Path) -> Subset:
    """Compute the subset with vectorised pandas."""
    frame = pd.read_parquet(path, columns=COLUMNS)
    meter = frame["meter_id"].to_numpy()
    same = np.r_[False, meter[1:] == meter[:-1]]
    frame["minute"] = (frame["ts"].astype("int64") - DAY.start_us) / 60e6
    spacing = frame["minute"].diff().where(same, frame["minute"])
    frame["gap"] = spacing > 1.5 * STEP_MINUTES
    moved = frame["register_kwh"].diff().where(same)
    frame["advance"], frame["fall"] = moved.clip(lower=0), moved < 0
    frame["apparent"] = np.hypot(frame["p_kw"], frame["q_kvar"])
    frame["active"] = frame["p_kw"].abs()
    for phase in PHASES:
        first, second = (other for other in PHASES if other != phase)
        others = (frame[f"i_{first}"] + frame[f"i_{second}"]) / 2
        frame[f"ratio_{phase}"] = frame[f"i_{phase}"] / others
    grouped = frame.groupby("meter_id", sort=False, observed=True)
    mean, sums, last = (
        grouped[
            ["p_kw", "q_kvar", *(f"{x}_{k}" for x in ("u", "i", "ratio") for k in PHASES)]
        ].mean(),
        grouped[["gap", "advance", "fall", "active", "apparent"]].sum(),
        grouped[["minute", "register_kwh"]].last(),
    )
    first_of = grouped[["minute", "register_kwh"]].first()
    low, high = grouped[["u_a", "u_b", "u_c"]].min(), grouped[["i_a", "i_b", "i_c"]].max()
    deviation = grouped[["ratio_a", "ratio_b", "ratio_c"]].std(ddof=0)
    facts = {
        "rows_count": grouped.size(),
        "first_minute": first_of["minute"],
        "last_minute": last["minute"],
        "gap_count": sums["gap"] + (DAY.minutes - last["minute"] > STEP_MINUTES - 0.5),
        "register_first_kwh": first_of["register_kwh"],
        "register_last_kwh": last["register_kwh"],
        "register_kwh": sums["advance"],
        "register_decrease_count": sums["fall"],
        "p_mean_kw": mean["p_kw"],
        "q_mean_kvar": mean["q_kvar"],
        "pf_mean": sums["active"] / sums["apparent"],
    }
    for k in PHASES:
        facts |= {f"u_{k}_mean_v": mean[f"u_{k}"], f"u_{k}_min_v": low[f"u_{k}"]}
        facts |= {f"i_{k}_mean_a": mean[f"i_{k}"], f"i_{k}_max_a": high[f"i_{k}"]}
        facts |= {f"ratio_{k}_mean": mean[f"ratio_{k}"], f"ratio_{k}_std": deviation[f"ratio_{k}"]}
    return {name: facts[name].to_numpy() for name in SUBSET}


def by_polars(path: Path) -> Subset:
    """Compute the subset with Polars, lazily, in all its threads."""
    minute = (pl.col("ts").dt.epoch("us") - DAY.start_us) / 60e6
    moved = pl.col("register_kwh").diff()
    spacing = pl.col("minute").diff()
    facts = [
        pl.len().alias("rows_count"),
        pl.col("minute").first().alias("first_minute"),
        pl.col("minute").last().alias("last_minute"),
        (
            (spacing > 1.5 * STEP_MINUTES).sum()
            + (pl.col("minute").first() > 1.5 * STEP_MINUTES)
            + (DAY.minutes - pl.col("minute").last() > STEP_MINUTES - 0.5)
        ).alias("gap_count"),
        pl.col("register_kwh").first().alias("register_first_kwh"),
        pl.col("register_kwh").last().alias("register_last_kwh"),
        moved.clip(lower_bound=0).sum().alias("register_kwh"),
        (moved < 0).sum().alias("register_decrease_count"),
        pl.col("p_kw").mean().alias("p_mean_kw"),
        pl.col("q_kvar").mean().alias("q_mean_kvar"),
        (
            pl.col("p_kw").abs().sum()
            / (pl.col("p_kw").pow(2) + pl.col("q_kvar").pow(2)).sqrt().sum()
        ).alias("pf_mean"),
    ]
    for k in PHASES:
        first, second = (other for other in PHASES if other != k)
        ratio = pl.col(f"i_{k}") / ((pl.col(f"i_{first}") + pl.col(f"i_{second}")) / 2)
        facts += [
            pl.col(f"u_{k}").mean().alias(f"u_{k}_mean_v"),
            pl.col(f"u_{k}").min().alias(f"u_{k}_min_v"),
            pl.col(f"i_{k}").mean().alias(f"i_{k}_mean_a"),
            pl.col(f"i_{k}").max().alias(f"i_{k}_max_a"),
            ratio.mean().alias(f"ratio_{k}_mean"),
            ratio.std(ddof=0).alias(f"ratio_{k}_std"),
        ]
    lazy = pl.scan_parquet(path, hive_partitioning=False).select(COLUMNS)
    frame = lazy.with_columns(minute.alias("minute")).group_by("meter_id", maintain_order=True)
    found = frame.agg(facts).collect()
    return {name: found[name].to_numpy() for name in SUBSET}


def by_duckdb(path: Path) -> Subset:
    """Compute the subset with DuckDB."""
    ratios = "".join(
        f", avg(r_{k}) as ratio_{k}_mean, stddev_pop(r_{k}) as ratio_{k}_std"
        f", avg(u_{k}) as u_{k}_mean_v, min(u_{k}) as u_{k}_min_v"
        f", avg(i_{k}) as i_{k}_mean_a, max(i_{k}) as i_{k}_max_a"
        for k in PHASES
    )
    parts = "".join(
        f", 2.0 * i_{k} / ({' + '.join(f'i_{other}' for other in PHASES if other != k)}) as r_{k}"
        for k in PHASES
    )
    query = f"""
        with ordered as (
            select *, (epoch_us(ts) - {DAY.start_us}) / 6e7 as minute,
                register_kwh - lag(register_kwh) over run as moved,
                (epoch_us(ts) - lag(epoch_us(ts)) over run) / 6e7 as spacing {parts}
            from read_parquet('{path}', hive_partitioning = false)
            window run as (partition by meter_id order by ts))
        select meter_id, count(*) as rows_count, min(minute) as first_minute,
            max(minute) as last_minute,
            count(*) filter (spacing > 22.5) + (min(minute) > 22.5)::int
                + ({DAY.minutes} - max(minute) > 14.5)::int as gap_count,
            arg_min(register_kwh, ts) as register_first_kwh,
            arg_max(register_kwh, ts) as register_last_kwh,
            coalesce(sum(greatest(moved, 0)), 0) as register_kwh,
            count(*) filter (moved < 0) as register_decrease_count,
            avg(p_kw) as p_mean_kw, avg(q_kvar) as q_mean_kvar,
            sum(abs(p_kw)) / sum(sqrt(p_kw * p_kw + q_kvar * q_kvar)) as pf_mean {ratios}
        from ordered group by meter_id order by meter_id"""  # noqa: S608 - our own path
    found = duckdb.execute(query).fetchnumpy()
    return {name: np.asarray(found[name]) for name in SUBSET}


WAYS: dict[str, Callable[[Path], Subset | None]] = {
    "pyarrow.parquet.read_table, no facts": by_reading,
    "wattsleuth: read and all facts": by_kernels,
    "pandas: read and subset": by_pandas,
    "Polars: read and subset": by_polars,
    "DuckDB: read and subset": by_duckdb,
}


def check_agreement(path: Path) -> None:
    """Raise AssertionError where two ways disagree on a fact."""
    expected = by_kernels(path)
    for way in (by_pandas, by_polars, by_duckdb):
        found = way(path)
        for name in SUBSET:
            message = f"{way.__name__} and the kernels disagree on {name}"
            np.testing.assert_allclose(
                found[name].astype(float), expected[name], rtol=2e-4, atol=2e-4, err_msg=message
            )


def measure(path: Path, rounds: int) -> dict[str, list[float]]:
    """Time every way `rounds` times, one after another in each round; seconds."""
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for name, way in WAYS.items():
            begun = time.perf_counter()
            way(path)
            seconds[name].append(time.perf_counter() - begun)
    return seconds


def report(seconds: dict[str, list[float]], rows: int) -> None:
    """Print medians, and medians of each round's ratio to reading and to the kernels."""
    reading, kernels, *_ = seconds.values()
    print(f"{'':<40}{'median s':>10}{'M rows/s':>10}{'x reading':>11}{'x wattsleuth':>14}")
    for name, times in seconds.items():
        middle = statistics.median(times)
        against = [
            statistics.median(a / b for a, b in zip(times, other, strict=True))
            for other in (reading, kernels)
        ]
        print(f"{name:<40}{middle:>10.3f}{rows / middle / 1e6:>10.1f}", end="")
        print(f"{against[0]:>11.2f}{against[1]:>14.2f}")


def main() -> None:
    """Make the data, check that all ways agree, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--meters", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = write_day(Lake(folder), options.meters)
        rows = pq.ParquetFile(path).metadata.num_rows
        print(f"{rows:,} readings of {options.meters:,} meters, {len(COLUMNS)} columns,", end=" ")
        print(f"{path.stat().st_size / 2**20:.0f} MiB; subset: {len(SUBSET)} facts")
        compile_kernels()
        check_agreement(path)
        print("all ways agree on the subset")
        report(measure(path, options.rounds), rows)


if __name__ == "__main__":
    main()
