"""Case record: what the lake and the journal know of one account, for its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.case_text import read_case_text
from pipeline.calendar import date_range
from pipeline.case import Case
from pipeline.contract import SUSPECTS
from review.account_energy import own_days
from review.case_access import CaseAccess
from review.device_rows import device_rows
from review.office import Office

# So far back the list is looked for that last had an account.
_LISTS_BACK = 10


@dataclass(frozen=True)
class CaseRecord:
    """One account on a business date.

    row: of table `suspects`, with what table `scores` has where it was not listed. is_listed:
    it is on the list of the date. is_scored: a run judged it. has_file: the run left its
    case; else the energy alone is known. disqualified: why it could not be judged.
    """

    access: CaseAccess
    date: dt.date
    row: Mapping[str, Any]
    case: Case
    is_listed: bool
    is_scored: bool
    has_file: bool
    disqualified: str | None


def read_record(office: Office, access: CaseAccess, asked: dt.date | None) -> CaseRecord:
    """Return what is known of an account on the list of `asked`, else on the last that has it.

    An account on none of the last lists is shown as of the latest run, or of today.
    """
    date = asked or _last_listed(office, access.account_id)
    listed = _row(office.published.suspects(date), access.account_id)
    score = _row(office.published.frame("scores", date), access.account_id)
    row = {**dict.fromkeys(SUSPECTS.names), **_known(score), **(listed or {})}
    row |= {"run_date": date, "account_id": access.account_id}
    told = _case_file(office, access.account_id, date) if listed else None
    return CaseRecord(
        access=access,
        date=date,
        row=row,
        case=told or _plain_case(office, access, row, date),
        is_listed=listed is not None,
        is_scored=score is not None,
        has_file=told is not None,
        disqualified=None if score is None else score.get("disqualified"),
    )


def _last_listed(office: Office, account_id: str) -> dt.date:
    dates = office.published.dates()
    for date in dates[::-1][:_LISTS_BACK]:
        if (office.published.suspects(date)["account_id"] == account_id).any():
            return date
    return dates[-1] if dates else office.today()


def _row(frame: pd.DataFrame, account_id: str) -> dict[str, Any] | None:
    own = frame[frame["account_id"] == account_id]
    if own.empty:
        return None
    return {str(name): _plain(value) for name, value in own.iloc[-1].to_dict().items()}


def _plain(value: Any) -> Any:
    """Return a cell as Python has it: None where it is null, lists as lists."""
    if isinstance(value, np.ndarray | list):
        return list(value)
    return None if pd.isna(value) else value


def _known(score: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (score or {}).items() if name in SUSPECTS.names}


def _case_file(office: Office, account_id: str, date: dt.date) -> Case | None:
    rows = device_rows(office.lake, "case_files", account_id, (date, date), ["content"])
    return read_case_text(rows["content"][0].as_py()) if rows.num_rows else None


def _plain_case(office: Office, access: CaseAccess, row: Mapping[str, Any], date: dt.date) -> Case:
    """Return a case of what facts tell, where no run wrote one."""
    first = date - dt.timedelta(days=office.settings.window.days - 1)
    daily = own_days(office, access.account_id, first, date)
    return Case(
        suspect=row,
        account={"account_id": access.account_id, **access.master},
        dates=tuple(date_range(first, date)),
        daily_kwh=daily,
        peer_kwh=np.full(daily.size, np.nan),
    )
