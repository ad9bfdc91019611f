"""Notes: what is missing from a report, and what a reader must know before trusting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.monitoring.unbiased import FEW_DRAWN_THEFTS

if TYPE_CHECKING:
    from models.monitoring.record import MonitoringReport


def missing(report: MonitoringReport) -> tuple[str, ...]:
    """Return what the lake does not hold, and what would bring it, in plain sentences."""
    return tuple(words for is_missing, words in _gaps(report) if is_missing)


def _gaps(report: MonitoringReport) -> list[tuple[bool, str]]:
    visits = report.visits
    return [
        (
            not visits.visits,
            "No inspections of these days: nothing can be told of hit rates. Ingest an"
            " `inspections` table.",
        ),
        (
            not report.backlog.planned,
            "No visits were planned: without visits drawn at random the share of theft among all"
            " accounts stays unknown. Set `[visits] capacity`.",
        ),
        (
            bool(report.backlog.planned) and not visits.drawn_with_result,
            "No visit that was drawn at random has a result yet: the share of theft among all"
            " accounts is not known.",
        ),
        (
            bool(visits.visits) and report.reliability is None,
            "No visited account had a probability: there is no model yet that was trained on"
            " outcomes.",
        ),
        (not report.days, "No finished run in these days: nothing can be told of scores."),
        (
            bool(report.days) and not report.score_drift,
            "Too few finished runs to compare: drift needs some at the beginning and some at the"
            " end.",
        ),
        (
            bool(report.score_drift) and not report.feature_drift,
            "The runs kept no feature values: drift of features cannot be told.",
        ),
    ]


def notes(report: MonitoringReport) -> tuple[str, ...]:
    """Return what a reader must know, in plain sentences."""
    found = []
    if np.isfinite(report.rates.theft_of_all.value):
        found.append(
            f"The share of theft among all accounts is told by {report.visits.drawn_with_result:,}"
            " visits that were drawn at random, each for as many accounts as its chance says."
            " Visits without access or result, and planned ones that nobody made, are taken as"
            " missing by chance within their zone. Accounts that the plan leaves in peace cannot"
            " be drawn, and are not in it."
        )
        if _drawn_thefts(report) < FEW_DRAWN_THEFTS:
            found.append(
                f"The visits drawn at random found {_drawn_thefts(report):,} thefts: with fewer"
                f" than {FEW_DRAWN_THEFTS} the intervals are wide, and that is all that is known."
            )
    if report.visits.visits:
        found.append(
            "Hit rates by rank, zone, means and feature hold for the accounts that were visited,"
            " which people or plans chose; they do not say how many of all accounts steal."
        )
    if report.visits.drawn_without_chance:
        found.append(
            f"{report.visits.drawn_without_chance:,} visits drawn at random have no chance on"
            " record, and are left out of the share of theft among all accounts."
        )
    return tuple(found)


def _drawn_thefts(report: MonitoringReport) -> int:
    drawn = [cell.thefts for cell in report.by_reason if cell.name == "random"]
    return sum(drawn)
