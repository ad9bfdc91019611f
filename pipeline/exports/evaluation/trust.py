"""How far to trust: whether probabilities hold, how soon a thief is listed, what is chance."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from pipeline.exports import figures
from pipeline.exports.charts.line_chart import SHARES, Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.evaluation.bar_rows import of, svg
from pipeline.exports.evaluation.block import Bars, Facts, Pictures, Report, Rows, Section
from pipeline.exports.evaluation.words import share_words, span_words, value_words
from pipeline.exports.picture import Picture, Sheet


def calibration_section(report: Report) -> Section | None:
    """Return whether probabilities hold; None where there are none."""
    chances = report.get("calibration", {})
    if not chances.get("bins"):
        return None
    facts = (
        ("Brier score", value_words(chances["brier"], "score")),
        ("Expected calibration error", value_words(chances["expected_calibration_error"], "score")),
        ("Accounts", f"{chances['accounts']:,}"),
    )
    return Section(
        "calibration",
        "Do the probabilities hold?",
        "A probability is only worth its name if it comes true as often as it says.",
        (Facts(facts), Pictures((_calibration(chances["bins"]),))),
    )


def tail_section(report: Report) -> Section | None:
    """Return whether scores are as rare among the innocent as they say; None where unknown."""
    told = report.get("innocent_tail", {})
    if not told.get("accounts"):
        return None
    facts = tuple(
        (
            f"As rare as {share_words(one['expected'])}",
            f"{share_words(one['observed'])} of the innocent",
        )
        for one in told["shares"]
    )
    return Section(
        "tail",
        "Are high scores as rare as they say?",
        "How rare a score is among the innocent can be told without knowing who they are; with"
        " the truth at hand, so many of them are as rare as that.",
        (Facts(facts),),
    )


def _calibration(bins: Rows) -> Picture:
    title = "Probability and truth"
    words = (
        "Across: probability given; up: share who are thieves. On the dashed line three in ten"
        " of those given 30 % steal."
    )
    x, y = (
        np.array([one[name] for one in bins], dtype=np.float64)
        for name in ("mean_probability", "theft_share")
    )
    ours = Line("thieves found", "ours", x, y, has_dots=True)
    even = Line("as foretold", "lot", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    frame = Frame("probabilities", title, words, "share of thieves", 250)
    drawn = Markup(line_chart(frame, [ours, even], SHARES, SHARES))  # noqa: S704 - our own SVG
    legend = tuple((f"line {line.style}", line.name) for line in (ours, even))
    return Picture(title, words, drawn, _bin_sheet(bins), legend)


def _bin_sheet(bins: Rows) -> Sheet:
    heads = ("Probability given", "Accounts", "Mean probability", "Thieves")
    rows = tuple(
        (
            span_words(one, "share"),
            f"{one['accounts']:,}",
            share_words(one["mean_probability"]),
            share_words(one["theft_share"]),
        )
        for one in bins
    )
    return Sheet("Probabilities", heads, rows)


def delay_section(report: Report) -> Section | None:
    """Return the days to the first listing; None where no list or no thief tells."""
    first = report.get("first_listing", {})
    if not first.get("thieves"):
        return None
    table = Bars(
        caption="Thieves listed within so many days of the onset",
        words="",
        heads=("After the onset", "Share listed", "Listed"),
        rows=tuple(
            (
                f"Within {one['days']} days",
                svg((one["share"],)),
                (of(one["listed"], one["thieves"], one["share"]),),
            )
            for one in first["within"]
        ),
    )
    facts = (
        ("Median to the first listing", value_words(first["median_days"], "days")),
        ("Listed at all", f"{first['listed']:,} of {first['thieves']:,}"),
        ("Lists that count", f"{first['lists']:,}"),
        ("From", f"{first['first_list'] or figures.UNKNOWN}"),
        ("To", f"{first['last_list'] or figures.UNKNOWN}"),
    )
    return Section(
        "delay",
        "How soon is a thief listed?",
        "Every day before the first listing is energy lost. A thief counts in a row once that"
        " many days have passed since the onset.",
        (Facts(facts), table),
    )


def stability_section(report: Report) -> Section | None:
    """Return how much of the top depends on the seed; None where it was not measured."""
    seeds = report.get("stability")
    if not seeds:
        return None
    named = (
        ("The same with every seed", seeds["common_share"]),
        ("Overlap of two seeds, mean", seeds["mean_jaccard"]),
        ("Overlap of two seeds, lowest", seeds["min_jaccard"]),
    )
    table = Bars(
        caption="Overlap of the top of the list between seeds",
        words="",
        heads=("Of the top", "Share", "Value"),
        rows=tuple((name, svg((share,)), (share_words(share),)) for name, share in named),
    )
    return Section(
        "stability",
        "Does chance decide who is listed?",
        f"The first {seeds['k']:,} accounts, scored with {seeds['seeds']:,} seeds of the forests."
        " The longer the bars, the less depends on the seed.",
        (table,),
    )
