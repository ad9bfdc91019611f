"""What outcomes are worth: cold start, learner and hand-over on a simulated utility.

    python -m benchmarks.learning_curve [--quick] [--cache DIR] [--write PAGE]

Twenty-four monthly populations are simulated and scored (a quarter of an hour on one core;
`--cache` keeps them, for one state of the code). Crews then work through two years of them,
several times with other luck. Printed are tables in Markdown; `--write` puts them between the
marks of a page.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.evaluation.__main__ import put_between_marks
from benchmarks.learning_curve import tables
from benchmarks.learning_curve.coverage import Estimate, estimates
from benchmarks.learning_curve.place import MONTHS
from benchmarks.learning_curve.population import Population, population
from benchmarks.learning_curve.replication import STAGES, History, replicate

ACCOUNTS, REPLICATIONS, COVERAGE_DRAWS = 2000, 8, 100
QUICK_ACCOUNTS, QUICK_MONTHS, QUICK_STAGES, QUICK_DRAWS = 800, 6, (0, 100, 300), 40


def section(
    people: Sequence[Population], histories: Sequence[History], known: Sequence[Estimate]
) -> str:
    """Return all tables in Markdown, with what they were made of."""
    accounts = sum(len(one) for one in people)
    thieves = sum(int(one.is_thief.sum()) for one in people)
    parts = [
        f"Commit {_commit()}: {len(people)} months, {accounts:,} accounts in all, {thieves:,}"
        f" thieves ({thieves / accounts:.1%}); {len(histories)} replications of the field work.",
        *(tables.curve(histories, measure) for measure in tables.MEASURES),
        tables.refusals(histories),
        tables.coverage(known),
    ]
    return "\n\n".join(part for part in parts if part)


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def _populations(accounts: int, months: int, kept: Path | None) -> list[Population]:
    people = []
    for month in range(months):
        print(f"population {month + 1} of {months}", file=sys.stderr, flush=True)
        people.append(population(month, accounts, kept))
    return people


def _histories(people: Sequence[Population], count: int, stages: Sequence[int]) -> list[History]:
    histories = []
    for seed in range(count):
        print(f"replication {seed + 1} of {count}", file=sys.stderr, flush=True)
        histories.append(replicate(people, seed, stages))
    return histories


def main() -> None:
    """Simulate what is not kept, play the two years, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="six months of few accounts")
    parser.add_argument("--cache", type=Path, metavar="DIR")
    parser.add_argument("--replications", type=int)
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    size = (QUICK_ACCOUNTS, QUICK_MONTHS) if options.quick else (ACCOUNTS, MONTHS)
    people = _populations(*size, options.cache)
    count = options.replications or (2 if options.quick else REPLICATIONS)
    histories = _histories(people, count, QUICK_STAGES if options.quick else STAGES)
    draws = QUICK_DRAWS if options.quick else COVERAGE_DRAWS
    known = [one for seed in range(draws) for one in estimates(people, seed)]
    told = section(people, histories, known)
    print(told)
    if options.write:
        put_between_marks(options.write, told)


if __name__ == "__main__":
    main()
