"""Alarms: what has moved so far that a person should look, each with its threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.monitoring.drift import Drift

if TYPE_CHECKING:
    from models.monitoring.data_quality import ScoredDay, TableQuality
    from models.monitoring.record import MonitoringReport

STABILITY_INDEX_AT_MOST = 0.25
TAIL_GROWTH_AT_MOST = 2.0
TAIL_RISE_AT_LEAST = 0.02
KNOWN_FALL_AT_MOST = 0.1
COVERAGE_FALL_AT_MOST = 0.05
QUARANTINE_SHARE_AT_MOST = 0.01
QUARANTINE_GROWTH_AT_MOST = 3.0
CHANCE_OF_FALL_AT_LEAST = 0.01
CALIBRATION_ERROR_AT_MOST = 0.1
CALIBRATION_VISITS = 50
# Many features are looked at every week: far out, or no alarm.
_SURE = 4.0


def alarms(report: MonitoringReport) -> tuple[str, ...]:
    """Return warnings in plain sentences: of visits, probabilities, data, scores, features."""
    return (
        *_trend(report),
        *_calibration(report),
        *(words for one in report.quality for words in _quarantine(one)),
        *_coverage(report.days),
        *(words for one in report.score_drift for words in _drift("Value", one)),
        *(words for one in report.feature_drift for words in _drift("Feature", one)),
    )


def has_moved(drift: Drift) -> bool:
    """Tell whether the stability index is above its threshold, chance taken off."""
    return drift.stability_index - drift.noise > STABILITY_INDEX_AT_MOST


def has_longer_tail(drift: Drift) -> bool:
    """Tell whether high values are far more frequent than they were, beyond chance."""
    before, now = drift.tail_before, drift.tail_now
    rise = now - before
    parts = sum(1 / max(count, 1) for count in (drift.accounts_before, drift.accounts_now))
    spread = np.sqrt(max(before * (1 - before), 1e-4) * parts)
    return bool(
        rise > TAIL_RISE_AT_LEAST and now > TAIL_GROWTH_AT_MOST * before and rise > _SURE * spread
    )


def _trend(report: MonitoringReport) -> list[str]:
    trend = report.trend
    if not trend.chance_of_fall < CHANCE_OF_FALL_AT_LEAST:
        return []
    chance = max(100 * trend.chance_of_fall, 0.1)
    return [
        f"The hit rate falls: {trend.thefts:,} thefts in {trend.visits:,} visits to listed"
        f" accounts, fewer and fewer of them; a steady rate would look so in at most"
        f" {chance:.1f} % of cases."
    ]


def _calibration(report: MonitoringReport) -> list[str]:
    if report.reliability is None:
        return []
    overall = report.reliability.overall
    error = overall["expected_calibration_error"]
    if overall["accounts"] < CALIBRATION_VISITS or error <= CALIBRATION_ERROR_AT_MOST:
        return []
    return [
        f"Probabilities miss what visits find by {100 * error:.0f} points on average over"
        f" {overall['accounts']:,} visits: train again, or roll back."
    ]


def _quarantine(one: TableQuality) -> list[str]:
    grows = one.lately_share > QUARANTINE_GROWTH_AT_MOST * np.nan_to_num(one.earlier_share)
    if not (one.lately_share > QUARANTINE_SHARE_AT_MOST and grows):
        return []
    before = "" if np.isnan(one.earlier_share) else f", before {100 * one.earlier_share:.1f} %"
    return [
        f"Table {one.table}: {100 * one.lately_share:.1f} % of the rows of the latest"
        f" deliveries were refused{before}."
    ]


def _coverage(days: tuple[ScoredDay, ...]) -> list[str]:
    if len(days) < 2 or not days[0].coverage - days[-1].coverage > COVERAGE_FALL_AT_MOST:
        return []
    return [
        f"Less is read: coverage was {100 * days[0].coverage:.0f} % on {days[0].date} and is"
        f" {100 * days[-1].coverage:.0f} % on {days[-1].date}."
    ]


def _drift(what: str, drift: Drift) -> list[str]:
    found = []
    if has_longer_tail(drift):
        found.append(
            f"{what} {drift.name}: {100 * drift.tail_now:.1f} % of accounts lie where"
            f" {100 * drift.tail_before:.1f} % lay before: more theft, or another kind of data."
        )
    elif has_moved(drift):
        found.append(
            f"{what} {drift.name} is spread in another way than it was: stability index"
            f" {drift.stability_index:.2f}, at most {STABILITY_INDEX_AT_MOST} is usual."
        )
    if drift.known_before - drift.known_now > KNOWN_FALL_AT_MOST:
        found.append(
            f"{what} {drift.name} can be judged for {100 * drift.known_now:.0f} % of accounts,"
            f" before for {100 * drift.known_before:.0f} %."
        )
    return found
