"""Step: lists as of past dates, held against the inspections that came after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd

from flows.steps.business_day import refresh_days, require_data
from flows.steps.finished_runs import NotEnoughDataError, finished_dates
from flows.steps.scoring import judge_day, list_day
from flows.steps.visits import day_cases_of
from models.backtesting.as_of_list import AsOfList, Origin
from models.backtesting.cases import conclusive, visits_in_reach
from models.backtesting.report import Plan, Report, backtest_report
from models.backtesting.visits import day_number, read_visits
from pipeline.calendar import date_range
from pipeline.lake import Lake
from pipeline.settings import Settings

Progress = Callable[[str, int, int], None]


def run_backtest(
    lake: Lake,
    settings: Settings,
    plan: Plan,
    progress: Progress,
) -> Report:
    """Return the report of a backtest, see `models.backtesting.report`.

    A date with a finished run gives its stored scores and list. The others are judged in
    memory from what is dated up to them: of the lake's tables only facts are brought up to
    date. NotEnoughDataError where no list could be made, or no inspection that proved
    something follows any; LakeBusyError where facts must be computed and another process
    writes to the lake.
    """
    dates = date_range(plan.first, plan.last)[:: plan.every_days]
    inspections = lake.frame("inspections")
    require_visits(lake, inspections, dates, plan)
    require_data(lake, dates[0])
    finished = finished_dates(lake)
    open_dates = [date for date in dates if date not in finished]
    if open_dates:
        with lake.lock():
            refresh_days(lake, settings, open_dates[0], open_dates[-1], progress)
    lists = []
    for done, date in enumerate(dates):
        progress("lists", done, len(dates))
        lists.append(_stored(lake, date) if date in finished else as_of(lake, settings, date))
    progress("lists", len(dates), len(dates))
    return backtest_report(lists, inspections, settings, plan)


def as_of(lake: Lake, settings: Settings, date: dt.date) -> AsOfList:
    """Judge `date` in memory, from what is dated up to it; facts must be up to date."""
    scored = judge_day(lake, settings, date)
    cases = day_cases_of(lake, settings, scored, date)
    suspects = list_day(lake, settings, scored, date, None, cases.states)
    return AsOfList.of(date, Origin.COMPUTED, scored.scores, suspects)


def _stored(lake: Lake, date: dt.date) -> AsOfList:
    scores = lake.frame("scores", first=date, last=date)
    suspects = lake.frame("suspects", first=date, last=date, columns=["account_id", "rank"])
    return AsOfList.of(date, Origin.STORED, scores, suspects)


def require_visits(lake: Lake, inspections: pd.DataFrame, dates: list[dt.date], plan: Plan) -> None:
    """Raise NotEnoughDataError unless a visit that proved something follows one of `dates`."""
    visits = read_visits(inspections)
    reached = visits_in_reach(visits, [day_number(date) for date in dates], plan.horizon_days)
    if len(conclusive(reached)):
        return
    if visits.empty:
        known = "it holds no inspections; ingest an `inspections` table"
    elif reached.empty:
        span = f"{inspections['inspected_on'].min()} to {inspections['inspected_on'].max()}"
        known = f"its inspections are of {span}; choose --from and --to before them, or --horizon"
    else:
        known = f"all {len(reached)} in reach ended without access or a result"
    raise NotEnoughDataError(
        f"lake {lake.root}: no inspection that proved something follows a list of {dates[0]} to"
        f" {dates[-1]} within {plan.horizon_days} days: {known}"
    )
