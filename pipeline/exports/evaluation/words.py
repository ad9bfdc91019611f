"""Words for the figures of an evaluation or a backtest: title, unit, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.exports import figures

Figure = Mapping[str, float | None]


@dataclass(frozen=True)
class Metric:
    """How a figure is called and read; `unit` is share, score, ratio, times, count, days."""

    title: str
    unit: str
    words: str
    is_better_high: bool = True


# {k} is the number of thieves, {capacity} the visits that crews can make.
METRICS: dict[str, Metric] = {
    "auc": Metric(
        "AUC", "score", "Chance that a thief scores above an innocent; 0.5 is mere chance."
    ),
    "pr_auc": Metric("PR-AUC", "score", "Precision, averaged over the thieves down the ranking."),
    "precision_at_k": Metric(
        "Precision, first {k}", "share", "Thieves among as many accounts as there are thieves."
    ),
    "precision_at_capacity": Metric(
        "Precision, first {capacity}", "share", "Thieves among the accounts that crews can visit."
    ),
    "recall_at_capacity": Metric(
        "Recall, first {capacity}", "share", "Share of all thieves that those visits find."
    ),
    "map_at_k": Metric(
        "MAP, first {k}", "score", "Mean precision at each thief found: high if thieves come first."
    ),
    "lift_at_capacity": Metric(
        "Lift, first {capacity}",
        "times",
        "How many times more thieves than visits drawn at random.",
    ),
    "innocents_listed": Metric(
        "Innocents listed", "count", "Innocents on a list as long as ours.", is_better_high=False
    ),
}

BACKTEST_METRICS: dict[str, Metric] = {
    "precision_at_capacity": Metric(
        "Theft, visits in the top {capacity}", "share", "Thefts found by visits to the top."
    ),
    "precision_on_list": Metric(
        "Theft, visits on the list", "share", "Thefts found by visits to listed accounts."
    ),
    "hit_rate_of_all_visits": Metric(
        "Theft, all visits", "share", "What the utility's own choice of visits found."
    ),
    "lift_at_capacity": Metric(
        "Lift, top {capacity}", "times", "Hit rate of the top against that of all visits."
    ),
    "lift_on_list": Metric(
        "Lift, list", "times", "Hit rate of the list against that of all visits."
    ),
    "useful_on_list": Metric(
        "Worth the visit, list", "share", "Theft, fault or error found by visits to the list."
    ),
    "recall": Metric("Recall", "share", "Thefts found later that a list had named before."),
    "recovered_kwh_share": Metric(
        "Recovered kWh named", "share", "Of the energy recovered, what a list had named before."
    ),
    "auc": Metric(
        "AUC, visited",
        "score",
        "Chance that a theft scored above another visit; 0.5 is mere chance.",
    ),
    "lead_days": Metric(
        "Lead", "days", "Median days from the first list that named a thief to the visit."
    ),
}


def value_words(value: float | None, unit: str) -> str:
    """Return a figure in words, e.g. "42 %", "0.934", "9.7 times", "1 day"."""
    return f"{digits(value, unit)}{_unit_words(value, unit)}"


def span_words(figure: Figure, unit: str) -> str:
    """Return an interval in words, e.g. "31 to 55 %"; empty where it is not known."""
    low, high = figure["low"], figure["high"]
    if low is None or high is None:
        return ""
    return f"{digits(low, unit)} to {value_words(high, unit)}"


def share_words(share: float | None) -> str:
    """Return a share as a percentage that claims no more digits than a few cases can tell."""
    return value_words(share, "share")


def digits(value: float | None, unit: str) -> str:
    """Return a figure without its unit, with as many digits as its unit deserves."""
    if value is None or not figures.is_known(value):
        return figures.UNKNOWN
    if unit == "score":
        return figures.number(value, 3)
    if unit == "ratio":
        return figures.number(value, 2)
    if unit == "share":
        percent = 100 * value
        is_fine = 0 < percent < 9.95 or 99 < percent < 100
        return figures.number(percent, int(is_fine)).removesuffix(".0")
    return figures.number(value, None if unit == "count" or value >= 100 else 1).removesuffix(".0")


def _unit_words(value: float | None, unit: str) -> str:
    if not figures.is_known(value):
        return ""
    words = {
        "share": " %",
        "times": " times",
        "ratio": " times",
        "days": " day" if value == 1 else " days",
    }
    return words.get(unit, "")


def sentence(words: str) -> str:
    """Return words as a sentence: a large first letter, a full stop, no break before a %."""
    text = words.strip().replace(" %", "\N{NO-BREAK SPACE}%")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
