"""A backtest on a terminal: the figures, one line a list, and what to know before trusting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.command_line.titled_table import print_table
from pipeline.exports.evaluation.headline import titled
from pipeline.exports.evaluation.words import (
    BACKTEST_METRICS,
    share_words,
    span_words,
    value_words,
)

_SHARES = {
    "Theft: all": "hit_rate_of_all_visits",
    "top": "precision_at_capacity",
    "list": "precision_on_list",
    "Recall": "recall",
}


def print_backtest(report: Mapping[str, Any], console: Console) -> None:
    """Print a report of `models.backtesting.report`, the warnings last, where they are seen."""
    visits = report["visits"]
    console.print(
        Text(
            f"Lists from {report['from']} to {report['to']}, every {report['every_days']} days;"
            f" visits within {report['horizon_days']} days: {visits['in_reach']:,}, of them"
            f" {visits['conclusive']:,} with a result: {visits['theft']:,} theft,"
            f" {visits['useful_not_theft']:,} fault or error, {visits['nothing_wrong']:,}"
            " nothing wrong."
        ),
        soft_wrap=True,
    )
    console.print(_headline(report, console))
    console.print(_dates(report, console))
    if "learning" in report:
        _print_learning(report, console)
    for note in report["notes"]:
        console.print(Text(f"Note: {note}"), soft_wrap=True)


def _headline(report: Mapping[str, Any], console: Console) -> Table:
    table = _table(console)
    table.add_column("Over all lists")
    table.add_column("", justify="right")
    table.add_column("95 % interval", justify="right")
    for name, metric in BACKTEST_METRICS.items():
        figure = report["headline"][name]
        table.add_row(
            titled(metric.title, report),
            value_words(figure["value"], metric.unit),
            span_words(figure, metric.unit),
        )
    return table


def _print_learning(report: Mapping[str, Any], console: Console) -> None:
    learning = report["learning"]
    ways = {"cold_start": "Cold start", "learner": "Learner", "blend": "Blend"}
    print_table(
        console,
        "With what was learned, and without",
        ("Over all lists", *ways.values()),
        [
            (titled(metric.title, report), *(_with_span(learning, way, name) for way in ways))
            for name, metric in BACKTEST_METRICS.items()
        ],
    )
    print_table(
        console,
        "Trainings",
        ("On", "Outcomes", "Share", "Not released because"),
        [
            (one["date"], f"{one['outcomes']:,}", share_words(one["share"]), one["refusal"] or "")
            for one in learning["trainings"]
        ],
        ("Not released because",),
    )


def _with_span(learning: Mapping[str, Any], way: str, name: str) -> str:
    figure, unit = learning["headline"][way][name], BACKTEST_METRICS[name].unit
    return f"{value_words(figure['value'], unit)} ({span_words(figure, unit)})"


def _dates(report: Mapping[str, Any], console: Console) -> Table:
    table = _table(console)
    table.add_column("List of")
    for head in ("Listed", "Visits", "Thefts", *_SHARES, "AUC"):
        table.add_column(head, justify="right")
    for date in report["dates"]:
        visits, measures = date["visits"], date["measures"]
        table.add_row(
            date["date"],
            f"{date['listed']:,}",
            f"{visits['conclusive']:,}",
            f"{visits['theft']:,}",
            *(share_words(measures[name]["value"]) for name in _SHARES.values()),
            value_words(measures["auc"]["value"], "score"),
        )
    return table


def _table(console: Console) -> Table:
    return Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
