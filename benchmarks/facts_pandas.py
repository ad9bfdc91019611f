"""The subset of facts in vectorised pandas and NumPy, without a loop over meters or readings.

Only regular quarter hours are told apart from gaps: no reading crosses an hour.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.facts_data import COLUMNS, DAY, PHASES
from benchmarks.facts_subset import HOURS, SUBSET, Subset

Array = NDArray[Any]
Facts = dict[str, Any]


class Time(NamedTuple):
    """Device, instant and cover of each reading (rows,); `step` (devices,)."""

    device: Array
    is_first: Array
    minute: Array
    spacing: Array
    is_joined: Array
    cover: Array
    step: Array


def read(path: Path) -> pd.DataFrame:
    """Read the columns; the meter becomes a categorical."""
    return pd.read_parquet(path, columns=COLUMNS, read_dictionary=["meter_id"])


def facts(frame: pd.DataFrame) -> Subset:
    """Compute the subset, each fact (devices,) in order of appearance."""
    time = _time(frame)
    values = {name: frame[name].to_numpy() for name in COLUMNS[2:]}
    energy, found = _energy(values, time)
    sums, largest = _states(values, energy, time)
    found |= _gaps(time) | _profile(energy, time)
    found |= _sums({**sums, **_powers(values)}, time) | _extremes(largest, time)
    found |= _statistics(values, time) | _ratios(values, time)
    found["pf_mean"] = found["active"] / found["apparent"]
    found["apparent_ratio"] = found["apparent"] / found["by_current"]
    return {name: np.asarray(found[name]) for name in SUBSET}


def _grouped(columns: Facts, time: Time) -> Any:
    return pd.DataFrame(columns, copy=False).groupby(time.device, sort=False)


def _sums(columns: Facts, time: Time) -> Facts:
    found = _grouped(columns, time).sum()
    return {name: found[name].to_numpy() for name in columns}


def _extremes(columns: Facts, time: Time) -> Facts:
    found = _grouped(columns, time).max()
    return {name: found[name].to_numpy() for name in columns}


def _time(frame: pd.DataFrame) -> Time:
    code = frame["meter_id"].cat.codes.to_numpy()
    is_first = np.r_[True, code[1:] != code[:-1]]
    device = np.cumsum(is_first) - 1
    minute = ((frame["ts"].astype("int64").to_numpy() - DAY.start_us) / 60e6).astype(np.float32)
    spacing = np.diff(minute, prepend=np.float32(0))
    spacing[is_first] = minute[is_first]
    inside = pd.Series(spacing).mask(is_first)
    step = inside.groupby(device, sort=False).median().to_numpy()
    limit = 1.5 * step[device]
    is_joined = ~is_first & (spacing <= limit)
    cover = np.where(is_joined, spacing, step[device])
    return Time(device, is_first, minute, spacing, is_joined, cover, step)


def _gaps(time: Time) -> Facts:
    is_gap = time.spacing > 1.5 * time.step[time.device]
    missing = np.where(is_gap, time.spacing - time.step[time.device], 0)
    first = np.flatnonzero(time.is_first)
    last = np.r_[first[1:], len(time.minute)] - 1
    tail = DAY.minutes - time.minute[last]
    tail = np.where(tail > time.step - 0.5, tail, 0)
    sums = _sums({"count": is_gap, "minutes": missing}, time)
    gap_minutes = sums["minutes"] + tail
    slot = ((time.minute - time.cover) // 30).astype(np.int64)
    is_new = time.is_first | (np.diff(slot, prepend=-1) != 0)
    seen = np.bincount(time.device, np.where(is_new, np.int64(1) << slot, 0))
    return {
        "rows_count": last - first + 1,
        "step_minutes": time.step,
        "first_minute": time.minute[first],
        "last_minute": time.minute[last],
        "gap_count": sums["count"] + (tail > 0),
        "gap_minutes": gap_minutes,
        "gap_longest_minutes": np.maximum(_extremes({"m": missing}, time)["m"], tail),
        "coverage": 1 - gap_minutes / DAY.minutes,
        "seen_slots": seen.astype(np.int64),
    }


def _energy(values: Facts, time: Time) -> tuple[Array, Facts]:
    """Return the energy of each reading (rows,), and the facts of the register."""
    register = values["register_kwh"]
    moved = np.diff(register, prepend=register[0])
    moved[time.is_first] = 0
    falls = np.flatnonzero(moved < 0)
    before, after = register[falls - 1], register[falls]
    span = 10 ** np.maximum(4, np.floor(np.log10(before)) + 1)
    rolls = (before > 0.99 * span) & (after < 0.01 * span)
    decrease = np.zeros(len(register))
    decrease[falls[~rolls]] = -moved[falls[~rolls]]
    moved[falls] = np.where(rolls, moved[falls] + span, 0)
    is_known = ~time.is_first & (decrease == 0)
    inside = time.is_joined & is_known
    over = is_known & ~time.is_joined
    part = np.maximum(values["p_kw"], 0) * time.cover / 60
    sums = _sums(
        {
            "register_kwh": moved,
            "register_decrease_kwh": decrease,
            "register_decrease_count": decrease > 0,
            "power_kwh": part,
            "matched_power_kwh": np.where(inside, part, 0),
            "matched_register_kwh": np.where(inside, moved, 0),
            "matched_minutes": np.where(inside, time.spacing, 0),
            "gap_register_kwh": np.where(over, moved, 0),
            "over_minutes": np.where(over, time.spacing, 0),
        },
        time,
    )
    sums["register_rollover_count"] = np.bincount(
        time.device[falls[rolls]], minlength=len(time.step)
    )
    rate = sums["matched_register_kwh"] / sums["matched_minutes"]
    sums["gap_expected_kwh"] = rate * sums["over_minutes"]
    first = np.flatnonzero(time.is_first)
    sums["register_first_kwh"] = register[first]
    sums["register_last_kwh"] = register[np.r_[first[1:], len(register)] - 1]
    return np.where(inside, moved, part), sums


def _profile(energy: Array, time: Time) -> Facts:
    hour = ((time.minute - time.cover) // 60).astype(np.int64)
    cell = time.device * HOURS + hour
    size = len(time.step) * HOURS
    kwh = np.bincount(cell, energy, size)
    read = np.bincount(cell, time.cover, size)
    mean = (kwh * 60 / np.where(read > 0, read, np.nan)).reshape(-1, HOURS)
    kw = pd.Series(energy * 60 / time.cover).groupby(time.device, sort=False)
    found: Facts = {f"hour_{k:02d}_kwh": mean[:, k] for k in range(HOURS)}
    return found | {"kw_max": kw.max().to_numpy(), "kw_min": kw.min().to_numpy()}


def _states(values: Facts, energy: Array, time: Time) -> tuple[Facts, Facts]:
    """Return what is to be summed, and what the largest of is sought."""
    best = np.maximum.reduce([values[f"u_{k}"] for k in PHASES])
    current = np.maximum.reduce([np.abs(values[f"i_{k}"]) for k in PHASES])
    top = _extremes({"u": best}, time)["u"]
    threshold = np.maximum(0.5 * top, 20)[time.device]
    is_energised = (best > threshold) | (current > 0.02)
    p, cover = values["p_kw"], time.cover
    is_zero = (energy == 0) & (p == 0) & is_energised
    sums = {
        "zero_minutes": np.where(is_zero, cover, 0),
        "live_minutes": np.where(is_energised | (p != 0), cover, 0),
        "reverse_minutes": np.where(p < 0, cover, 0),
    }
    for k in PHASES:
        u, i = values[f"u_{k}"], values[f"i_{k}"]
        is_lost = (best > 20) & (u < 0.78 * best) & (np.abs(i) > 0.02)
        sums[f"u_{k}_lost_minutes"] = np.where(is_lost, cover, 0)
        sums[f"i_{k}_reversed_minutes"] = np.where(i < -0.02, cover, 0)
    begins = is_zero & ~(np.r_[False, is_zero[:-1]] & time.is_joined)
    zero = np.cumsum(sums["zero_minutes"], dtype=np.float64)
    before = np.maximum.accumulate(np.where(begins, zero - cover, 0))
    return sums, {"zero_longest_minutes": np.where(is_zero, zero - before, 0)}


def _powers(values: Facts) -> Facts:
    by_current = sum(values[f"u_{k}"] * np.abs(values[f"i_{k}"]) for k in PHASES)
    return {
        "active": np.abs(values["p_kw"]),
        "apparent": np.sqrt(values["p_kw"] ** 2 + values["q_kvar"] ** 2),
        "by_current": by_current / 1000,
    }


def _statistics(values: Facts, time: Time) -> Facts:
    magnitude = {f"i_{k}": np.abs(values[f"i_{k}"]) for k in PHASES}
    volts = {f"u_{k}": values[f"u_{k}"] for k in PHASES}
    power = {"p_kw": values["p_kw"], "q_kvar": values["q_kvar"]}
    mean = _grouped({**power, **volts, **magnitude}, time).mean()
    low, high = _grouped(volts, time).min(), _grouped(magnitude, time).max()
    found: Facts = {"p_mean_kw": mean["p_kw"], "q_mean_kvar": mean["q_kvar"]}
    for k in PHASES:
        found |= {f"u_{k}_mean_v": mean[f"u_{k}"], f"u_{k}_min_v": low[f"u_{k}"]}
        found |= {f"i_{k}_mean_a": mean[f"i_{k}"], f"i_{k}_max_a": high[f"i_{k}"]}
    return found


def _ratios(values: Facts, time: Time) -> Facts:
    magnitude = {k: np.abs(values[f"i_{k}"]) for k in PHASES}
    high = np.maximum.reduce([*magnitude.values()])
    low = np.minimum.reduce([*magnitude.values()])
    peak = _extremes({"i": high}, time)["i"]
    floor = np.maximum(np.float32(0.05) * peak, np.float32(0.02))[time.device]
    with np.errstate(divide="ignore", invalid="ignore"):
        columns: Facts = {"i_imbalance_mean": np.where(high > floor, (high - low) / high, np.nan)}
        for k in PHASES:
            first, second = (magnitude[other] for other in PHASES if other != k)
            others = (first + second) * np.float32(0.5)
            columns[f"ratio_{k}_mean"] = np.where(others > floor, magnitude[k] / others, np.nan)
    steps: Facts = {}
    for k in PHASES:
        now = columns[f"ratio_{k}_mean"]
        before = np.r_[np.float32(np.nan), now[:-1]]
        steps[f"ratio_{k}_step_count"] = time.is_joined & (
            (now < 0.8 * before) | (before < 0.8 * now)
        )
    grouped = _grouped(columns, time)
    mean, deviation = grouped.mean(), grouped.std(ddof=0)
    found = {name: mean[name].to_numpy() for name in columns} | _sums(steps, time)
    return found | {f"ratio_{k}_std": deviation[f"ratio_{k}_mean"].to_numpy() for k in PHASES}
