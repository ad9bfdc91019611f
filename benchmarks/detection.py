"""How well simulated thieves are found, on seeds that nothing was tuned on.

    python -m benchmarks.detection [--seeds 41 42 43] [--accounts 500] [--days 45]

Each seed is a utility of its own, taken from files to the list as a user would. Printed are
precision among the first k (k = number of thieves), recall among the first 2k, how many thieves
and how many innocents stand at or above the listing threshold, and who was missed or listed
wrongly. The founding cases are a remote-controlled current shunt and a pair of hung meters.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path

import pandas as pd

from flows.steps.business_day import run_day
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings
from simulator import simulate

START = dt.date(2026, 3, 1)
DELIVERED_AT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def judged_utility(folder: Path, accounts: int, days: int, seed: int) -> pd.DataFrame:
    """Return the scores of one simulated utility beside its truth, most suspicious first."""
    simulate(folder / "input", accounts=accounts, days=days, seed=seed, start=START)
    lake = Lake(folder / "lake")
    settings = load_settings(folder / "input" / "wattsleuth.toml")
    ingest(lake, [folder / "input"], settings, DELIVERED_AT)
    date = START + dt.timedelta(days=days - 1)
    run_day(lake, settings, date)
    truth = pd.read_csv(folder / "input-truth" / "truth.csv")
    scores = lake.frame("scores", first=date, last=date)
    both = scores.merge(truth, on="account_id", suffixes=("", "_true"))
    return both.sort_values(["score", "account_id"], ascending=[False, True], ignore_index=True)


def report(judged: pd.DataFrame, seed: int, threshold: float) -> None:
    """Print the figures of one utility."""
    is_thief = judged["label"] == "theft"
    thieves = int(is_thief.sum())
    is_listed = judged["score"] >= threshold
    missed = judged[is_thief & ~is_listed]
    wrong = judged[~is_thief & is_listed]
    print(
        f"seed {seed}: {thieves} thieves among {len(judged)};"
        f" precision@k {is_thief.head(thieves).mean():.2f},"
        f" recall@2k {is_thief.head(2 * thieves).sum() / thieves:.2f};"
        f" listed: {int((is_thief & is_listed).sum())} thieves, {len(wrong)} innocents"
    )
    found = judged[is_thief & is_listed]
    right = int((found["means"] == found["kind"]).sum())
    late = (pd.to_datetime(found["onset"]) - pd.to_datetime(found["onset_true"])).dt.days.abs()
    kwh = (found["kwh_per_day"] / found["kwh_per_day_true"]).median()
    print(
        f"  means right for {right} of {len(found)}; onset off by {late.median():.0f} days"
        f" (median), estimated over true kWh {kwh:.2f} (median)"
    )
    for title, rows in (("missed", missed), ("wrongly listed", wrong)):
        if len(rows):
            names = ", ".join(f"{row.kind} {row.score:.2f}" for row in rows.itertuples())
            print(f"  {title}: {names}")


def main() -> None:
    """Judge one simulated utility a seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[41, 42, 43])
    parser.add_argument("--accounts", type=int, default=500)
    parser.add_argument("--days", type=int, default=45)
    options = parser.parse_args()
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            judged = judged_utility(Path(folder), options.accounts, options.days, seed)
            report(judged, seed, threshold=0.5)


if __name__ == "__main__":
    main()
