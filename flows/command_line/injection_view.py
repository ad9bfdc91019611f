"""The report of an injection on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.command_line.titled_table import print_pairs, print_table
from pipeline.exports import figures

HEADS = ("Attack", "Strength", "Laid", "Found", "Recall", "AUC", "Score", "Rank", "Named", "Hidden")


def print_injection(report: Mapping[str, Any], console: Console) -> None:
    """Print what would have been found, as `InjectionReport.as_json` has it."""
    for line in _head_lines(report):
        console.print(Text(line), soft_wrap=True)
    tables = ([*report["cases"], report["total"]], report["by_onset"])
    print_tallies(*tables, console)
    reasons = [(name, f"not possible: {why}") for name, why in report["not_possible"].items()]
    if reasons:
        print_pairs(console, "Attacks left out", reasons)


def print_tallies(
    cases: Sequence[Mapping[str, Any]], by_onset: Sequence[Mapping[str, Any]], console: Console
) -> None:
    """Print tallies (see `models.injection.report.Tally`) by attack and by onset."""
    print_table(console, "Attacks found", HEADS, _rows(cases), words=("Strength",))
    heads = ("Attacks", "Onset", *HEADS[2:])
    title = "By days since the onset"
    print_table(console, title, heads, _rows(by_onset), words=("Onset",))


def _head_lines(report: Mapping[str, Any]) -> list[str]:
    total = report["total"]
    return [
        f"{report['date']}: {total['count']:,} attacks in {report['rounds']:,} rounds on"
        f" {report['candidates']:,} honest-looking of {report['judged']:,} judged accounts;"
        f" {total['listed']:,} would be on the list"
        f" (score at least {report['score_at_least']:g}, first {report['list_length']:,}).",
        f"Untouched accounts at that score: {report['false_alarms_before']:,} without any attack,"
        f" {report['false_alarms']:.1f} beside the attacked ones, on average.",
    ]


def _rows(tallies: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [
            tally["attack"].replace("_", " "),
            tally["strength"],
            f"{tally['count']:,}",
            f"{tally['listed']:,}",
            _share(tally["recall"]),
            figures.number(tally["auc"], 2),
            figures.score(tally["score_median"]),
            figures.number(tally["rank_median"], 0),
            _share(tally["named_share"]),
            _share(tally["hidden_share"]),
        ]
        for tally in tallies
    ]


def _share(value: float | None) -> str:
    return figures.UNKNOWN if value is None else f"{figures.number(100 * value, 0)} %"
