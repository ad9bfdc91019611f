"""Account master data as of one date."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from pipeline.calendar import local_day


def known_on(accounts: pd.DataFrame, date: dt.date, timezone: str) -> pd.DataFrame:
    """Return the rows of table `accounts` that began by the end of local `date`."""
    end = pd.Timestamp(local_day(date, timezone).end_us, unit="us", tz="UTC")
    return accounts[accounts["valid_from"].isna() | (accounts["valid_from"] < end)]


def accounts_on(accounts: pd.DataFrame, date: dt.date, timezone: str) -> pd.DataFrame:
    """Return one row an account, valid on local `date`, indexed by account_id.

    accounts: table `accounts`. Where several meters are valid on that day, the one that
    came last counts; an account that is not valid then keeps its latest earlier row.
    Rows that begin after the day are unknown on that day.
    """
    start = pd.Timestamp(local_day(date, timezone).start_us, unit="us", tz="UTC")
    known = known_on(accounts, date, timezone)
    known = known.assign(_is_valid=known["valid_to"].isna() | (known["valid_to"] > start))
    order = ["account_id", "_is_valid", "valid_from", "meter_id"]
    ordered = known.sort_values(order, na_position="first", kind="stable")
    latest = ordered.groupby("account_id", sort=True).tail(1)
    return latest.drop(columns="_is_valid").set_index("account_id")
