"""A backtest on a terminal: the figures, one line a list, and what to know before trusting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.exports import figures

# Measure to title and unit, in the order shown.
TITLES: dict[str, tuple[str, str]] = {
    "precision_at_capacity": ("Thefts among visits in the top {capacity}", "share"),
    "precision_on_list": ("Thefts among visits on the list", "share"),
    "hit_rate_of_all_visits": ("Thefts among all visits", "share"),
    "lift_at_capacity": ("Lift of the top {capacity}", "times"),
    "lift_on_list": ("Lift of the list", "times"),
    "useful_on_list": ("Theft, fault or error among visits on the list", "share"),
    "recall": ("Thefts found later that were listed before", "share"),
    "recovered_kwh_share": ("Recovered kWh that were listed before", "share"),
    "auc": ("AUC among the visited", ""),
    "lead_days": ("Median days from first listing to visit", "days"),
}


def print_backtest(report: Mapping[str, Any], console: Console) -> None:
    """Print a report of `models.backtesting.report`."""
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
    for note in report["notes"]:
        console.print(Text(f"Note: {note}"), soft_wrap=True)


def interval_text(figure: Mapping[str, float | None], unit: str) -> tuple[str, str]:
    """Return a figure and its interval in words, e.g. ("42 %", "31 % to 55 %")."""
    value = figures.quantity(figure["value"], unit)
    if not (figures.is_known(figure["low"]) and figures.is_known(figure["high"])):
        return value, ""
    low, high = (figures.quantity(figure[name], unit) for name in ("low", "high"))
    return value, f"{low} to {high}"


def _headline(report: Mapping[str, Any], console: Console) -> Table:
    table = _table(console)
    table.add_column("Over all lists")
    table.add_column("", justify="right")
    table.add_column("95 % interval", justify="right")
    for name, (title, unit) in TITLES.items():
        words = title.format(capacity=report["capacity"])
        table.add_row(words, *interval_text(report["headline"][name], unit))
    return table


def _dates(report: Mapping[str, Any], console: Console) -> Table:
    table = _table(console)
    heads = ("List of", "listed", "visits", "thefts", "hit rate", "top", "list", "recall", "AUC")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    for date in report["dates"]:
        visits, measures = date["visits"], date["measures"]
        shares = (
            figures.quantity(measures[name]["value"], "share")
            for name in (
                "hit_rate_of_all_visits",
                "precision_at_capacity",
                "precision_on_list",
                "recall",
            )
        )
        table.add_row(
            date["date"],
            f"{date['listed']:,}",
            f"{visits['conclusive']:,}",
            f"{visits['theft']:,}",
            *shares,
            figures.number(measures["auc"]["value"]),
        )
    return table


def _table(console: Console) -> Table:
    return Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
