"""How right the estimates are: suspected means, onset, energy."""

from __future__ import annotations

import numpy as np

from pipeline.exports import figures, wording
from pipeline.exports.evaluation.bar_rows import class_bars, of, svg
from pipeline.exports.evaluation.block import Bars, Block, Facts, Report, Row, Section
from pipeline.exports.evaluation.words import share_words, span_words, value_words

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
        ("Onset, median error", value_words(onset["median_error_days"], "days")),
        ("Middle half of the errors", span),
        ("Within 3 days", share_words(onset["within_3_days"])),
        ("Within 7 days", share_words(onset["within_7_days"])),
    )
    errors = onset["errors_days"]
    return [Facts(pairs), class_bars("Error of the onset", errors, ERROR_CLASSES, "Thieves")]


def _energy(kwh: Row) -> list[Block]:
    pairs = (
        ("Energy, median of estimated to true", value_words(kwh["median_ratio"], "ratio")),
        ("Middle half of the ratios", _span(kwh["quartile_low"], kwh["quartile_high"], "ratio")),
        ("Within a factor of 2", share_words(kwh["within_factor_2"])),
        ("Stolen energy on the list", share_words(kwh["share_on_list"])),
    )
    head = "Estimated over true energy"
    return [Facts(pairs), class_bars(head, kwh["ratios"], RATIO_CLASSES, "Thieves")]


def _span(low: float | None, high: float | None, unit: str) -> str:
    return span_words({"low": low, "high": high}, unit) or figures.UNKNOWN
