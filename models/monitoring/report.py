"""The report of the monitor: what the lake knows of a period, summed up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from models.backtesting.visits import Verdict, day_number
from models.monitoring.alarms import alarms
from models.monitoring.hit_rates import by_month, by_rank, by_size
from models.monitoring.interval import LEVEL, UNKNOWN, Figure, wilson
from models.monitoring.listed_visits import listed_visits
from models.monitoring.notes import missing, notes
from models.monitoring.planned_visits import State, field_visits, follow_plans, latest_before
from models.monitoring.record import Evidence, MonitoringReport, Rates, VisitCounts
from models.monitoring.reliability import reliability
from models.monitoring.trend import hit_rate_trend
from models.monitoring.unbiased import Sample, recall_of, theft_share
from models.monitoring.workload import Lead, Recovery, backlog


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
