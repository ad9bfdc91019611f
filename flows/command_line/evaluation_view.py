"""An evaluation on a terminal: what the scores are worth, where they fail, whom they wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.command_line.evaluation_words import (
    estimates,
    figure,
    head_lines,
    interval,
    remaining,
    share,
)
from flows.command_line.plain_text import styled
from flows.command_line.titled_table import print_pairs, print_table
from models.evaluation.report import METRICS
from pipeline.exports import figures, wording

Row = Mapping[str, Any]

# Lift follows from precision: it stands in the table by length.
_COMPARED = [name for name in METRICS if name != "lift_at_capacity"]
_BY_TITLES = {
    "strength": "Thieves found, by strength",
    "kwh_per_day": "Thieves found, by kWh a day",
}
_LENGTHS = {"thieves": "as many as thieves", "capacity": "as crews can visit", "list": "the list"}


def print_evaluation(report: Row, console: Console) -> None:
    """Print a report as `models.evaluation.report` makes it; tables fit the terminal."""
    for line in head_lines(report):
        console.print(Text(line), soft_wrap=True)
    _print_comparison(report["comparison"], console)
    _print_lengths(report["at_k"], console)
    _print_found("Thieves found, by kind", report["recall_by_kind"], console)
    strength = report["recall_by_strength"]
    bins = [_with_limits(one) for one in strength["bins"]]
    _print_found(_BY_TITLES.get(strength["by"], ""), bins, console)
    _print_confounders(report["confounders"], console)
    print_pairs(console, "Estimates for the thieves on the list", estimates(report))
    _print_confusion(report["means"]["confusion"], console)
    print_pairs(console, "Time, probability, seeds", remaining(report))
    _print_missed(report["cases"], console)
    _print_wrongly_listed(report["cases"], console)
    for note in report["notes"]:
        console.print(styled(f"Note: {note}.", "dim"), soft_wrap=True)


def _print_comparison(rows: Sequence[Row], console: Console) -> None:
    lines = []
    for row in rows:
        metrics = row["metrics"]
        lines.append([row["label"], *(figure(name, metrics[name]["value"]) for name in _COMPARED)])
        lines.append(["  95 %", *(interval(name, metrics[name]) for name in _COMPARED)])
    title = "Comparison (k: number of thieves; innocents on a list as long as ours)"
    print_table(console, title, ["Scores", *(METRICS[name] for name in _COMPARED)], lines)


def _print_lengths(rows: Sequence[Row], console: Console) -> None:
    lines = [
        [f"{row['k']:,}", _LENGTHS.get(row["name"], ""), f"{row['thieves']:,}"]
        + [share(row[name]) for name in ("precision", "recall")]
        + [figures.number(row["map"], 2), figures.number(row["lift"])]
        for row in rows
    ]
    heads = ["First", "Which is", "Thieves", "Precision", "Recall", "MAP", "Lift"]
    print_table(console, "By length of the list", heads, lines, words=("Which is",))


def _print_found(title: str, rows: Sequence[Row], console: Console) -> None:
    heads = ["Theft", "Thieves", "On the list", "Recall", "In top k", "Recall"]
    keys = ("thieves", "on_list", "recall_on_list", "in_top_k", "recall_in_top_k")
    print_table(console, title, heads, [_counted(row, keys) for row in rows])


def _with_limits(row: Row) -> Row:
    limits = figures.energy_range(row["low"], row["high"])
    return {**row, "name": f"{row['name']} ({limits})"}


def _print_confounders(rows: Sequence[Row], console: Console) -> None:
    heads = ["Innocent oddity", "Accounts", "On the list", "Share", "In top k", "Share"]
    keys = ("accounts", "on_list", "share_on_list", "in_top_k", "share_in_top_k")
    print_table(console, "Innocent oddities listed", heads, [_counted(row, keys) for row in rows])


def _counted(row: Row, keys: Sequence[str]) -> list[str]:
    """Return the name of a row with its figures: counts are whole, anything else is a share."""
    values = (row[key] for key in keys)
    cells = [f"{value:,}" if isinstance(value, int) else share(value) for value in values]
    return [wording.plain(row["name"]), *cells]


def _print_confusion(rows: Sequence[Row], console: Console) -> None:
    lines = [
        [
            wording.plain(row["kind"]),
            f"{row['thieves']:,}",
            f"{row['right']:,}",
            _suspected(row["suspected"]),
        ]
        for row in rows
    ]
    heads = ["True means", "Thieves", "Right", "Suspected"]
    print_table(console, "Means of the thieves on the list", heads, lines, words=("Suspected",))


def _suspected(counts: Mapping[str, int]) -> str:
    named = ((wording.plain(means) or "nothing", count) for means, count in counts.items())
    return ", ".join(f"{means} {count:,}" for means, count in named)


def _print_missed(cases: Row, console: Console) -> None:
    lines = [
        [
            row["account_id"],
            wording.plain(row["kind"]),
            row["onset"] or figures.UNKNOWN,
            figures.number(row["kwh_per_day"]),
            *_place(row),
        ]
        for row in cases["missed"]
    ]
    title = f"Missed thieves, the largest first ({_shown(lines, cases['missed_count'])})"
    heads = ["Account", "Kind", "Onset", "kWh/day", "Score", "Rank"]
    print_table(console, title, heads, lines, words=("Kind", "Onset"))


def _print_wrongly_listed(cases: Row, console: Console) -> None:
    lines = [
        [
            row["account_id"],
            wording.plain(row["kind"] or row["label"]),
            wording.means_title(row["means"]),
            *_place(row),
        ]
        for row in cases["wrongly_listed"]
    ]
    title = f"Wrongly listed ({_shown(lines, cases['wrongly_listed_count'])})"
    heads = ["Account", "In truth", "Suspected", "Score", "Rank"]
    print_table(console, title, heads, lines, words=("In truth", "Suspected"))


def _place(row: Row) -> list[str]:
    return [figures.score(row["score"]), f"{row['rank']:,}"]


def _shown(rows: Sequence[object], count: int) -> str:
    return f"{count:,}" if len(rows) == count else f"{len(rows):,} of {count:,}"
