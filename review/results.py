"""Results: what visits of a period found and brought in, as far as a user may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from models.monitoring.hit_rates import Cell, by_month, by_size
from models.monitoring.listed_visits import listed_visits
from models.monitoring.planned_visits import day_numbers, field_visits
from models.monitoring.record import Evidence, MonitoringReport
from models.monitoring.report import monitoring_report
from review.desk import Desk
from review.list_rows import seen_accounts

_TABLES = ("accounts", "suspects", "visits", "inspections")
_LISTED = ["account_id", "run_date", "rank", "zone", "means", "probability"]


@dataclass(frozen=True)
class Results:
    """The report of the monitor, and cells of all visits with a result, listed or not.

    by_means: what was found, else what the list had suspected.
    """

    report: MonitoringReport
    by_means: tuple[Cell, ...]
    by_zone: tuple[Cell, ...]
    by_month: tuple[Cell, ...]


def results_of(desk: Desk, since: dt.date, until: dt.date) -> Results:
    """Return the results of the days `since` to `until`, of the user's zones alone."""
    versions = tuple(desk.office.lake.version(name) for name in _TABLES)
    key = ("results", versions, since, until, desk.user.zones)
    return desk.office.kept.of(key, lambda: _worked_out(desk, since, until))


def _worked_out(desk: Desk, since: dt.date, until: dt.date) -> Results:
    within = desk.office.settings.visits.open_days
    accounts = seen_accounts(desk, desk.office.published.accounts())
    inspections = _inspections(desk, accounts, since, until)
    plans = desk.office.lake.frame("visits", first=since, last=until)
    plans = seen_accounts(desk, plans).reset_index(drop=True)
    # A visit of the first days follows a list from before them.
    first = since - dt.timedelta(days=within)
    followed = [*inspections["account_id"], *plans["account_id"]]
    listings = seen_accounts(desk, _listings(desk, first, until, followed)).reset_index(drop=True)
    report = monitoring_report(Evidence(since, until, within, inspections, plans, listings))
    told = listed_visits(field_visits(inspections), listings, within)
    told = told.assign(
        zone=accounts["zone"].reindex(told["account_id"]).to_numpy(),
        means=told["means"].where(told["means"] != "", told["listed_means"]),
    )
    return Results(report, by_size(told, "means"), by_size(told, "zone"), by_month(told))


def _inspections(
    desk: Desk, accounts: pd.DataFrame, since: dt.date, until: dt.date
) -> pd.DataFrame:
    rows = desk.office.published.frame("inspections")
    on = pd.to_datetime(rows["inspected_on"])
    counts = (on >= pd.Timestamp(since)) & (on <= pd.Timestamp(until))
    if desk.user.zones is not None:
        counts &= rows["account_id"].isin(accounts.index)
    return rows[counts].reset_index(drop=True)


def _listings(desk: Desk, since: dt.date, until: dt.date, followed: list[str]) -> pd.DataFrame:
    """Rows of the lists, of accounts that were visited or planned, or are on the latest list."""
    rows = desk.office.lake.read("suspects", first=since, last=until, columns=_LISTED)
    latest = rows.filter(pc.equal(rows["run_date"], pc.max(rows["run_date"])))["account_id"]
    asked = pa.array([*followed, *latest.to_pylist()], pa.string())
    frame: pd.DataFrame = rows.filter(pc.is_in(rows["account_id"], asked)).to_pandas()
    # What led the evidence is not told here.
    return frame.assign(day=np.asarray(day_numbers(frame["run_date"])), feature=None)
