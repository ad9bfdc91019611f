"""List rows: the suspects of a day that a user may see, with where each stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from review.desk import Desk
from review.list_sparks import sparks_of
from review.office import Office
from review.standing import Standing


@dataclass(frozen=True)
class ListRow:
    """One suspect as a page shows it. row: of table `suspects`, null as None.

    touched: who last wrote to the case, and when by local time; None where nobody did.
    """

    row: Mapping[str, Any]
    key: str
    standing: Standing
    touched: tuple[str, dt.datetime] | None
    spark: str = ""

    @property
    def address(self) -> str:
        """The page of the case, opened from this list."""
        return f"/cases/{self.key}"

    @property
    def reason(self) -> str:
        """What speaks most for it."""
        pieces = self.row["evidence"]
        return "" if pieces is None or not len(pieces) else str(pieces[0]["text"])


def seen_accounts(desk: Desk, accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a column `zone` that this user may see."""
    zones = desk.user.zones
    return accounts if zones is None else accounts[accounts["zone"].isin(zones)]


def list_frame(desk: Desk, date: dt.date) -> pd.DataFrame:
    """Return table `suspects` of `date` as far as this user may see it, by rank.

    Added are state, touched_at, has_tip and is_large of each account.
    """
    office = desk.office
    rows = seen_accounts(desk, office.published.suspects(date))
    ids = rows["account_id"]
    standings = office.standings.all()
    known = {account: standings[account] for account in ids if account in standings}
    touched = [_touched_at(known.get(a)) for a in ids]
    contracts = office.published.accounts()["contract_kw"].reindex(ids).to_numpy()
    return rows.assign(
        state=[known[a].state if a in known else "open" for a in ids],
        touched_at=pd.Series(touched, index=rows.index, dtype="datetime64[us, UTC]"),
        has_tip=ids.isin(tipped_accounts(office, date)),
        is_large=contracts >= office.settings.visits.large_kw,
    )


def tipped_accounts(office: Office, date: dt.date) -> set[str]:
    """Return the accounts of which a tip was received so lately that it still counts."""
    tips = office.published.frame("tips")
    since = date - dt.timedelta(days=office.settings.visits.tip_days)
    counts = (tips["received_on"] > since) & (tips["received_on"] <= date)
    return set(tips.loc[counts, "account_id"])


def rows_of(desk: Desk, shown: pd.DataFrame, date: dt.date | None = None) -> list[ListRow]:
    """Return the suspects of one page, ready to be drawn; with pictures as of `date`."""
    plain = shown.astype(object).where(shown.notna(), None)
    keys = desk.keys_of(plain["account_id"])
    zone = ZoneInfo(desk.office.settings.timezone)
    standings = desk.office.standings.all()
    records = [
        {str(name): value for name, value in row.items()} for row in plain.to_dict("records")
    ]
    sparks = {} if date is None else sparks_of(desk.office, date, records)
    found = []
    for row in records:
        account = str(row["account_id"])
        standing = standings.get(account, Standing(account))
        last = last_touch(standing)
        touched = None if last is None else (last[0], last[1].astimezone(zone))
        spark = sparks.get(account, "")
        found.append(ListRow(row, keys[account], standing, touched, spark))
    return found


def last_touch(standing: Standing) -> tuple[str, dt.datetime] | None:
    """Return who wrote the last entry that decides where a case stands, and when."""
    entries = [standing.decision, standing.assignment, standing.finding]
    told = [entry for entry in entries if entry is not None]
    if not told:
        return None
    last = max(told, key=lambda entry: entry.id)
    return last.user_name, last.at


def _touched_at(standing: Standing | None) -> dt.datetime | None:
    touch = None if standing is None else last_touch(standing)
    return None if touch is None else touch[1]
