"""List days: two lists and what stands behind them, read from the lake and compared."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from models.account_master import accounts_on
from models.backtesting.visits import day_number, read_visits
from models.feature_values import read_feature_values
from models.list_diff import ListDay, ListMove, Meanwhile, list_moves
from pipeline.calendar import local_day
from pipeline.lake import Lake
from pipeline.settings import Settings

_SCORES = ["account_id", "score", "disqualified"]


def moves_between(
    lake: Lake, settings: Settings, before: dt.date, date: dt.date
) -> tuple[ListMove, ...]:
    """Return who moved from the list of `before` to that of `date`, in the spoken language.

    Both dates have a finished run. Nothing is written.
    """
    lists = [lake.frame("suspects", first=day, last=day) for day in (before, date)]
    accounts = sorted({*lists[0]["account_id"], *lists[1]["account_id"]})
    first, second = (
        _list_day(lake, day, suspects, accounts)
        for day, suspects in zip((before, date), lists, strict=True)
    )
    meanwhile = Meanwhile(
        visits=_latest_visits(lake, settings, date, accounts),
        closed=_closed(lake, settings, date, accounts),
        score_at_least=settings.list.score_at_least,
        cooling_off_days=settings.visits.cooling_off_days,
    )
    return list_moves(first, second, meanwhile)


def _list_day(lake: Lake, date: dt.date, suspects: pd.DataFrame, accounts: list[str]) -> ListDay:
    rows = lake.read("scores", first=date, last=date, columns=_SCORES)
    scores: pd.DataFrame = rows.filter(
        pc.is_in(rows["account_id"], pa.array(accounts, pa.string()))
    ).to_pandas()
    values = read_feature_values(lake, date, accounts)
    return ListDay(date, suspects, scores.set_index("account_id"), values)


def _latest_visits(
    lake: Lake, settings: Settings, date: dt.date, accounts: list[str]
) -> pd.DataFrame:
    """Return the latest visit of each account of the lists that is not long past."""
    visits = read_visits(lake.frame("inspections"))
    today = day_number(date)
    is_known = (visits["day"] <= today) & visits["account_id"].isin(accounts)
    is_recent = visits["day"] > today - settings.visits.cooling_off_days
    return visits[is_known & is_recent].drop_duplicates("account_id", keep="last")


def _closed(lake: Lake, settings: Settings, date: dt.date, accounts: list[str]) -> frozenset[str]:
    """Return the accounts of the lists whose validity ended by the end of `date`."""
    master = accounts_on(lake.frame("accounts"), date, settings.timezone).reindex(accounts)
    end = pd.Timestamp(local_day(date, settings.timezone).end_us, unit="us", tz="UTC")
    return frozenset(master.index[master["valid_to"] <= end])
