"""The subset of facts in Polars expressions, in all its threads.

Only regular quarter hours are told apart from gaps: no reading crosses an hour.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.facts_data import COLUMNS, DAY, PHASES
from benchmarks.facts_subset import HOURS, SUBSET, Subset

Named = dict[str, pl.Expr]

VOLTS = [f"u_{k}" for k in PHASES]
AMPERES = [f"a_{k}" for k in PHASES]


def read(path: Path) -> pl.DataFrame:
    """Read the columns."""
    return pl.read_parquet(path, columns=COLUMNS, hive_partitioning=False)


def facts(frame: pl.DataFrame) -> Subset:
    """Compute the subset, each fact (devices,) in order of appearance."""
    timed = frame.lazy().with_columns(pl.col("meter_id").rle_id().alias("device"))
    timed = timed.with_columns(**_time()).with_columns(
        pl.when(~pl.col("is_first")).then("spacing").alias("inside"),
        best=pl.max_horizontal(VOLTS),
        **{f"a_{k}": pl.col(f"i_{k}").abs() for k in PHASES},
    )
    timed = timed.with_columns(high=pl.max_horizontal(AMPERES), low=pl.min_horizontal(AMPERES))
    rows = timed.collect()
    devices = rows.group_by("device", maintain_order=True).agg(
        step=pl.col("inside").median(),
        threshold=pl.max_horizontal(pl.col("best").max() * 0.5, 20.0),
        floor=pl.max_horizontal(pl.col("high").max() * 0.05, 0.02).cast(pl.Float32),
    )
    place = rows["device"]
    rows = rows.with_columns(devices.drop("device").select(pl.all().gather(place)))
    rows = rows.lazy().with_columns(**_cover()).with_columns(**_energy()).collect()
    rows = rows.lazy().with_columns(**_states(), **_ratios()).with_columns(**_runs()).collect()
    found = rows.group_by("device", maintain_order=True).agg(**_results())
    found = found.with_columns(**_tail()).with_columns(
        coverage=1 - pl.col("gap_minutes") / DAY.minutes,
        gap_expected_kwh=pl.col("matched_register_kwh") / pl.col("matched") * pl.col("over"),
    )
    profile = _profile(rows, len(found))
    return {name: profile[name] if name in profile else found[name].to_numpy() for name in SUBSET}


def _time() -> Named:
    minute = ((pl.col("ts").dt.epoch("us") - DAY.start_us) / 60e6).cast(pl.Float32)
    is_first = (pl.col("device") != pl.col("device").shift(1)).fill_null(True)
    return {
        "minute": minute,
        "is_first": is_first,
        "spacing": pl.when(is_first).then(minute).otherwise(minute.diff()),
    }


def _cover() -> Named:
    is_joined = ~pl.col("is_first") & (pl.col("spacing") <= 1.5 * pl.col("step"))
    is_gap = pl.col("spacing") > 1.5 * pl.col("step")
    before, after = pl.col("register_kwh").shift(1), pl.col("register_kwh")
    span = (
        pl.when(before < 1e4).then(1e4).when(before < 1e5).then(1e5).when(before < 1e6).then(1e6)
    ).otherwise(1e7)
    falls = ~pl.col("is_first") & (after < before)
    rolls = falls & (before > 0.99 * span) & (after < 0.01 * span)
    return {
        "is_joined": is_joined,
        "cover": pl.when(is_joined).then("spacing").otherwise("step").cast(pl.Float32),
        "is_gap": is_gap,
        "missing": pl.when(is_gap).then(pl.col("spacing") - pl.col("step")).otherwise(0.0),
        "rolls": rolls,
        "decreases": falls & ~rolls,
        "moved": pl.when(pl.col("is_first") | (falls & ~rolls))
        .then(0.0)
        .otherwise(after - before + pl.when(rolls).then(span).otherwise(0.0)),
        "fallen": pl.when(falls & ~rolls).then(before - after).otherwise(0.0),
    }


def _energy() -> Named:
    part = pl.col("p_kw").clip(lower_bound=0) * pl.col("cover") / 60
    is_known = ~pl.col("is_first") & ~pl.col("decreases")
    begin = pl.col("minute") - pl.col("cover")
    slot = (begin / 30).floor().cast(pl.Int64)
    is_new = pl.col("is_first") | (slot != slot.shift(1))
    return {
        "part": part,
        "is_matched": is_known & pl.col("is_joined"),
        "is_over": is_known & ~pl.col("is_joined"),
        "energy": pl.when(is_known & pl.col("is_joined")).then("moved").otherwise(part),
        "hour": (begin / 60).floor().cast(pl.Int64),
        "slot": pl.when(is_new).then(pl.lit(2, pl.Int64).pow(slot)).otherwise(0),
    }


def _minutes(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then("cover").otherwise(0.0)


def _states() -> Named:
    is_energised = (pl.col("best") > pl.col("threshold")) | (pl.col("high") > 0.02)
    is_zero = (pl.col("energy") == 0) & (pl.col("p_kw") == 0) & is_energised
    named: Named = {
        "zero": _minutes(is_zero),
        "begins": is_zero & ~(is_zero.shift(1).fill_null(False) & pl.col("is_joined")),
        "live": _minutes(is_energised | (pl.col("p_kw") != 0)),
        "reverse": _minutes(pl.col("p_kw") < 0),
    }
    for k in PHASES:
        is_low = (pl.col("best") > 20) & (pl.col(f"u_{k}") < 0.78 * pl.col("best"))
        named[f"lost_{k}"] = _minutes(is_low & (pl.col(f"a_{k}") > 0.02))
        named[f"reversed_{k}"] = _minutes(pl.col(f"i_{k}") < -0.02)
    return named


def _ratios() -> Named:
    high, low, floor = pl.col("high"), pl.col("low"), pl.col("floor")
    named: Named = {"imbalance": pl.when(high > floor).then((high - low) / high)}
    for k in PHASES:
        first, second = (pl.col(f"a_{other}") for other in PHASES if other != k)
        others = (first + second) * 0.5
        named[f"ratio_{k}"] = pl.when(others > floor).then(pl.col(f"a_{k}") / others)
    return named


def _runs() -> Named:
    zero = pl.col("zero").cast(pl.Float64).cum_sum()
    before = pl.when("begins").then(zero - pl.col("zero")).otherwise(0.0).cum_max()
    named: Named = {"run": pl.when(pl.col("zero") > 0).then(zero - before).otherwise(0.0)}
    for k in PHASES:
        now, before = pl.col(f"ratio_{k}"), pl.col(f"ratio_{k}").shift(1)
        steps = (now < 0.8 * before) | (before < 0.8 * now)
        named[f"steps_{k}"] = pl.col("is_joined") & steps.fill_null(False)
    return named


def _results() -> Named:
    """Return the aggregations over each device."""
    col = pl.col
    kw = col("energy") * 60 / col("cover")
    apparent = (col("p_kw").pow(2) + col("q_kvar").pow(2)).sqrt().sum()
    by_current = pl.sum_horizontal([(col(f"u_{k}") * col(f"a_{k}")).sum() for k in PHASES])
    register = col("register_kwh")
    matched = col("is_matched")
    named = {
        "rows_count": pl.len(), "step_minutes": col("step").first(),
        "first_minute": col("minute").first(), "last_minute": col("minute").last(),
        "gap_count": col("is_gap").sum(), "gap_minutes": col("missing").sum(),
        "gap_longest_minutes": col("missing").max(), "seen_slots": col("slot").sum(),
        "gap_register_kwh": (col("moved") * col("is_over")).sum(),
        "over": (col("spacing") * col("is_over")).sum(),
        "matched": (col("spacing") * matched).sum(),
        "register_first_kwh": register.first(), "register_last_kwh": register.last(),
        "register_kwh": col("moved").sum(), "register_decrease_count": col("decreases").sum(),
        "register_decrease_kwh": col("fallen").sum(),
        "register_rollover_count": col("rolls").sum(), "power_kwh": col("part").sum(),
        "matched_power_kwh": (col("part") * matched).sum(),
        "matched_register_kwh": (col("moved") * matched).sum(),
        "kw_max": kw.max(), "kw_min": kw.min(), "zero_minutes": col("zero").sum(),
        "zero_longest_minutes": col("run").max(), "live_minutes": col("live").sum(),
        "p_mean_kw": col("p_kw").mean(), "q_mean_kvar": col("q_kvar").mean(),
        "pf_mean": col("p_kw").abs().sum() / apparent,
        "apparent_ratio": apparent / by_current * 1000,
        "reverse_minutes": col("reverse").sum(), "i_imbalance_mean": col("imbalance").mean(),
    }  # fmt: skip
    for k in PHASES:
        named |= {
            f"u_{k}_mean_v": col(f"u_{k}").mean(), f"u_{k}_min_v": col(f"u_{k}").min(),
            f"u_{k}_lost_minutes": col(f"lost_{k}").sum(),
            f"i_{k}_mean_a": col(f"a_{k}").mean(), f"i_{k}_max_a": col(f"a_{k}").max(),
            f"i_{k}_reversed_minutes": col(f"reversed_{k}").sum(),
            f"ratio_{k}_mean": col(f"ratio_{k}").mean(),
            f"ratio_{k}_std": col(f"ratio_{k}").std(ddof=0),
            f"ratio_{k}_step_count": col(f"steps_{k}").sum(),
        }  # fmt: skip
    return named


def _tail() -> Named:
    tail = DAY.minutes - pl.col("last_minute")
    tail = pl.when(tail > pl.col("step_minutes") - 0.5).then(tail).otherwise(0.0)
    return {
        "gap_count": pl.col("gap_count") + (tail > 0),
        "gap_minutes": pl.col("gap_minutes") + tail,
        "gap_longest_minutes": pl.max_horizontal("gap_longest_minutes", tail),
    }


def _profile(rows: pl.DataFrame, devices: int) -> Subset:
    cells = rows.group_by("device", "hour").agg(pl.col("energy").sum(), pl.col("cover").sum())
    profile = np.full((devices, HOURS), np.nan)
    kw = cells["energy"].to_numpy() * 60 / cells["cover"].to_numpy()
    profile[cells["device"].to_numpy(), cells["hour"].to_numpy()] = kw
    return {f"hour_{k:02d}_kwh": profile[:, k] for k in range(HOURS)}
