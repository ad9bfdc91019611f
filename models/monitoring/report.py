"""The report of the monitor: one frozen record, and as JSON in its own field names.

Shares lie in 0..1, dates are ISO text, what is not known is null. An interval is `{value, low,
high}` at `level`. The fields are those of the dataclasses of this package.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from models.backtesting.visits import Verdict, day_number
from models.evaluation.json_value import json_value
from models.monitoring.alarms import alarms
from models.monitoring.data_quality import ScoredDay, TableQuality
from models.monitoring.drift import Drift
from models.monitoring.hit_rates import Cell, by_month, by_rank, by_size
from models.monitoring.interval import LEVEL, UNKNOWN, Figure, wilson
from models.monitoring.listed_visits import listed_visits
from models.monitoring.notes import missing, notes
from models.monitoring.planned_visits import State, field_visits, follow_plans, latest_before
from models.monitoring.reliability import Reliability, reliability
from models.monitoring.trend import Trend, hit_rate_trend
from models.monitoring.unbiased import Sample, recall_of, theft_share
from models.monitoring.workload import Backlog, Lead, Recovery, backlog


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


def monitoring_report(evidence: Evidence) -> MonitoringReport:
    """Sum up `evidence`; parts of which nothing is known are empty or unknown, and named."""
    visits = field_visits(evidence.inspections)
    today = day_number(evidence.date)
    followed = follow_plans(evidence.plans, visits, today, evidence.within_days)
    told = listed_visits(visits, evidence.listings, evidence.within_days)
    listed = told[told["is_listed"]]
    done = followed[followed["state"] == State.DONE.value]
    counts = _counts(visits, followed)
    bare = MonitoringReport(
        kind="monitoring",
        since=evidence.since,
        date=evidence.date,
        level=LEVEL,
        visits=counts,
        rates=_rates(followed, done, listed, evidence.listings),
        by_reason=by_size(done, "reason"),
        by_rank=by_rank(listed),
        by_zone=by_size(listed, "zone"),
        by_means=by_size(listed, "listed_means"),
        by_feature=by_size(listed, "feature"),
        by_month=by_month(listed),
        trend=hit_rate_trend(listed["day"].to_numpy(np.int64), listed["is_theft"].to_numpy(bool)),
        recovery=Recovery.of(visits, counts.theft),
        lead=Lead.of(told),
        backlog=backlog(followed, evidence.listings, visits),
        reliability=reliability(_with_probability(told, followed, evidence.within_days)),
        days=evidence.days,
        score_drift=evidence.score_drift,
        feature_drift=evidence.feature_drift,
        quality=evidence.quality,
        injected=evidence.injected,
    )
    return replace(bare, alarms=alarms(bare), missing=missing(bare), notes=notes(bare))


def _counts(visits: pd.DataFrame, followed: pd.DataFrame) -> VisitCounts:
    found = visits["verdict"].value_counts()
    drawn = followed[followed["is_random"]]
    return VisitCounts(
        visits=len(visits),
        theft=int(found.get(Verdict.THEFT.value, 0)),
        useful=int(found.get(Verdict.USEFUL.value, 0)),
        innocent=int(found.get(Verdict.INNOCENT.value, 0)),
        without_result=int(found.get(Verdict.NOTHING.value, 0)),
        drawn=len(drawn),
        drawn_with_result=int((drawn["state"] == State.DONE.value).sum()),
        drawn_without_chance=int((~_has_chance(drawn)).sum()),
    )


def _with_probability(told: pd.DataFrame, followed: pd.DataFrame, within_days: int) -> pd.DataFrame:
    """Return the visits with the calibrated probability of their plan, else of their list."""
    place = latest_before(told, followed, within_days)
    planned = followed["theft_probability"].astype("float64")
    calibrated = planned.where(followed["probability_is_assumed"].eq(other=False))
    known = calibrated.reindex(np.where(place < 0, len(followed), place)).to_numpy(np.float64)
    listed = told["probability"].astype("float64")
    return told.assign(probability=np.where(np.isfinite(known), known, listed))


def _has_chance(drawn: pd.DataFrame) -> pd.Series[bool]:
    return drawn["selection_probability"].astype("float64") > 0


def _rates(
    followed: pd.DataFrame, done: pd.DataFrame, listed: pd.DataFrame, listings: pd.DataFrame
) -> Rates:
    known = followed[~followed["is_random"] | _has_chance(followed)]
    sample = Sample.of(
        known,
        (known["state"] == State.DONE.value).to_numpy(bool),
        known["is_theft"].to_numpy(bool),
    )
    on_list = pd.MultiIndex.from_frame(known[["account_id", "day"]]).isin(
        pd.MultiIndex.from_frame(listings[["account_id", "day"]])
    )
    has_draws = len(known) > 0
    return Rates(
        theft_of_all=theft_share(sample) if has_draws else UNKNOWN,
        recall=recall_of(sample, np.asarray(on_list, dtype=bool)) if has_draws else UNKNOWN,
        hits_drawn=_hits(done[done["is_random"]]),
        hits_chosen=_hits(done[~done["is_random"]]),
        hits_listed=_hits(listed),
    )


def _hits(visits: pd.DataFrame) -> Figure:
    return wilson(float(visits["is_theft"].sum()), len(visits))
