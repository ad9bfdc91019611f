"""The record of the monitor: all that one report tells, frozen, and as JSON in its own field names.

Shares lie in 0..1, dates are ISO text, what is not known is null. An interval is `{value, low,
high}` at `level`. The fields are those of the dataclasses of this package.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from models.evaluation.json_value import json_value
from models.monitoring.data_quality import ScoredDay, TableQuality
from models.monitoring.drift import Drift
from models.monitoring.hit_rates import Cell
from models.monitoring.interval import Figure
from models.monitoring.reliability import Reliability
from models.monitoring.trend import Trend
from models.monitoring.workload import Backlog, Lead, Recovery


@dataclass(frozen=True)
class Evidence:
    """What the lake knows of a period, as tables of the contract that end on its last date.

    since, date: first and last business date. within_days: after so many days a visit has
    nothing to do with a list or plan any more. listings: rows of `suspects` with columns
    day (since 1970) and feature, the first piece of evidence. days, score_drift,
    feature_drift, quality: already summed up. injected: report of an injection, or None.
    """

    since: dt.date
    date: dt.date
    within_days: int
    inspections: pd.DataFrame
    plans: pd.DataFrame
    listings: pd.DataFrame
    days: tuple[ScoredDay, ...] = ()
    score_drift: tuple[Drift, ...] = ()
    feature_drift: tuple[Drift, ...] = ()
    quality: tuple[TableQuality, ...] = ()
    injected: dict[str, Any] | None = None


@dataclass(frozen=True)
class VisitCounts:
    """Visits of the period by what they found; drawn: planned at random, and their results."""

    visits: int
    theft: int
    useful: int
    innocent: int
    without_result: int
    drawn: int
    drawn_with_result: int
    drawn_without_chance: int


@dataclass(frozen=True)
class Rates:
    """The chief shares.

    theft_of_all: theft among all accounts, from the visits drawn at random. recall: of all
    thefts, those at listed accounts, from the same. hits_drawn, hits_chosen: theft among the
    planned visits with a result, drawn and chosen. hits_listed: among visits to listed accounts.
    """

    theft_of_all: Figure
    recall: Figure
    hits_drawn: Figure
    hits_chosen: Figure
    hits_listed: Figure


@dataclass(frozen=True)
class MonitoringReport:
    """All that the monitor tells of the business dates `since` to `date`."""

    kind: str
    since: dt.date
    date: dt.date
    level: float
    visits: VisitCounts
    rates: Rates
    by_reason: tuple[Cell, ...]
    by_rank: tuple[Cell, ...]
    by_zone: tuple[Cell, ...]
    by_means: tuple[Cell, ...]
    by_feature: tuple[Cell, ...]
    by_month: tuple[Cell, ...]
    trend: Trend
    recovery: Recovery
    lead: Lead
    backlog: Backlog
    reliability: Reliability | None
    days: tuple[ScoredDay, ...]
    score_drift: tuple[Drift, ...]
    feature_drift: tuple[Drift, ...]
    quality: tuple[TableQuality, ...]
    injected: dict[str, Any] | None
    alarms: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        plain: dict[str, Any] = json_value(asdict(self))
        return plain
