"""Account periods: which meter, with which ratio, stood for which account on which local day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.window import Codes, Flags, Floats
from models.account_master import accounts_on
from pipeline.calendar import local_days_of

EPOCH = dt.date(1970, 1, 1)
OPEN_FROM, OPEN_TO = -(2**30), 2**30


@dataclass(frozen=True)
class AccountPeriods:
    """Rows of `accounts` that touch a span of days, as codes.

    account_ids: (n,) sorted. meter_ids: (m,) sorted. account, meter: (p,) codes of each
    period. first, last: (p,) day indices in the span, both inclusive, not yet clipped; a
    meter that is exchanged during a day still has that day. multiplier: (p,) ct x pt ratio.
    current: one row an account, as of the last day, in the order of account_ids.
    """

    account_ids: NDArray[np.str_]
    meter_ids: NDArray[np.str_]
    account: Codes
    meter: Codes
    first: Codes
    last: Codes
    multiplier: Floats
    current: pd.DataFrame


def read_periods(
    accounts: pd.DataFrame, first: dt.date, date: dt.date, timezone: str
) -> AccountPeriods:
    """Reduce table `accounts` to the periods that touch [first, date] and begin by `date`.

    Days count from `first`. Periods are ordered by account, start and meter, so that a
    later one may overwrite an earlier one on a day that both touch.
    """
    origin = (first - EPOCH).days
    days = (date - first).days + 1
    begins = _first_day(accounts["valid_from"], timezone) - origin
    ends = _last_day(accounts["valid_to"], timezone) - origin
    touches = (begins < days) & (ends >= 0) & (ends >= begins)
    rows = accounts[touches].assign(_first=begins[touches], _last=ends[touches])
    rows = rows.sort_values(["account_id", "_first", "meter_id"], kind="stable")
    account_ids, account = np.unique(_text(rows["account_id"]), return_inverse=True)
    meter_ids, meter = np.unique(_text(rows["meter_id"]), return_inverse=True)
    ratio = rows["ct_ratio"].fillna(1.0) * rows["pt_ratio"].fillna(1.0)
    return AccountPeriods(
        account_ids=account_ids,
        meter_ids=meter_ids,
        account=account.astype(np.int32),
        meter=meter.astype(np.int32),
        first=rows["_first"].to_numpy(np.int32),
        last=rows["_last"].to_numpy(np.int32),
        multiplier=ratio.to_numpy(np.float64),
        current=accounts_on(accounts, date, timezone).reindex(account_ids),
    )


def _text(column: pd.Series) -> NDArray[np.str_]:
    return column.to_numpy(dtype=object).astype(np.str_)


def _microseconds(instants: pd.Series) -> NDArray[np.int64]:
    utc = pd.to_datetime(instants, utc=True).dt.tz_localize(None)
    return utc.to_numpy("datetime64[us]").astype(np.int64)


def _first_day(instants: pd.Series, timezone: str) -> NDArray[np.int64]:
    """Local day in which each period begins (midnight opens its day); open ones long ago."""
    days = np.full(len(instants), OPEN_FROM, dtype=np.int64)
    known = instants.notna().to_numpy()
    days[known] = local_days_of(_microseconds(instants[known]) + 1, timezone)
    return days


def _last_day(instants: pd.Series, timezone: str) -> NDArray[np.int64]:
    """Local day in which each period ends (midnight closes the day before)."""
    days = np.full(len(instants), OPEN_TO, dtype=np.int64)
    known = instants.notna().to_numpy()
    days[known] = local_days_of(_microseconds(instants[known]), timezone)
    return days


@dataclass(frozen=True)
class Assignment:
    """Which meter led each account on each day, (n, d) each.

    meter: code of the meter, -1 where the account is not valid. multiplier: its ratio, 1
    where unknown. valid: the account has a meter. changed: another meter than the day before.
    """

    meter: Codes
    multiplier: Floats
    valid: Flags
    changed: Flags


def assign_meters(periods: AccountPeriods, days: int) -> Assignment:
    """Lay the periods over the days; the later period has the day of an exchange."""
    shape = (len(periods.account_ids), days)
    meter = np.full(shape, -1, dtype=np.int32)
    multiplier = np.ones(shape)
    low = np.clip(periods.first, 0, days)
    high = np.clip(periods.last + 1, 0, days)
    for day in range(days):
        # Later periods come later in the arrays, and the last assignment holds.
        here = np.flatnonzero((low <= day) & (day < high))
        meter[periods.account[here], day] = periods.meter[here]
        multiplier[periods.account[here], day] = periods.multiplier[here]
    changed = np.zeros(shape, dtype=bool)
    changed[:, 1:] = (meter[:, 1:] != meter[:, :-1]) & (meter[:, 1:] >= 0) & (meter[:, :-1] >= 0)
    return Assignment(meter, np.where(meter >= 0, multiplier, 1.0), meter >= 0, changed)
