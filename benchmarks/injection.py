"""What would be found of known attacks in the readings of two public data sets.

    python -m benchmarks.injection [--data ../shared/data] [--seeds 2] [--victims N]

Half-hourly energies of Newcastle and daily energies of London, each on several dates; the
attacks of all dates and seeds stand in one table by attack and strength. Nobody in these sets
is known to steal.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks.real_data import DELIVERED_AT, EXAMPLES
from flows.command_line.injection_view import print_tallies
from flows.steps.injection import injected_rounds
from models.injection.draw import InjectionPlan
from models.injection.finding import Round
from models.injection.registry import ATTACKS
from models.injection.report import false_alarms_of, tallies, tallies_by_onset, total_of
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings

SETS = (
    (
        "newcastle_halfhourly",
        "sgsc_50_customers_30min.parquet",
        ("2013-03-31", "2013-06-30", "2013-12-31"),
    ),
    ("london_daily", "lcl_50_customers_daily.csv", ("2013-03-31", "2013-06-30", "2013-12-31")),
)


def measure(example: str, file: Path, dates: tuple[str, ...], plan: InjectionPlan) -> None:
    """Take one data set in, attack it on each of `dates`, and print the table."""
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory() as folder:
        lake, settings = Lake(folder), load_settings(EXAMPLES / f"{example}.toml")
        ingest(lake, [file], settings, DELIVERED_AT)
        for text in dates:
            _, judged = injected_rounds(lake, settings, dt.date.fromisoformat(text), plan)
            rounds += judged
    untouched = sum(one.untouched for one in rounds) / len(rounds)
    print(
        f"{example}, {', '.join(dates)}, {plan.seeds} seeds: {len(rounds)} rounds;"
        f" {false_alarms_of(rounds):.2f} of {untouched:.1f} untouched accounts at the threshold"
    )
    cases = [asdict(tally) for tally in (*tallies(ATTACKS, rounds), total_of(rounds))]
    by_onset = [asdict(tally) for tally in tallies_by_onset(rounds)]
    print_tallies(cases, by_onset, Console(width=120))


def main() -> None:
    """Attack every data set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--victims", type=int, default=None)
    options = parser.parse_args()
    plan = InjectionPlan(options.seed, options.seeds, options.victims)
    for example, name, dates in SETS:
        if (options.data / name).exists():
            measure(example, options.data / name, dates, plan)
        else:
            print(f"{example}: no {options.data / name}")


if __name__ == "__main__":
    main()
