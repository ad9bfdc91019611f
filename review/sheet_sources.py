"""Sources of inspection sheets: what the lake and the journal know of some accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from models.case_text import read_case_text
from models.field_load import USUAL_DAYS, day_energy, read_field_facts
from pipeline.case import Case
from pipeline.contract import SUSPECTS
from review.case_access import CaseAccess, master_of
from review.desk import Desk
from review.office import Office
from review.standing import Standing

FACT_DAYS = 91
"""Days of facts behind a sheet at most; an older onset has no days before it."""
_LISTS_BACK = 10


@dataclass(frozen=True)
class SheetSource:
    """What is known of one account.

    case: with the row of its list, whose cells are None where it is on none. is_listed: it
    was on a list. facts: its meter's days. visits: rows of table `inspections`, latest first.
    sisters: other accounts of the customer that the user may see.
    """

    access: CaseAccess
    case: Case
    is_listed: bool
    date: dt.date
    standing: Standing
    facts: pd.DataFrame
    visits: Sequence[Mapping[str, Any]]
    sisters: Sequence[str]


def gather(desk: Desk, cases: Sequence[CaseAccess], date: dt.date | None) -> list[SheetSource]:
    """Return the sources of `cases`; date: of the list to look at, else the last that has it."""
    office = desk.office
    found = [_listed(office, one.account_id, date) for one in cases]
    latest = office.published.latest() or office.today()
    dates = [row["run_date"] if row else date or latest for row in found]
    meters = [one.master.get("meter_id", "") for one in cases]
    facts = _facts(office, meters, dates)
    return [
        _source(desk, access, row, day, facts[facts["meter_id"] == meter])
        for access, row, day, meter in zip(cases, found, dates, meters, strict=True)
    ]


def _listed(office: Office, account_id: str, date: dt.date | None) -> dict[str, Any] | None:
    """Return the account's row of the list of `date`, else of the last list that has it."""
    dates = [date] if date else office.published.dates()[::-1][:_LISTS_BACK]
    for day in dates:
        rows = office.published.suspects(day)
        own = rows[rows["account_id"] == account_id]
        if len(own):
            return {str(k): _plain(v) for k, v in own.iloc[0].to_dict().items()}
    return None


def _plain(value: Any) -> Any:
    """Return a cell as Python has it: None where it is null, lists as lists."""
    if isinstance(value, np.ndarray | list):
        return list(value)
    return None if pd.isna(value) else value


def _facts(office: Office, meters: Sequence[str], dates: Sequence[dt.date]) -> pd.DataFrame:
    first = min(dates) - dt.timedelta(days=FACT_DAYS - 1)
    return read_field_facts(office.lake, sorted(set(meters)), first, max(dates))


def _source(
    desk: Desk, access: CaseAccess, row: dict[str, Any] | None, date: dt.date, facts: pd.DataFrame
) -> SheetSource:
    office, account_id = desk.office, access.account_id
    known = facts[facts["date"] <= date]
    case = _case_file(office, account_id, date) if row else None
    return SheetSource(
        access=access,
        case=case or _plain_case(access, row, date, known),
        is_listed=row is not None,
        date=date,
        standing=office.standings.of(account_id),
        facts=known,
        visits=_visits(office, account_id),
        sisters=_sisters(desk, access),
    )


def _case_file(office: Office, account_id: str, date: dt.date) -> Case | None:
    """Return the case as the run of `date` wrote it, with the last two months of it."""
    for file in office.lake.files("case_files", date, date):
        own = pq.read_table(
            file.path,
            columns=["content"],
            filters=[("account_id", "=", account_id)],
            partitioning=None,
        )
        if own.num_rows:
            return _shortened(read_case_text(own["content"][0].as_py()))
    return None


def _shortened(case: Case) -> Case:
    """Return a case with the days that a small chart can show."""
    kept = slice(-FACT_DAYS, None)
    return replace(
        case, dates=case.dates[kept], daily_kwh=case.daily_kwh[kept], peer_kwh=case.peer_kwh[kept]
    )


def _plain_case(
    access: CaseAccess, row: dict[str, Any] | None, date: dt.date, facts: pd.DataFrame
) -> Case:
    """Return a case from facts alone, where no run wrote one."""
    ratios = [float(access.master.get(name, 1.0)) for name in ("ct_ratio", "pt_ratio")]
    energy = day_energy(facts).to_numpy(dtype=np.float64) * ratios[0] * ratios[1]
    by_day = dict(zip(facts["date"], energy, strict=True))
    first = min(by_day, default=date - dt.timedelta(days=USUAL_DAYS))
    dates = tuple(first + dt.timedelta(days=n) for n in range((date - first).days + 1))
    return Case(
        suspect=row or dict.fromkeys(SUSPECTS.names),
        account={"account_id": access.account_id, **access.master},
        dates=dates,
        daily_kwh=np.array([by_day.get(day, np.nan) for day in dates]),
        peer_kwh=np.full(len(dates), np.nan),
    )


def _visits(office: Office, account_id: str) -> list[dict[str, Any]]:
    rows = office.published.frame("inspections")
    own = rows[rows["account_id"] == account_id].sort_values("inspected_on", ascending=False)
    return [{str(k): _plain(v) for k, v in row.items()} for row in own.to_dict("records")]


def _sisters(desk: Desk, access: CaseAccess) -> list[str]:
    customer = access.master.get("customer_id")
    accounts = desk.office.published.accounts()
    same = accounts.index[accounts["customer_id"] == customer] if customer else []
    masters = {str(one): master_of(desk, str(one)) or {} for one in same}
    return sorted(
        account_id
        for account_id, master in masters.items()
        if account_id != access.account_id and desk.user.may_see(master.get("zone"))
    )
