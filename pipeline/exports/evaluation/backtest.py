"""What only a backtest has: the lists over time, what visits found, and the lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from pipeline.exports import wording
from pipeline.exports.charts.curve import Floats
from pipeline.exports.charts.line_chart import SHARES, Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.charts.scale import day_scale
from pipeline.exports.evaluation.bar_rows import class_bars, of, svg
from pipeline.exports.evaluation.block import (
    Bars,
    Block,
    Facts,
    Listing,
    Pictures,
    Report,
    Row,
    Section,
)
from pipeline.exports.evaluation.words import share_words, value_words
from pipeline.exports.picture import Picture, Sheet

LEAD_CLASSES = (
    (7, "a week or less"),
    (14, "8 to 14 days"),
    (30, "15 to 30 days"),
    (60, "31 to 60 days"),
    (90, "61 to 90 days"),
    (np.inf, "more than 90 days"),
)
_VERDICTS = (
    ("theft", "Theft"),
    ("useful_not_theft", "Useful, but no theft: fault or error"),
    ("nothing_wrong", "Nothing wrong"),
    ("excluded", "Proved nothing: no access, inconclusive, rectified"),
)


def time_section(report: Report) -> Section | None:
    """Return the figures of each list; None where the report is of no backtest."""
    if "dates" not in report:
        return None
    blocks: list[Block] = []
    if len(report["dates"]) > 1:
        blocks.append(Pictures((_hits(report), _finds(report))))
    blocks.append(Listing(_date_sheet(report["dates"])))
    return Section(
        "time",
        "List by list",
        f"Each list against the visits of the {report['horizon_days']} days after it; of an"
        " account the first visit with a result. Neighbouring lists share most of their visits,"
        " so that their ups and downs are no independent proofs.",
        tuple(blocks),
    )


def _hits(report: Report) -> Picture:
    return _picture(
        report,
        "hits",
        "Hit rate of visits",
        "Up: share of visits that found theft. Where the line of the list stands above that of"
        " all visits, the list knew better than the utility's own choice; the shade is the 95 %"
        " interval.",
        (
            ("precision_on_list", "visits to listed accounts", "ours"),
            ("hit_rate_of_all_visits", "all visits", "rival-1"),
        ),
    )


def _finds(report: Report) -> Picture:
    return _picture(
        report,
        "finds",
        "Thefts that were listed before",
        "Up: of the thefts found after a list, the share that it or an earlier list of this"
        " backtest had named; the shade is the 95 % interval.",
        (("recall", "thefts listed before", "ours"),),
    )


def _picture(
    report: Report, key: str, title: str, words: str, measures: Sequence[tuple[str, str, str]]
) -> Picture:
    days = tuple(dt.date.fromisoformat(one["date"]) for one in report["dates"])
    x = np.array([day.toordinal() + 0.5 for day in days], dtype=np.float64)
    lines = []
    for name, label, style in measures:
        value, low, high = (_values(report, name, part) for part in ("value", "low", "high"))
        lines.append(Line(label, style, x, value, low, high, has_dots=True))
    frame = Frame(key, title, words, "share", 200)
    svg_text = Markup(line_chart(frame, lines, day_scale(days), SHARES))  # noqa: S704
    legend = tuple((f"line {line.style}", line.name) for line in lines)
    heads = ("List of", *(line.name for line in lines))
    rows = tuple(
        (str(day), *(share_words(line.y[place]) for line in lines))
        for place, day in enumerate(days)
    )
    return Picture(title, words, svg_text, Sheet(title, heads, rows), legend)


def _values(report: Report, name: str, part: str) -> Floats:
    known = [one["measures"][name][part] for one in report["dates"]]
    return np.array([np.nan if value is None else value for value in known], dtype=np.float64)


def _date_sheet(dates: Sequence[Row]) -> Sheet:
    counted = ("List of", "Scores", "Listed", "Visits with a result", "Thefts")
    measured = ("Theft, all visits", "Theft, top", "Theft, list", "Listed before", "AUC")
    shares = ("hit_rate_of_all_visits", "precision_at_capacity", "precision_on_list", "recall")
    rows = tuple(
        (
            str(one["date"]),
            str(one["origin"]),
            f"{one['listed']:,}",
            f"{one['visits']['conclusive']:,}",
            f"{one['visits']['theft']:,}",
            *(share_words(one["measures"][name]["value"]) for name in shares),
            value_words(one["measures"]["auc"]["value"], "score"),
        )
        for one in dates
    )
    return Sheet("All lists", counted + measured, rows)


def visit_section(report: Report) -> Section | None:
    """Return what the visits found; None where the report is of no backtest."""
    visits = report.get("visits")
    if visits is None:
        return None
    total = visits["in_reach"]
    table = Bars(
        caption="Visits, by what they found",
        words="",
        heads=("Found", "Share of visits", "Visits"),
        rows=tuple(
            (title, svg((visits[name] / total,)), (of(visits[name], total, visits[name] / total),))
            for name, title in _VERDICTS
        ),
    )
    outcomes = tuple(
        (wording.titled(wording.plain(outcome)), f"{count:,}")
        for outcome, count in visits["by_outcome"].items()
    )
    return Section(
        "visits",
        "What the visits found",
        "Faults and errors count against the list as no theft, yet they were worth the visit."
        " Visits that proved nothing count nowhere.",
        (table, Facts(outcomes)),
    )


def lead_section(report: Report) -> Section | None:
    """Return thefts by means and the days of lead; None where no theft was found."""
    lead = report.get("lead", {})
    if not lead.get("thefts"):
        return None
    blocks: list[Block] = [_by_means(report)]
    if lead["days"]:
        head = "From first listing to visit"
        blocks.append(class_bars(head, lead["days"], LEAD_CLASSES, "Thefts"))
    return Section(
        "lead",
        "How early were the thefts listed?",
        f"Of {lead['thefts']:,} thefts found, {lead['listed']:,} had been named by a list before"
        " the visit. The days between are those that a visit by the list would have saved; what"
        " was listed before the first list of this backtest is not seen.",
        tuple(blocks),
    )


def _by_means(report: Report) -> Bars:
    return Bars(
        caption="Thefts listed before, by the means that the inspectors named",
        words="",
        heads=("Means", "Share listed before", "Listed before"),
        rows=tuple(
            (
                wording.means_title(row["name"]) if row["name"] else "Not named",
                svg((row["recall"],)),
                (of(row["listed"], row["thefts"], row["recall"]),),
            )
            for row in report["by_means"]
        ),
    )
