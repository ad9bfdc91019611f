"""How well customers on record under the wrong district are found, and sent to the right one.

`python -m benchmarks.topology --worlds N [--scenario district] [--first 1] [--daily]
[--energy-alone]` makes N worlds, each with a seed of its own. The truth of the simulator says
who is recorded wrongly; its roster says where they hang.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.district import SEED_STEP, world
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.topology import find_wrong_mappings
from features.window import Window
from simulator.scenario import load_scenario
from simulator.simulation import Simulation
from simulator.timeline import Timeline

# What other witnesses than energy read.
WITNESSES = ("u_a_mean_v", "seen_slots")


def mapped(window: Window, fed_by: pd.Series) -> pd.DataFrame:
    """Return one row an account that is, or is said to be, under a wrong district.

    fed_by: transformer that feeds each account, by account_id. Columns: account_id, is_wrong,
    is_found, is_right (the suggested district is the true one). Only accounts whose recorded
    and true districts both have a supply meter count as wrong.
    """
    balance = find_balance(window)
    if balance is None:
        raise ValueError("the window has no supply meters")
    start = time.perf_counter()
    found = find_wrong_mappings(window, balance).accounts
    seconds = time.perf_counter() - start
    true = fed_by.loc[window.account_ids.tolist()].to_numpy().astype(np.str_)
    suggested = window.text["transformer_id"].astype(object)
    suggested[found.unit] = balance.node_ids[found.suggested]
    is_wrong = (window.text["transformer_id"] != true) & (balance.node_of >= 0)
    frame = pd.DataFrame(
        {
            "account_id": window.account_ids,
            "is_wrong": is_wrong & np.isin(true, balance.node_ids),
            "is_found": np.isin(np.arange(len(true)), found.unit),
            "is_right": suggested == true,
        }
    )
    frame = frame[frame["is_wrong"] | frame["is_found"]]
    frame.attrs["seconds"] = seconds
    return frame


def report(frame: pd.DataFrame) -> str:
    """Say precision, of the account and of the district with it, and recall."""
    found = frame[frame["is_found"]]
    hit = (frame["is_found"] & frame["is_right"] & frame["is_wrong"]).sum()
    return (
        f"wrong mappings: {len(found)} found of {frame['is_wrong'].sum()};"
        f" precision {found['is_wrong'].mean():.2f}, with the right district"
        f" {found['is_right'].mean():.2f}; recall {hit / max(frame['is_wrong'].sum(), 1):.2f}"
    )


def fed_by(scenario: str, offset: int) -> pd.Series:
    """Return the transformer that feeds each account of a world, by account_id."""
    made = load_scenario(scenario)
    timeline = Timeline(made.start, made.days, made.region.timezone)
    roster = Simulation(made.accounts, timeline, made.seed + offset, made).roster
    return pd.Series(roster.network.transformer_ids[roster.transformer], roster.account_id)


def _without_hours(window: Window) -> Window:
    facts = {name: one for name, one in window.facts.items() if not name.startswith("hour_")}
    supplied = window.supplied
    if supplied is not None:
        supplied = replace(supplied, hour_kwh=np.full_like(supplied.hour_kwh, np.nan))
    return replace(window, facts=facts, supplied=supplied)


def _energy_alone(window: Window) -> Window:
    facts = {name: one for name, one in window.facts.items() if name not in WITNESSES}
    nameless = np.full(len(window.account_ids), "")
    return replace(window, facts=facts, text=dict(window.text) | {"concentrator_id": nameless})


def main() -> None:
    """Make the worlds asked for and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=2)
    parser.add_argument("--first", type=int, default=1, help="first seed offset, in thousands")
    parser.add_argument("--scenario", default="district")
    parser.add_argument("--daily", action="store_true", help="as if there were no hours")
    parser.add_argument("--energy-alone", action="store_true", help="no other witness")
    asked = parser.parse_args()
    frames = []
    for number in range(asked.worlds):
        offset = (asked.first + number) * SEED_STEP
        with tempfile.TemporaryDirectory() as folder:
            window, _ = world(Path(folder), asked.scenario, offset)
        window = _without_hours(window) if asked.daily else window
        window = _energy_alone(window) if asked.energy_alone else window
        frames.append(mapped(window, fed_by(asked.scenario, offset)))
        sys.stderr.write(f"world {number}: {frames[-1].attrs['seconds']:.1f} s\n")
    sys.stdout.write(report(pd.concat(frames, ignore_index=True)) + "\n")


if __name__ == "__main__":
    main()
