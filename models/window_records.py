"""Window records: work orders, inspections, holidays and groups laid over a window's days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.window import Codes, Flags, Floats
from models.account_periods import EPOCH
from pipeline.calendar import holiday_dates, local_day, local_days_of
from pipeline.contract.inputs import ACCOUNTS
from pipeline.contract.table import Kind
from pipeline.contract.vocabulary import Outcome, WorkOrder
from pipeline.settings import Settings

GROUPS = ("customer_id", "transformer_id", "feeder_id", "concentrator_id", "meter_model")
LASTING = (WorkOrder.SUSPENSION.value, WorkOrder.DISCONNECTION.value)


def order_flags(
    orders: pd.DataFrame, account_ids: NDArray[np.str_], first: dt.date, days: int, timezone: str
) -> dict[str, Flags]:
    """Kind of work order to (n, days), true on the local days that such an order touches.

    Orders that begin after the last day are not known yet. An open suspension or
    disconnection lasts until the account's next reconnection; other open orders touch the
    day on which they begin.
    """
    shape = (len(account_ids), days)
    if orders.empty:
        return {}
    rows = orders.assign(
        _account=_codes(orders["account_id"], account_ids),
        _start=_days(orders["start"], first, timezone),
        _end=_days(orders["end"], first, timezone),
    )
    rows = rows[(rows["_account"] >= 0) & (rows["_start"] < days)]
    last = np.where(rows["end"].isna(), _open_end(rows, days), rows["_end"])
    return {
        str(kind): _spans(
            shape, rows["_account"][here], rows["_start"][here], pd.Series(last[here.to_numpy()])
        )
        for kind, here in ((kind, rows["kind"] == kind) for kind in sorted(set(rows["kind"])))
    }


def _days(instants: pd.Series, first: dt.date, timezone: str) -> NDArray[np.int64]:
    """Day index of each instant (midnight opens its day); -1 for null."""
    out = np.full(len(instants), -1, dtype=np.int64)
    known = instants.notna().to_numpy()
    utc = pd.to_datetime(instants[known], utc=True).dt.tz_localize(None)
    microseconds = utc.to_numpy("datetime64[us]").astype(np.int64) + 1
    out[known] = local_days_of(microseconds, timezone) - (first - EPOCH).days
    return out


def _open_end(rows: pd.DataFrame, days: int) -> NDArray[np.int64]:
    """Last day of an order without an end."""
    back = rows[rows["kind"] == WorkOrder.RECONNECTION.value][["_account", "_start"]]
    joined = rows.reset_index(names="_row").merge(back, on="_account", suffixes=("", "_back"))
    later = joined[joined["_start_back"] >= joined["_start"]]
    until = later.groupby("_row")["_start_back"].min().reindex(rows.index).fillna(days - 1)
    lasting = rows["kind"].isin(LASTING)
    return np.where(lasting, until, rows["_start"]).astype(np.int64)


def _spans(shape: tuple[int, int], account: pd.Series, start: pd.Series, last: pd.Series) -> Flags:
    """(n, days) true from `start` to `last` of each row, both inclusive."""
    edges = np.zeros((shape[0], shape[1] + 1), dtype=np.int32)
    low = np.clip(start.to_numpy(), 0, shape[1])
    high = np.clip(np.maximum(last.to_numpy(), start.to_numpy()) + 1, 0, shape[1])
    np.add.at(edges, (account.to_numpy(), low), 1)
    np.add.at(edges, (account.to_numpy(), high), -1)
    return np.asarray(np.cumsum(edges, axis=1)[:, :-1] > 0)


def inspection_flags(
    inspections: pd.DataFrame, account_ids: NDArray[np.str_], first: dt.date, days: int
) -> dict[str, Flags]:
    """Outcome to (n, days), true on the day of such an inspection, in the window alone."""
    if inspections.empty:
        return {}
    on = pd.to_datetime(inspections["inspected_on"])
    day = (on - pd.Timestamp(first)).dt.days.to_numpy()
    account = _codes(inspections["account_id"], account_ids)
    inside = (account >= 0) & (day >= 0) & (day < days)
    found: dict[str, Flags] = {}
    for outcome in sorted(set(inspections["outcome"][inside])):
        here = inside & (inspections["outcome"] == outcome).to_numpy()
        found[str(outcome)] = np.zeros((len(account_ids), days), dtype=bool)
        found[str(outcome)][account[here], day[here]] = True
    return found


def _codes(ids: pd.Series, account_ids: NDArray[np.str_]) -> NDArray[np.int64]:
    index = pd.Index(account_ids.astype(object))
    return np.asarray(index.get_indexer(pd.Index(ids.astype(object))), dtype=np.int64)


def earlier_faults(
    inspections: pd.DataFrame, accounts: pd.DataFrame, account_ids: NDArray[np.str_], first: dt.date
) -> Codes:
    """(n,) accounts of each one's customer at which a fault was found before `first`.

    The customer's closed accounts count too. Without a customer it is the account alone.
    """
    nothing = np.zeros(len(account_ids), dtype=np.int32)
    if inspections.empty:
        return nothing
    on = pd.to_datetime(inspections["inspected_on"])
    before = (on < pd.Timestamp(first)) & (inspections["outcome"] == Outcome.FAULT.value)
    faulty = set(inspections.loc[before, "account_id"])
    owners = accounts[["account_id", "customer_id"]].drop_duplicates()
    per_customer = owners[owners["account_id"].isin(faulty)].dropna()
    count = per_customer.drop_duplicates().groupby("customer_id")["account_id"].nunique()
    ours = owners.assign(_faults=owners["customer_id"].map(count).fillna(0).astype(np.int32))
    total = ours.groupby("account_id")["_faults"].max().reindex(account_ids).fillna(0)
    own = np.array([account in faulty for account in account_ids], dtype=np.int32)
    return np.asarray(np.maximum(total.to_numpy(np.int32), own), dtype=np.int32)


def holiday_flags(settings: Settings, first: dt.date, days: int) -> Flags:
    """(days,) public holidays."""
    dates = [first + dt.timedelta(days=k) for k in range(days)]
    known = holiday_dates(settings.country, settings.holidays, dates[0], dates[-1])
    return np.array([date in known for date in dates], dtype=bool)


def day_lengths(first: dt.date, days: int, timezone: str) -> Floats:
    """(days,) elapsed minutes of each local day."""
    dates = (first + dt.timedelta(days=k) for k in range(days))
    return np.array([local_day(date, timezone).minutes for date in dates], dtype=np.float64)


def account_texts(current: pd.DataFrame) -> dict[str, NDArray[np.str_]]:
    """Text columns of `accounts`, (n,) each, the empty text for unknown."""
    names = [column.name for column in ACCOUNTS.columns if column.kind is Kind.TEXT]
    return {
        name: current[name].fillna("").to_numpy(dtype=object).astype(np.str_)
        for name in names
        if name in current
    }


def account_numbers(current: pd.DataFrame) -> dict[str, Floats]:
    """Numeric and boolean columns of `accounts`, (n,) each, NaN for unknown."""
    kinds = (Kind.FLOAT, Kind.BOOLEAN)
    names = [column.name for column in ACCOUNTS.columns if column.kind in kinds]
    return {
        name: pd.to_numeric(current[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
        for name in names
    }


def account_groups(current: pd.DataFrame) -> dict[str, Codes]:
    """Codes (n,) of what accounts share, -1 for unknown; see `Window.group`."""
    filled = current.assign(
        concentrator_id=current["concentrator_id"].fillna(current["transformer_id"])
    )
    found: dict[str, Codes] = {}
    for name in GROUPS:
        codes, _ = pd.factorize(filled[name], sort=True)
        found[name] = codes.astype(np.int32)
    return found
