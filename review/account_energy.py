"""Account energy: what an account used by day, beside its neighbours and its district."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.account_periods import read_periods
from models.meter_energy import read_energy
from models.stored_facts import read_facts
from pipeline.calendar import date_range
from pipeline.contract import SUPPLY_FACTS
from review.office import Office

Floats = NDArray[np.float64]

# A median of so many neighbours is steady, and more take longer to read.
NEIGHBOURS = 60
LEVEL_DAYS = 28


@dataclass(frozen=True)
class DistrictDays:
    """Energy by day in kWh (d,), NaN where unknown.

    own: of the account. neighbours: what it would be if it had moved as the middle one of its
    neighbours in the transformer district. supplied: sent into the district.
    """

    dates: tuple[dt.date, ...]
    own: Floats
    neighbours: Floats
    supplied: Floats


def own_days(office: Office, account_id: str, first: dt.date, last: dt.date) -> Floats:
    """Return the energy (d,) of an account on local days [first, last]; NaN where unknown."""
    accounts = office.published.frame("accounts")
    found = _energy(office, accounts[accounts["account_id"] == account_id], first, last)
    return found.get(account_id, _unknown(first, last))


def district_days(office: Office, account_id: str, first: dt.date, last: dt.date) -> DistrictDays:
    """Return the energy of an account beside its district's on local days [first, last]."""
    accounts = office.published.frame("accounts")
    current = office.published.accounts()
    node = current["transformer_id"].get(account_id)
    is_known = isinstance(node, str)
    near = current.index[current["transformer_id"] == node].tolist() if is_known else []
    chosen = {account_id, *near[:NEIGHBOURS]}
    found = _energy(office, accounts[accounts["account_id"].isin(chosen)], first, last)
    own = found.get(account_id, _unknown(first, last))
    others = np.array([kwh for name, kwh in found.items() if name != account_id])
    supply = _supplied(office, str(node), first, last) if is_known else _unknown(first, last)
    return DistrictDays(
        tuple(date_range(first, last)),
        own,
        _moved_like(others, own) if others.size else _unknown(first, last),
        supply,
    )


def _energy(
    office: Office, accounts: pd.DataFrame, first: dt.date, last: dt.date
) -> dict[str, Floats]:
    timezone = office.settings.timezone
    periods = read_periods(accounts, first, last, timezone)
    days = (last - first).days + 1
    kwh = read_energy(office.lake, periods, first, days, timezone).kwh
    return dict(zip(periods.account_ids.tolist(), kwh, strict=True))


def _supplied(office: Office, node: str, first: dt.date, last: dt.date) -> Floats:
    devices = np.array([node], dtype=np.str_)
    found = read_facts(
        office.lake, devices, first, last, ["kwh"], doubles=["kwh"], table=SUPPLY_FACTS
    )
    return np.asarray(found["kwh"][0], dtype=np.float64) if found else _unknown(first, last)


def _moved_like(others: Floats, own: Floats) -> Floats:
    """Return the median movement of neighbours (n, d), to the scale of `own` (d,).

    Levels are the medians of the first weeks on which the account itself is known.
    """
    days = np.flatnonzero(np.isfinite(own))[:LEVEL_DAYS]
    levels = _median(others[:, days].T)
    judged = levels > 0
    if not len(days) or not judged.any():
        return np.full(own.size, np.nan)
    return _median(others[judged] / levels[judged, None]) * float(np.median(own[days]))


def _median(rows: Floats) -> Floats:
    """Return the median over rows (n, d) in each column; NaN where none is known."""
    known = np.isfinite(rows).any(axis=0)
    middle = np.full(rows.shape[1], np.nan)
    middle[known] = np.nanmedian(rows[:, known], axis=0)
    return middle


def _unknown(first: dt.date, last: dt.date) -> Floats:
    return np.full((last - first).days + 1, np.nan)
