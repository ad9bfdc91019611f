"""Notes: what a reader of a backtest must know before trusting its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEW_THEFTS = 30


def notes(report: Mapping[str, Any]) -> list[str]:
    """Return warnings in plain sentences, the gravest first."""
    return [
        _selection(report),
        _unseen(report),
        *_few(report),
        *_without_score(report),
        *_origin(report),
    ]


def _selection(report: Mapping[str, Any]) -> str:
    population, visits = report["population"], report["visits"]
    share = population["share_visited"]
    part = "" if share is None else f" ({100 * share:.1f} %)"
    return (
        f"Inspected accounts are no fair sample: {population['accounts_visited']:,} of"
        f" {population['accounts']:,} accounts{part} were visited in the"
        f" {report['horizon_days']} days after a list, {visits['in_reach']:,} visits in all,"
        " and people chose them for reasons of their own. Every figure here holds for such"
        " visits, not for all accounts; a random share among the visits would tell more."
    )


def _unseen(report: Mapping[str, Any]) -> str:
    return (
        f"Nobody looked at the others: recall is of the {report['visits']['theft']:,} thefts"
        " that were found, not of all that there are, and a listed account that was never"
        " visited counts neither for nor against the list."
    )


def _few(report: Mapping[str, Any]) -> list[str]:
    thefts, innocent = report["visits"]["theft"], report["visits"]["nothing_wrong"]
    if thefts >= FEW_THEFTS and innocent >= FEW_THEFTS:
        return []
    return [
        f"There were {thefts:,} thefts and {innocent:,} visits that found nothing wrong: with"
        f" fewer than {FEW_THEFTS} of either the intervals are rough, and an interval of no"
        " width means too few cases, not certainty."
    ]


def _without_score(report: Mapping[str, Any]) -> list[str]:
    missing = report["visits"]["not_judged"]
    if not missing:
        return []
    return [
        f"{missing:,} conclusive visits were to accounts that could not be judged before: they"
        " count as not listed, and are left out of the AUC and the curves."
    ]


def _origin(report: Mapping[str, Any]) -> list[str]:
    computed = sum(date["origin"] == "computed" for date in report["dates"])
    if not computed:
        return []
    return [
        f"{computed:,} of {len(report['dates']):,} lists had no finished run and were computed"
        " now, from what is dated up to their day. Data that came late is in them although it"
        " was not there yet on that day; nothing was written but daily facts."
    ]
