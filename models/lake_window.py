"""The window of a business date, read from the lake with as-of joins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from features.needs import EVENT_FACTS, WINDOW_FACTS
from features.window import Facts, Window
from models.account_master import known_on
from models.account_periods import AccountPeriods, Assignment, assign_meters, read_periods
from models.meter_energy import MeterEnergy, read_energy
from models.stored_facts import Matrices, read_facts
from models.supply_window import read_supplied
from models.window_records import (
    account_groups,
    account_numbers,
    account_texts,
    day_lengths,
    earlier_faults,
    holiday_flags,
    inspection_flags,
    order_flags,
)
from pipeline.lake import Lake
from pipeline.settings import Settings


def read_window(
    lake: Lake,
    settings: Settings,
    date: dt.date,
    columns: Sequence[str] = WINDOW_FACTS,
) -> Window:
    """Build the window that ends on business date `date`, with these `columns` of the facts.

    Accounts are those valid on some day of the window, in the order of account_id; what
    begins after `date` is not known yet. Each day has the meter and ratio that were valid
    on it. Facts must be up to date; absent tables and columns read as unknown.
    """
    days, zone = settings.window.days, settings.timezone
    first = date - dt.timedelta(days=days - 1)
    accounts = known_on(lake.frame("accounts"), date, zone)
    periods = read_periods(accounts, first, date, zone)
    assigned = assign_meters(periods, days)
    stored = read_facts(lake, periods.meter_ids, first, date, columns)
    energy = _history(lake, settings, date, periods.account_ids)
    recent = energy.last(days)
    current = periods.current
    day_minutes = day_lengths(first, days, zone)
    has_pv = current["has_pv"].fillna(value=False).to_numpy(dtype=bool)
    return Window(
        account_ids=periods.account_ids,
        first=first,
        facts={name: _of_accounts(matrix, assigned) for name, matrix in stored.items()},
        kwh=recent.kwh,
        kwh_is_spread=recent.is_spread,
        history_kwh=energy.kwh,
        seam_gap_minutes=recent.seam_gap_minutes,
        seam_register_kwh=recent.seam_register_kwh,
        seam_register_decrease_kwh=recent.seam_register_decrease_kwh,
        terminal_events=_terminal_events(lake, periods, first, date),
        multiplier=assigned.multiplier,
        text=account_texts(current.reset_index()),
        number=account_numbers(current),
        group=account_groups(current),
        has_pv=has_pv,
        valid=assigned.valid,
        meter_changed=assigned.changed,
        work_orders=order_flags(lake.frame("work_orders"), periods.account_ids, first, days, zone),
        earlier_faults=earlier_faults(
            lake.frame("inspections"), accounts, periods.account_ids, first
        ),
        inspected=inspection_flags(lake.frame("inspections"), periods.account_ids, first, days),
        holidays=holiday_flags(settings, first, days),
        day_minutes=day_minutes,
        supplied=read_supplied(lake, settings.line_loss, accounts, first, day_minutes),
    )


def _history(
    lake: Lake, settings: Settings, date: dt.date, account_ids: NDArray[np.str_]
) -> MeterEnergy:
    """Energy over the longer past of the accounts of the window, in their order."""
    days = max(settings.window.history_days, settings.window.days)
    first = date - dt.timedelta(days=days - 1)
    accounts = lake.frame("accounts")
    ours = accounts[accounts["account_id"].isin(account_ids)]
    periods = read_periods(ours, first, date, settings.timezone)
    return read_energy(lake, periods, first, days, settings.timezone)


def _of_accounts(matrix: NDArray[np.generic], assigned: Assignment) -> Facts:
    """Meter by day to account by day: each account's meter of that day."""
    missing = 0 if matrix.dtype == np.int64 else np.nan
    days = np.arange(matrix.shape[1])[None, :]
    taken = matrix[np.maximum(assigned.meter, 0), days]
    return np.where(assigned.valid, taken, np.asarray(missing, dtype=matrix.dtype))


def _terminal_events(
    lake: Lake, periods: AccountPeriods, first: dt.date, date: dt.date
) -> dict[str, Facts]:
    """Event code to (n, d) counts of the account's own terminal."""
    terminal_of = account_texts(periods.current)["terminal_id"]
    devices = np.unique(terminal_of[terminal_of != ""])
    if not len(devices):
        return {}
    stored: Matrices = read_facts(lake, devices, first, date, EVENT_FACTS)
    place = np.searchsorted(devices, terminal_of)
    known = (terminal_of != "")[:, None]
    return {
        name.removeprefix("event_").removesuffix("_count"): np.where(
            known, matrix[np.minimum(place, len(devices) - 1)], np.float32(np.nan)
        )
        for name, matrix in stored.items()
    }
