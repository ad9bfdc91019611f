"""What visits found: hit rates by month, rank, zone, means, feature; and what they brought in."""

from __future__ import annotations

import datetime as dt

import numpy as np
from markupsafe import Markup

from pipeline.exports import figures, wording
from pipeline.exports.charts.line_chart import SHARES, Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.charts.scale import day_scale
from pipeline.exports.evaluation.backtest import LEAD_CLASSES
from pipeline.exports.evaluation.bar_rows import class_bars, of, svg
from pipeline.exports.evaluation.block import (
    Bars,
    Block,
    Facts,
    Pictures,
    Report,
    Row,
    Rows,
    Section,
)
from pipeline.exports.evaluation.words import share_words, span_words, value_words
from pipeline.exports.picture import Picture, Sheet

MOST_ROWS = 20
_BY = (
    ("by_reason", "Why it was planned"),
    ("by_rank", "Rank on the list"),
    ("by_zone", "Zone"),
    ("by_means", "Suspected means"),
    ("by_feature", "Leading evidence"),
)
_NOT_SAID = "Not said"


def hit_section(report: Report) -> Section | None:
    """Return hit rates over time and by kind; None where no visit tells."""
    tables = tuple(_bars(head, report[key]) for key, head in _BY if report[key])
    if not tables:
        return None
    months = report["by_month"]
    pictures = (Pictures((_months(months),)),) if len(months) > 1 else ()
    return Section(
        "hits",
        "What visits find",
        "Of the visits with a result, the share that found theft, with its 90 % interval. The"
        " last column draws small numbers to the rate of all: what one would bet on for the next"
        " visits there.",
        (*pictures, *tables),
    )


def _bars(head: str, rows: Rows) -> Bars:
    shown = rows[:MOST_ROWS]
    left = f"{len(rows) - len(shown):,} more are in the JSON." if len(rows) > len(shown) else ""
    return Bars(
        caption=f"Visits that found theft, by {head[:1].lower()}{head[1:]}",
        words=left,
        heads=(head, "Share of visits", "Theft", "90 % interval", "Fault or error", "To bet on"),
        rows=tuple(
            (
                _title(str(row["name"])),
                svg((row["rate"]["value"],)),
                (
                    of(row["thefts"], row["visits"], row["rate"]["value"]),
                    span_words(row["rate"], "share"),
                    f"{row['useful']:,}",
                    share_words(row["shrunk_rate"]),
                ),
            )
            for row in shown
        ),
    )


def _title(name: str) -> str:
    return wording.MEANS_TITLES.get(name) or wording.titled(wording.plain(name)) or _NOT_SAID


def _months(rows: Rows) -> Picture:
    title = "Hit rate by month"
    words = (
        "Up: of the visits to listed accounts with a result, the share that found theft; the"
        " shade is the 90 % interval."
    )
    days = tuple(dt.date.fromisoformat(f"{row['name']}-01") for row in rows)
    x = np.array([day.toordinal() + 0.5 for day in days], dtype=np.float64)
    value, low, high = (
        np.array([row["rate"][part] for row in rows], dtype=np.float64)
        for part in ("value", "low", "high")
    )
    line = Line("visits to listed accounts", "ours", x, value, low, high, has_dots=True)
    frame = Frame("months", title, words, "share", 200)
    drawn = Markup(line_chart(frame, [line], day_scale(days), SHARES))  # noqa: S704 - our own SVG
    sheet = Sheet(
        title,
        ("Month", "Visits", "Thefts", "Share", "90 % interval"),
        tuple(_month_row(row) for row in rows),
    )
    return Picture(title, words, drawn, sheet)


def _month_row(row: Row) -> tuple[str, ...]:
    return (
        str(row["name"]),
        f"{row['visits']:,}",
        f"{row['thefts']:,}",
        share_words(row["rate"]["value"]),
        span_words(row["rate"], "share"),
    )


def work_section(report: Report, currency: str) -> Section | None:
    """Return what visits brought in, what waits, and the days of lead."""
    brought, waits, lead = report["recovery"], report["backlog"], report["lead"]
    if not (brought["visits"] or waits["planned"] or waits["listed"]):
        return None
    facts = (
        ("Visits", f"{brought['visits']:,}"),
        ("Energy recovered a visit", figures.quantity(brought["kwh_per_visit"], "kWh")),
        ("Money charged a visit", figures.amount(brought["amount_per_visit"], currency)),
        ("Planned and not told of yet", f"{waits['open']:,}"),
        ("Planned long ago, never told of", f"{waits['overdue']:,}"),
        ("Listed, not visited since", f"{waits['unvisited']:,} of {waits['listed']:,}"),
        ("Longest wait", value_words(waits["oldest_days"], "days")),
        ("Thefts that a list had named", f"{lead['listed']:,} of {lead['thefts']:,}"),
        ("From first listing to visit", value_words(lead["median_days"], "days")),
    )
    blocks: list[Block] = [Facts(facts)]
    if lead["days"]:
        head = "From first listing to visit"
        blocks.append(class_bars(head, lead["days"], LEAD_CLASSES, "Thefts"))
    return Section(
        "work",
        "What visits bring, and what waits",
        "A visit without access costs as much as any other, so that energy and money are over"
        " all visits. Days from the first listing to the visit are days of loss.",
        tuple(blocks),
    )


def injection_section(report: Report) -> Section | None:
    """Return what the latest injection found; None where none was stored."""
    injected = report["injected"]
    if not injected:
        return None
    facts = (
        ("Injected on", str(injected["date"])),
        ("Attacks laid", f"{injected['count']:,}"),
        ("Listed", of(injected["listed"], injected["count"], injected["recall"])),
        ("AUC", value_words(injected["auc"], "score")),
    )
    return Section(
        "injection",
        "Known attacks in your own readings",
        "Attacks of known kinds, hidden in a copy of the readings: what of them would be listed.",
        (Facts(facts),),
    )
