"""How right the estimates are: means, onset, energy, probability; how soon, and how stable."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from pipeline.exports import figures, wording
from pipeline.exports.charts.line_chart import SHARES, Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.evaluation.block import (
    Bars,
    Block,
    Facts,
    Pictures,
    Report,
    Row,
    Section,
)
from pipeline.exports.evaluation.found import of, svg
from pipeline.exports.picture import Picture, Sheet

# Upper bounds, included, and the words of each class; the last class has no bound.
ERROR_CLASSES = (
    (-31, "more than 30 days early"),
    (-8, "8 to 30 days early"),
    (-4, "4 to 7 days early"),
    (3, "within 3 days"),
    (7, "4 to 7 days late"),
    (30, "8 to 30 days late"),
    (np.inf, "more than 30 days late"),
)
RATIO_CLASSES = (
    (0.25, "less than a quarter"),
    (0.5, "a quarter to half"),
    (0.8, "half to 0.8 times"),
    (1.25, "0.8 to 1.25 times"),
    (2.0, "1.25 times to double"),
    (4.0, "double to fourfold"),
    (np.inf, "more than fourfold"),
)


def means_section(report: Report) -> Section | None:
    """Return what the means were taken for; None where no listed thief can tell."""
    means = report.get("means", {})
    if not means.get("thieves"):
        return None
    rows = sorted(means["confusion"], key=lambda row: (-row["thieves"], row["kind"]))
    table = Bars(
        caption="Suspected means, by true means",
        words="",
        heads=("True means", "Share named right", "Right", "Taken for"),
        rows=tuple(
            (
                wording.means_title(row["kind"]),
                svg((row["right"] / row["thieves"],)),
                (of(row["right"], row["thieves"], row["right"] / row["thieves"]), _taken_for(row)),
            )
            for row in rows
        ),
    )
    return Section(
        "means",
        "Is the suspected means right?",
        "The means decides what the inspector takes along. Of the thieves on the list"
        f" {of(means['right'], means['thieves'], means['accuracy'])} were listed with the"
        " right one; the last column says what the others were taken for.",
        (table,),
    )


def _taken_for(row: Row) -> str:
    wrong = {name: count for name, count in row["suspected"].items() if name != row["kind"]}
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(
        f"{wording.means_title(name) if name else 'No means named'} ({count:,})"
        for name, count in ordered
    )


def estimate_section(report: Report) -> Section | None:
    """Return errors of onset and energy; None where neither is known."""
    onset, kwh = report.get("onset", {}), report.get("kwh", {})
    blocks: list[Block] = []
    if onset.get("thieves"):
        blocks += _onset(onset)
    if kwh.get("thieves"):
        blocks += _energy(kwh)
    if not blocks:
        return None
    return Section(
        "estimates",
        "How good are onset and energy?",
        "For thieves on the list, against the truth. The onset decides what can be billed"
        " afterwards, the energy how much. The nearer to the middle row, the better.",
        tuple(blocks),
    )


def _onset(onset: Row) -> list[Block]:
    span = _span(onset["quartile_low_days"], onset["quartile_high_days"], "days")
    pairs = (
        ("Onset, median error", figures.quantity(onset["median_error_days"], "days")),
        ("Middle half of the errors", span),
        ("Within 3 days", figures.quantity(onset["within_3_days"], "share")),
        ("Within 7 days", figures.quantity(onset["within_7_days"], "share")),
    )
    errors = onset.get("errors_days", ())
    return [Facts(pairs), *_classes("Error of the onset", errors, ERROR_CLASSES)]


def _energy(kwh: Row) -> list[Block]:
    pairs = (
        ("Energy, estimated over true", f"{figures.number(kwh['median_ratio'])} (median)"),
        ("Middle half of the ratios", _span(kwh["quartile_low"], kwh["quartile_high"], "")),
        ("Within a factor of 2", figures.quantity(kwh["within_factor_2"], "share")),
        ("Stolen energy on the list", figures.quantity(kwh["share_on_list"], "share")),
    )
    ratios = kwh.get("ratios", ())
    return [Facts(pairs), *_classes("Estimated over true energy", ratios, RATIO_CLASSES)]


def _span(low: float | None, high: float | None, unit: str) -> str:
    if low is None or high is None:
        return figures.UNKNOWN
    return f"{figures.number(low)} to {figures.quantity(high, unit)}"


def _classes(
    head: str, values: Sequence[float], classes: Sequence[tuple[float, str]]
) -> list[Block]:
    """Return how many of `values` fall in each class; nothing where there are none."""
    if not len(values):
        return []
    bounds = np.array([bound for bound, _ in classes])
    counts = np.bincount(np.searchsorted(bounds, values, side="left"), minlength=len(classes))
    return [class_bars(head, [words for _, words in classes], counts.tolist(), "Thieves")]


def class_bars(head: str, names: Sequence[str], counts: Sequence[int], what: str) -> Bars:
    """Return a histogram that lies: a row a class, its bar against the largest class."""
    most, total = max(counts), sum(counts)
    return Bars(
        caption=f"{head}: {what.lower()} in each class",
        words="",
        heads=(head, "Share of the largest class", what),
        rows=tuple(
            (wording.titled(name), svg((count / most,)), (of(count, total, count / total),))
            for name, count in zip(names, counts, strict=True)
        ),
    )


def calibration_section(report: Report) -> Section | None:
    """Return whether probabilities hold; None where there are none."""
    chances = report.get("calibration", {})
    if not chances.get("bins"):
        return None
    x, y = (
        np.array([one[name] for one in chances["bins"]], dtype=np.float64)
        for name in ("mean_probability", "theft_share")
    )
    ours = Line("thieves found", "ours", x, y, has_dots=True)
    even = Line("as foretold", "lot", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    sheet = Sheet(
        "Probabilities",
        ("Probability given", "Accounts", "Mean probability", "Thieves"),
        tuple(
            (
                f"{figures.number(100 * one['low'])} to {figures.quantity(one['high'], 'share')}",
                f"{one['accounts']:,}",
                figures.quantity(one["mean_probability"], "share"),
                figures.quantity(one["theft_share"], "share"),
            )
            for one in chances["bins"]
        ),
    )
    words = (
        "Across: probability given; up: share who are thieves. On the dashed line three in ten"
        " of those given 30 % steal."
    )
    drawn = line_chart(
        Frame("calibration", "Probability and truth", words, "share of thieves", 250),
        [ours, even],
        SHARES,
        SHARES,
    )
    legend = (("line ours", ours.name), ("line lot", even.name))
    picture = Picture("Probability and truth", words, Markup(drawn), sheet, legend)  # noqa: S704
    facts = (
        ("Brier score", figures.number(chances["brier"], 3)),
        ("Expected calibration error", figures.number(chances["expected_calibration_error"], 3)),
        ("Accounts", figures.number(chances["accounts"], 0)),
    )
    return Section(
        "calibration",
        "Do the probabilities hold?",
        "A probability is only worth its name if it comes true as often as it says.",
        (Facts(facts), Pictures((picture,))),
    )


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
        ("Median to the first listing", figures.quantity(first["median_days"], "days")),
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
        rows=tuple(
            (name, svg((share,)), (figures.quantity(share, "share"),)) for name, share in named
        ),
    )
    return Section(
        "stability",
        "Does chance decide who is listed?",
        f"The first {seeds['k']:,} accounts, scored with {seeds['seeds']:,} seeds of the forests."
        " The longer the bars, the less depends on the seed.",
        (table,),
    )
