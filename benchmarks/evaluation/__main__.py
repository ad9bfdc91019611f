"""How well simulated utilities are judged, in figures of scenario sets that nothing was tuned on.

    python -m benchmarks.evaluation [NAME ...] [--worlds 4] [--kept FOLDER] [--write PAGE]

Each set is simulated `--worlds` times with seeds of its own, and each world is taken from its
files to six weekly lists and the report of `wattsleuth evaluate`. Printed are tables in
Markdown; `--write` puts them between the marks of a page. `--kept` keeps reports, so that an
interrupted measurement goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.evaluation import tables
from benchmarks.evaluation.world import Report, report_of
from simulator.scenario import load_scenario

SETS = ("test", "daily_only", "monthly_only", "events_only", "large_customers", "district")
FULL = ("test",)
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def section(name: str, reports: Sequence[Report]) -> str:
    """Return the tables of one set in Markdown: all of them for the sets in `FULL`."""
    population = [report["population"] for report in reports]
    thieves = sum(one["thieves"] for one in population)
    accounts = sum(one["accounts"] for one in population)
    confounders = sum(one["confounders"] for one in population)
    parts = [
        f"### `{name}`",
        load_scenario(name).description,
        f"{len(reports)} world{'s' * (len(reports) > 1)}; in all {accounts:,} accounts,"
        f" {thieves} thieves, {confounders} innocent oddities. {_listed(reports)}",
        tables.comparison(reports),
    ]
    if name in FULL:
        parts += [
            tables.found_by_kind(reports),
            tables.found_by_strength(reports),
            tables.innocents(reports),
            tables.estimates(reports),
        ]
    return "\n\n".join(parts)


def _listed(reports: Sequence[Report]) -> str:
    thieves = sum(report["list"]["thieves"] for report in reports)
    length = sum(report["list"]["length"] for report in reports)
    of = sum(report["population"]["thieves"] for report in reports)
    return f"Listed: {length}, of whom {thieves} are thieves ({thieves} of {of} found)."


def put_between_marks(page: Path, figures: str) -> None:
    """Replace what stands between the marks of a page; ValueError where it has no marks."""
    text = page.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{page}: needs one line {BEGIN!r} and one {END!r} to put figures between")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    page.write_text(f"{head}{BEGIN}\n{figures}\n{END}{tail}", "utf-8")


def main() -> None:
    """Measure the named sets, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=SETS)
    parser.add_argument("--worlds", type=int, default=4)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    sections = []
    for name in options.names:
        reports = []
        for number in range(options.worlds):
            print(f"{name}: world {number + 1} of {options.worlds}", file=sys.stderr, flush=True)
            reports.append(report_of(name, number, options.kept))
        sections.append(section(name, reports))
        print(sections[-1], end="\n\n", flush=True)
    if options.write:
        put_between_marks(options.write, "\n\n".join(sections))


if __name__ == "__main__":
    main()
