"""How real simulated homes look: statistics of theirs beside those of measured ones.

    python -m benchmarks.load_realism [--data ../shared/data] [--homes 300] [--seed 1]

Each home is judged over eight weeks; printed are the 10th, 50th and 90th percentile over
homes and stretches. Measured are Newcastle (half-hourly) and London (daily).
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass
from simulator.loads import Loads
from simulator.population import build_roster
from simulator.timeline import SLOT_HOURS, Timeline

Floats = NDArray[np.float64]
Statistics = dict[str, Floats]

DAYS = 56
HOMES_OF_ALL = 0.7  # a little less than the share of homes among all accounts
START = dt.date(2026, 3, 2)  # a Monday, as every stretch of the measured homes begins on one


def _correlation(values: Floats, lag: int) -> Floats:
    """(m,) autocorrelation at `lag` of (m, t)."""
    centred = values - values.mean(axis=1, keepdims=True)
    power = np.maximum((centred**2).mean(axis=1), 1e-12)
    return np.asarray((centred[:, lag:] * centred[:, :-lag]).mean(axis=1) / power)


def daily_statistics(kwh: Floats) -> Statistics:
    """Return statistics (m,) of daily energy (m, DAYS) that begins on Mondays."""
    median = np.median(kwh, axis=1, keepdims=True)
    weekend = np.arange(DAYS) % 7 > 4
    log = np.log(kwh + 0.1 * median)
    months = np.median(kwh.reshape(len(kwh), 2, DAYS // 2), axis=2)
    return {
        "variation of days (CV)": kwh.std(axis=1) / kwh.mean(axis=1),
        "weekend over workday": kwh[:, weekend].mean(axis=1) / kwh[:, ~weekend].mean(axis=1),
        "correlation a day later": _correlation(log, 1),
        "correlation a week later": _correlation(log, 7),
        "days below 40 % of median": (kwh < 0.4 * median).mean(axis=1),
        "days above twice the median": (kwh > 2 * median).mean(axis=1),
        "drift between months |ln|": np.abs(np.log((months[:, 1] + 0.1) / (months[:, 0] + 0.1))),
    }


def half_hourly_statistics(kwh: Floats) -> Statistics:
    """Return statistics (m,) of half-hourly energy (m, DAYS * 48)."""
    mean, spread = kwh.mean(axis=1, keepdims=True), kwh.std(axis=1, keepdims=True)
    return {
        "variation of half hours (CV)": (spread / mean)[:, 0],
        "skewness of half hours": (((kwh - mean) / spread) ** 3).mean(axis=1),
        "99th percentile over mean": np.percentile(kwh, 99, axis=1) / mean[:, 0],
        "half hours below a fifth of mean": (kwh < 0.2 * mean).mean(axis=1),
        "correlation half an hour later": _correlation(kwh, 1),
        "correlation of half hours, a day": _correlation(kwh, 48),
        "correlation of half hours, a week": _correlation(kwh, 7 * 48),
    }


def _stretches(kwh: pd.Series, a_day: int) -> Floats:
    """(m, DAYS * a_day) whole stretches from Mondays on without gaps, of a regular series."""
    first = (7 - kwh.index[0].weekday()) % 7
    start = kwh.index[0].normalize() + pd.Timedelta(days=first)
    values = kwh[kwh.index >= start].to_numpy(dtype=float)
    count = len(values) // (DAYS * a_day)
    blocks = values[: count * DAYS * a_day].reshape(count, DAYS * a_day)
    # Who uses next to nothing for weeks has moved out: no home any more.
    lives = np.median(blocks, axis=1) * a_day > 1
    return np.asarray(blocks[lives & np.isfinite(blocks).all(axis=1)])


def newcastle(file: Path) -> Floats:
    """Return half-hourly stretches of the homes of Newcastle, (m, DAYS * 48) kWh."""
    table = pd.read_parquet(file).drop_duplicates(["customer_id", "reading_datetime"])
    table["kwh"] = table["general_supply_kwh"] + table["controlled_load_kwh"].fillna(0)
    blocks = [
        _stretches(home.set_index("reading_datetime")["kwh"].resample("30min").sum(min_count=1), 48)
        for _, home in table.groupby("customer_id")
    ]
    return np.concatenate(blocks)


def london(file: Path) -> Floats:
    """Return daily stretches of the homes of London, (m, DAYS) kWh."""
    table = pd.read_csv(file, parse_dates=["day"])
    table = table[table["energy_count"] >= 46]
    blocks = [
        _stretches(home.set_index("day")["energy_sum"].resample("D").sum(min_count=1), 1)
        for _, home in table.groupby("LCLid")
    ]
    return np.concatenate(blocks)


def simulated(homes: int, seed: int) -> Floats:
    """Return half-hourly energy of simulated homes, (about `homes`, DAYS * 48) kWh."""
    roster = build_roster(int(homes / HOMES_OF_ALL), seed)
    timeline = Timeline(START, DAYS, "Asia/Shanghai")
    loads, chosen = Loads(roster, timeline, seed), roster.is_class(TariffClass.RESIDENTIAL)
    days = []
    for index in range(DAYS):
        kw = loads.draw(timeline.day(index)).p_kw.sum(axis=0)[chosen]
        days.append(kw.reshape(len(kw), 48, 2).sum(axis=2) * SLOT_HOURS)
    return np.concatenate(days, axis=1).astype(float)


def _of(half_hours: Floats) -> Statistics:
    days = half_hours.reshape(len(half_hours), DAYS, 48).sum(axis=2)
    return daily_statistics(days) | half_hourly_statistics(half_hours)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--homes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sets = {"simulated": _of(simulated(options.homes, options.seed))}
    halves, days = (
        options.data / name
        for name in ("sgsc_50_customers_30min.parquet", "lcl_50_customers_daily.csv")
    )
    if halves.exists():
        sets["Newcastle"] = _of(newcastle(halves))
    if days.exists():
        sets["London"] = daily_statistics(london(days))
    print(f"{'':36}" + "".join(f"{name:>22}" for name in sets))
    for name in sets["simulated"]:
        columns = [
            "".join(f"{value:7.2f}" for value in np.percentile(found[name], [10, 50, 90]))
            if name in found
            else ""
            for found in sets.values()
        ]
        print(f"{name:36}" + "".join(f"{column:>22}" for column in columns))


if __name__ == "__main__":
    main()
