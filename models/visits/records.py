"""Records: what inspectors, reviewers and the public had said by the end of a business date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.backtesting.visits import EPOCH, day_number, read_visits
from pipeline.calendar import local_days_of

Days = NDArray[np.int64]
NEVER = -1


@dataclass(frozen=True)
class Records:
    """What was known by the end of local day `day`; days are counted since 1970.

    visits: account_id, day, outcome, verdict, means; as `read_visits` makes them.
    decisions: account_id, day, decision; the latest of each account.
    tips, planned: account_id, day; planned are the visits of earlier plans.
    scores_then: score and family scores of an account on the last list before its last
    telling visit, with `kwh_per_day`; indexed by account_id, one row an account at most.
    """

    day: int
    visits: pd.DataFrame
    decisions: pd.DataFrame
    tips: pd.DataFrame
    planned: pd.DataFrame
    scores_then: pd.DataFrame

    @classmethod
    def known_on(
        cls,
        date: dt.date,
        timezone: str,
        tables: Mapping[str, pd.DataFrame],
        scores_then: pd.DataFrame,
    ) -> Records:
        """Keep what was known by the end of local `date`.

        tables: `inspections`, `dispositions`, `tips` and `visits` of the contract by name. A
        plan of `date` itself is not looked at.
        """
        day = day_number(date)
        visits = read_visits(tables["inspections"])
        decisions = _decisions(tables["dispositions"], timezone)
        decisions = decisions[decisions["day"] <= day]
        return cls(
            day,
            visits[visits["day"] <= day].reset_index(drop=True),
            decisions.drop_duplicates("account_id", keep="last").reset_index(drop=True),
            _dated(tables["tips"], "received_on", day),
            _dated(tables["visits"], "run_date", day - 1),
            scores_then,
        )

    def last_visit(self, account_ids: NDArray[np.str_], outcomes: Iterable[str]) -> Days:
        """Day (n,) of each account's last visit with one of `outcomes`, -1 where none was."""
        return last_day(self.visits[self.visits["outcome"].isin(list(outcomes))], account_ids)


def last_day(rows: pd.DataFrame, account_ids: NDArray[np.str_]) -> Days:
    """Return the latest `day` of `rows` for each of `account_ids` (n,), -1 without one."""
    latest = rows.groupby("account_id")["day"].max()
    found = latest.reindex(account_ids.astype(object)).fillna(NEVER)
    return np.asarray(found.to_numpy(dtype=np.int64))


def _decisions(dispositions: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """Decisions with their local day, in time order."""
    ordered = dispositions.sort_values(["decided_at", "account_id"], kind="stable")
    instants = pd.to_datetime(ordered["decided_at"], utc=True).dt.tz_localize(None)
    # Midnight opens its day here, while an interval that ends at midnight closes one.
    microseconds = instants.to_numpy("datetime64[us]").astype(np.int64) + 1
    return pd.DataFrame(
        {
            "account_id": ordered["account_id"].to_numpy(dtype=object),
            "day": local_days_of(microseconds, timezone),
            "decision": ordered["decision"].to_numpy(dtype=object),
        }
    )


def _dated(rows: pd.DataFrame, column: str, last: int) -> pd.DataFrame:
    """Rows up to day `last`, with the day of a date column."""
    days = (pd.to_datetime(rows[column]) - pd.Timestamp(EPOCH)).dt.days.to_numpy(dtype=np.int64)
    frame = pd.DataFrame({"account_id": rows["account_id"].to_numpy(dtype=object), "day": days})
    return frame[frame["day"] <= last].reset_index(drop=True)
