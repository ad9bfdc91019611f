"""How well the balance finds who takes, in districts of which the truth is known.

`python -m benchmarks.district --worlds N [--scenario district] [--first 0] [--daily]` makes N
worlds, each with a seed of its own, and says what was found and who was named wrongly. Districts of
80 meters: `--scenario benchmarks/district80.toml`, or `district80_bypass.toml` for bypasses alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.energy_balance.attribution import Attribution, attribute
from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.remapping import corrected
from features.energy_balance.suspicion_order import NO_HINT, suspicion_order
from features.energy_balance.topology import find_wrong_mappings
from features.window import Window
from flows.steps.fact_days import refresh_facts
from flows.steps.supply_days import refresh_supply
from models.lake_window import read_window
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings
from simulator import simulate
from simulator.scenario import load_scenario

SOUGHT = ("meter_bypass", "zero_use", "consumption_drop", "irregular_use", "ct_shunt")
BYPASS = "meter_bypass"
LEAST_STRENGTH, TOP, SEED_STEP = 0.3, 3, 1000
# Bounds of sizes of districts that are told apart.
SIZES = (0, 30, 60, 100, 1000)


def judged(window: Window, truth: pd.DataFrame, daily: bool = False) -> pd.DataFrame:
    """Return one row an account of a district: what it does, whether it was named, its place.

    truth: columns account_id, label, kind, kwh_per_day, strength. daily: hide the hours.
    """
    balance = find_balance(window)
    if balance is None:
        raise ValueError("the window has no supply meters")
    balance = corrected(window, balance, find_wrong_mappings(window, balance))
    balance = _without_hours(balance) if daily else balance
    start = time.perf_counter()
    found = attribute(window, balance)
    seconds = time.perf_counter() - start
    order = suspicion_order(window, balance, found)
    frame = _frame(window, balance, found, order).assign(seconds=seconds)
    thefts = truth[truth["label"] == "theft"].drop_duplicates("account_id")
    columns = ["account_id", "kind", "strength", "kwh_per_day"]
    return frame.merge(thefts[columns], on="account_id", how="left")


def _without_hours(balance: Balance) -> Balance:
    unknown = np.full_like(balance.hourly.supplied, np.nan)
    return dataclasses.replace(
        balance, hourly=dataclasses.replace(balance.hourly, supplied=unknown)
    )


def _frame(
    window: Window, balance: Balance, found: Attribution, order: NDArray[np.float64]
) -> pd.DataFrame:
    placed = balance.node_of >= 0
    said = found.agreement
    frame = pd.DataFrame(
        {
            "account_id": window.account_ids[placed],
            "node": balance.node_of[placed],
            "refused": found.refused[balance.node_of[placed]],
            "is_named": said.is_named[placed],
            "strength_said": order[placed],
            "kwh_said": said.kwh_per_day[placed],
        }
    )
    frame["accounts"] = frame.groupby("node")["node"].transform("size")
    frame["place"] = frame.groupby("node")["strength_said"].rank(method="first", ascending=False)
    return frame


def report(frame: pd.DataFrame) -> str:
    """Say what was found of the sought, by kind, and how many honest were named."""
    is_theft = frame["kind"].notna()
    sought = frame[frame["kind"].isin(SOUGHT) & (frame["strength"] >= LEAST_STRENGTH)]
    is_top = (sought["place"] <= TOP) & (sought["strength_said"] > NO_HINT)
    rows = sought.assign(is_top=is_top).groupby("kind")[["is_named", "is_top"]].mean()
    rows["thefts"] = sought.groupby("kind").size()
    rows["tried"] = (sought["refused"] == "").groupby(sought["kind"]).mean()
    districts = frame.assign(is_theft=is_theft).groupby(["world", "node"])
    honest = districts.filter(lambda one: not one["is_theft"].any())
    wrong = honest.groupby(["world", "node"])["is_named"].any() if len(honest) else pd.Series([0])
    ratio = (sought["kwh_said"] / sought["kwh_per_day"])[sought["is_named"]]
    alone = sought.groupby(["world", "node"])["kind"].transform("size") == 1
    return "\n".join(
        [
            rows.round(2).to_string(),
            *_by_size(sought, is_top),
            f"alone in their district: top {TOP} {is_top[alone].mean():.2f} of {alone.sum()}",
            f"all sought: named {sought['is_named'].mean():.2f}, top {TOP} {is_top.mean():.2f}"
            f" of {len(sought)}",
            f"kWh said over true: median {ratio.median():.2f}",
            f"honest districts with somebody named: {wrong.mean():.4f} of {len(wrong)}",
            f"honest accounts named: {frame[~is_theft]['is_named'].mean():.5f}"
            f" of {int((~is_theft).sum())}",
        ]
    )


def _by_size(sought: pd.DataFrame, is_top: pd.Series) -> list[str]:
    """Say how many of the sought stand at the top, by the size of their district."""
    lines = []
    for least, most in itertools.pairwise(SIZES):
        here = is_top[(sought["accounts"] > least) & (sought["accounts"] <= most)]
        if len(here):
            bypass = here[sought["kind"].loc[here.index] == BYPASS]
            lines.append(
                f"districts of {least + 1} to {most}: top {TOP} {here.mean():.2f} of {len(here)},"
                f" of bypasses {bypass.mean():.2f} of {len(bypass)}"
            )
    return lines


def world(folder: Path, scenario: str, offset: int) -> tuple[Window, pd.DataFrame]:
    """Make one world of a scenario and return its window and truth."""
    made = load_scenario(scenario)
    result = simulate(folder / "input", scenario=scenario, seed=made.seed + offset)
    settings = load_settings(folder / "input" / "wattsleuth.toml")
    last = made.start + dt.timedelta(days=made.days - 1)
    lake = Lake(folder / "lake")
    now = dt.datetime.combine(last, dt.time(), dt.UTC) + dt.timedelta(days=30)
    ingest(lake, [folder / "input"], settings, now)
    refresh_facts(lake, settings, made.start, last)
    refresh_supply(lake, settings, made.start, last)
    return read_window(lake, settings, last), pd.read_csv(result.truth)


def main() -> None:
    """Make the worlds asked for and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=2)
    parser.add_argument("--first", type=int, default=1, help="first seed offset, in thousands")
    parser.add_argument("--scenario", default="district")
    parser.add_argument("--daily", action="store_true", help="as if there were no hours")
    asked = parser.parse_args()
    frames = []
    for number in range(asked.worlds):
        with tempfile.TemporaryDirectory() as folder:
            offset = (asked.first + number) * SEED_STEP
            window, truth = world(Path(folder), asked.scenario, offset)
        frames.append(judged(window, truth, asked.daily).assign(world=number))
        sys.stderr.write(f"world {number}: {frames[-1]['is_named'].sum()} named\n")
    sys.stdout.write(report(pd.concat(frames, ignore_index=True)) + "\n")


if __name__ == "__main__":
    main()
