"""The monitor's report on a terminal: warnings first, then what visits found and what drifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.command_line.plain_text import styled
from flows.command_line.titled_table import print_pairs, print_table
from pipeline.exports import figures, wording
from pipeline.exports.evaluation.words import share_words, span_words, value_words
from pipeline.exports.monitoring_page import RATES

Row = Mapping[str, Any]

SHOWN = 10
_BY = {
    "by_reason": "Why it was planned",
    "by_rank": "Rank",
    "by_zone": "Zone",
    "by_means": "Suspected means",
    "by_feature": "Leading evidence",
    "by_month": "Month",
}


def print_monitoring(report: Row, console: Console) -> None:
    """Print a report of `models.monitoring.report`; what is not known is left out or a dash."""
    visits = report["visits"]
    head = (
        f"Lists, visits and data of {report['since']} to {report['date']}: {visits['visits']:,}"
        f" visits, {visits['theft']:,} thefts, {visits['useful']:,} faults or errors,"
        f" {visits['innocent']:,} with nothing wrong, {visits['without_result']:,} without a"
        " result."
    )
    console.print(Text(head), soft_wrap=True)
    for words in report["alarms"]:
        console.print(styled(f"Warning: {words}", "bold"), soft_wrap=True)
    _print_rates(report, console)
    for key, title in _BY.items():
        _print_cells(title, report[key], console)
    print_pairs(console, "Work", _work(report))
    _print_drift(report, console)
    _print_quality(report["quality"], console)
    for words in (*report["missing"], *report["notes"]):
        console.print(styled(f"Note: {words}", "dim"), soft_wrap=True)


def _print_rates(report: Row, console: Console) -> None:
    rows = [
        [metric.title, share_words(one["value"]), span_words(one, "share")]
        for name, metric in RATES.items()
        if (one := report["rates"][name])["value"] is not None
    ]
    heads = ["Share", "Value", f"{100 * report['level']:.0f} % interval"]
    print_table(console, "Theft", heads, rows)


def _print_cells(title: str, cells: Sequence[Row], console: Console) -> None:
    rows = [
        [
            wording.plain(cell["name"]) or "not said",
            f"{cell['visits']:,}",
            f"{cell['thefts']:,}",
            share_words(cell["rate"]["value"]),
            span_words(cell["rate"], "share"),
            share_words(cell["shrunk_rate"]),
        ]
        for cell in cells[:SHOWN]
    ]
    heads = [title, "Visits", "Thefts", "Share", "Interval", "To bet on"]
    print_table(console, f"Hit rate: {title.lower()}", heads, rows)


def _work(report: Row) -> list[tuple[str, str]]:
    brought, waits, lead = report["recovery"], report["backlog"], report["lead"]
    pairs = [
        ("recovered a visit", figures.quantity(brought["kwh_per_visit"], "kWh")),
        ("charged a visit", figures.number(brought["amount_per_visit"])),
        ("planned, open", f"{waits['open']:,} of {waits['planned']:,}"),
        ("planned, overdue", f"{waits['overdue']:,}"),
        ("listed, not visited since", f"{waits['unvisited']:,} of {waits['listed']:,}"),
        ("thefts listed before", f"{lead['listed']:,} of {lead['thefts']:,}"),
        ("first listing to visit", value_words(lead["median_days"], "days")),
    ]
    if report["reliability"]:
        overall = report["reliability"]["overall"]
        brier = value_words(overall["brier"], "score")
        pairs.append(("Brier score", f"{brier} over {overall['accounts']:,} visits"))
    if injected := report["injected"]:
        words = f"{injected['listed']:,} of {injected['count']:,} listed on {injected['date']}"
        pairs.append(("injected attacks", words))
    return pairs


def _print_drift(report: Row, console: Console) -> None:
    rows = [*report["score_drift"], *report["feature_drift"]]
    ordered = sorted(rows, key=lambda row: -(row["stability_index"] or 0.0))
    lines = [
        [
            wording.plain(row["name"]),
            value_words(row["stability_index"], "score"),
            share_words(row["tail_now"]),
            share_words(row["tail_before"]),
            share_words(row["known_now"]),
        ]
        for row in ordered[:SHOWN]
    ]
    heads = ["Value", "Stability index", "High now", "High at first", "Judged now"]
    print_table(console, "Drift, the largest first", heads, lines)


def _print_quality(rows: Sequence[Row], console: Console) -> None:
    lines = [
        [
            row["table"],
            f"{row['read_rows']:,}",
            f"{row['quarantined_rows']:,}",
            share_words(row["quarantined_share"]),
            share_words(row["lately_share"]),
        ]
        for row in rows
    ]
    heads = ["Table", "Delivered", "Refused", "Share", "Lately"]
    print_table(console, "Delivered rows that were refused", heads, lines)
