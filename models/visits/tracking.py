"""Tracking list: accounts under watch since something was found at them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.peers import movement, peer_levels
from features.robust import row_median
from features.window import Codes, Flags, Floats, Window
from models.backtesting.visits import EPOCH, day_number
from models.scoring import Scored
from models.visits.case_state import SETTLED, WATCHED
from models.visits.change_detector import BEFORE_DAYS, Course, follow
from models.visits.hung_again import hung_again
from models.visits.records import NEVER, Days, Records
from pipeline.contract import WATCHED as WATCHED_TABLE
from pipeline.contract.vocabulary import Means, Outcome, WatchState
from pipeline.settings.visits import VisitSettings

STEADY_LOSS = (Outcome.THEFT.value, Outcome.RECTIFIED_ON_ARRIVAL.value)
HANGS = (Outcome.FAULT.value,)
LEAST_USE_SHARE = 0.02
SPREAD_SHARE = 0.5
MOST_PEERS = 20_000


def watched_accounts(scored: Scored, records: Records, visits: VisitSettings) -> pd.DataFrame:
    """Return table `watched` of the business date, by account_id.

    Under watch are accounts whose last telling visit found a theft, a fault or wrong wiring:
    for `tracking_days` after it, and beyond as long as an alarm that began by then stands.
    """
    window = scored.window
    found = records.last_visit(window.account_ids, WATCHED)
    is_last = (found != NEVER) & (found >= records.last_visit(window.account_ids, SETTLED))
    days = window.history_kwh.shape[1]
    reach = max(visits.tracking_days, days - 1 - BEFORE_DAYS)
    rows = np.flatnonzero(is_last & (records.day - found < reach))
    if not len(rows):
        return pd.DataFrame(columns=list(WATCHED_TABLE.names))
    visit = _visits_of(records, window.account_ids[rows])
    course = _course(window, rows, found[rows], records, visit)
    alarm = np.where(course.alarm_day >= 0, course.alarm_day - (days - 1) + records.day, NEVER)
    until = found[rows] + visits.tracking_days
    kept = (records.day < until) | ((alarm != NEVER) & (alarm < until))
    table: pd.DataFrame = _table(scored, rows, found[rows], visit, course).loc[kept]
    return table.reset_index(drop=True)


def _visits_of(records: Records, ids: NDArray[np.str_]) -> pd.DataFrame:
    """Return the last visit of each of `ids` that found something, in their order."""
    told = records.visits[records.visits["outcome"].isin(list(WATCHED))]
    last = told.drop_duplicates("account_id", keep="last").set_index("account_id")
    return last.reindex(ids.astype(object))


def _course(
    window: Window, rows: NDArray[np.intp], found: Days, records: Records, visit: pd.DataFrame
) -> Course:
    """Follow the use of the accounts at `rows` since their visits, over the whole past."""
    days = window.history_kwh.shape[1]
    visited = (found - records.day + days - 1).astype(np.int32)
    first = max(int(visited.min()) - BEFORE_DAYS, 0)
    level, usual = _against_peers(window, rows, first)
    before = np.exp(row_median(np.where(_before(level, visited - first), level, np.nan))) * usual
    lost = records.scores_then["kwh_per_day"].reindex(visit.index).to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(before > 0, lost / before, np.nan)
    hung = (visit["means"] == Means.METER_HANG.value).to_numpy(dtype=bool)
    steady = visit["outcome"].isin(STEADY_LOSS).to_numpy(dtype=bool) & ~hung
    course = follow(level, visited - first, share, steady)
    may_hang = hung | visit["outcome"].isin(HANGS).to_numpy(dtype=bool)
    return _with_hangs(_in_kwh(course, usual, first), window, rows, found - records.day, may_hang)


def _against_peers(window: Window, rows: NDArray[np.intp], first: int) -> tuple[Floats, Floats]:
    """Log of the use (m, d) from day `first` on less the peers' movement, and the usual (m,).

    The accounts in question are no peers of each other. Where most days were read as one
    long span, nothing is known of a single day.
    """
    kept = _compared_with(window, rows)
    ours = np.searchsorted(kept, rows)
    kwh = window.history_kwh[kept, first:]
    usual = row_median(np.where(kwh > 0, kwh, np.nan))[:, None]
    level = np.log(np.maximum(kwh, LEAST_USE_SHARE * usual) / usual)
    own = level[ours].copy()
    level[ours] = np.nan
    moved = movement(level, [codes[kept] for codes in peer_levels(window)])[ours]
    spread = window.kwh_is_spread[rows].mean(axis=1) > SPREAD_SHARE
    own = np.where(spread[:, None], np.nan, own - np.nan_to_num(moved))
    return own, usual[ours, 0]


def _compared_with(window: Window, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows to compare with: the districts in question, and enough others for the classes."""
    n = len(window.account_ids)
    district = window.group["transformer_id"]
    near = np.isin(district, np.setdiff1d(district[rows], [-1]))
    near |= np.arange(n) % (1 + n // MOST_PEERS) == 0
    near[rows] = True
    return np.flatnonzero(near)


def _before(level: Floats, visited: Codes) -> Flags:
    since = np.arange(level.shape[1])[None, :] - visited[:, None]
    return np.asarray((since < 0) & (since >= -BEFORE_DAYS))


def _in_kwh(course: Course, usual: Floats, first: int) -> Course:
    """Levels in kWh a day at the peers' usual pace, and days from the first of the past."""
    return Course(
        np.exp(course.before) * usual,
        np.exp(course.after) * usual,
        np.exp(course.now) * usual,
        course.state,
        np.where(course.alarm_day >= 0, course.alarm_day + first, -1).astype(np.int32),
    )


def _with_hangs(
    course: Course, window: Window, rows: NDArray[np.intp], ago: Days, may_hang: Flags
) -> Course:
    """Add the alarms of white screens that came back; they go before the others."""
    if not may_hang.any():
        return course
    days, history = window.shape[1], window.history_kwh.shape[1]
    visited = (ago[may_hang] + days - 1).astype(np.int32)
    again = hung_again(window, rows[may_hang], visited)
    second = np.full(len(rows), -1, dtype=np.int32)
    second[may_hang] = np.where(again >= 0, again + history - days, -1)
    return Course(
        course.before,
        course.after,
        course.now,
        np.where(second >= 0, WatchState.HUNG_AGAIN.value, course.state).astype(object),
        np.where(second >= 0, second, course.alarm_day).astype(np.int32),
    )


def _table(
    scored: Scored, rows: NDArray[np.intp], found: Days, visit: pd.DataFrame, course: Course
) -> pd.DataFrame:
    first = day_number(scored.date) - (scored.window.history_kwh.shape[1] - 1)
    alarm = [_date(first + int(day)) if day >= 0 else None for day in course.alarm_day]
    return pd.DataFrame(
        {
            "run_date": np.full(len(rows), scored.date, dtype=object),
            "account_id": scored.window.account_ids[rows].astype(object),
            "visited_on": [_date(int(day)) for day in found],
            "outcome": visit["outcome"].to_numpy(dtype=object),
            "state": course.state,
            "level_before": course.before,
            "level_after": course.after,
            "level_now": course.now,
            "alarm_on": pd.Series(alarm, dtype=object),
        }
    )[list(WATCHED_TABLE.names)]


def _date(day: int) -> dt.date:
    return EPOCH + dt.timedelta(days=day)
