"""Case access: the account behind a case key, where the user may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from review.desk import Desk, UnknownCaseError


@dataclass(frozen=True)
class CaseAccess:
    """One account: its key, and what table `accounts` last said of it (null left out)."""

    key: str
    account_id: str
    master: dict[str, Any]

    @property
    def zone(self) -> str | None:
        """Inspection area, where it is known."""
        return self.master.get("zone")

    @property
    def address(self) -> str:
        """The page of the case."""
        return f"/cases/{self.key}"


def open_case(desk: Desk, key: str) -> CaseAccess:
    """Return the account of `key`; UnknownCaseError, ForbiddenError where it is not theirs."""
    account_id = desk.account_of(key)
    master = master_of(desk, account_id)
    if master is None:
        raise UnknownCaseError(key)
    case = CaseAccess(key, account_id, master)
    desk.require_zone(case.zone)
    return case


def master_of(desk: Desk, account_id: str) -> dict[str, Any] | None:
    """Return what table `accounts` last said of an account; None where it is not there."""
    accounts = desk.office.published.accounts()
    if account_id not in accounts.index:
        return None
    row = accounts.loc[account_id]
    return {str(name): value for name, value in row.items() if not pd.isna(value)}
