"""Workload: what visits brought in, how early thefts were named, and what waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.monitoring.planned_visits import State


@dataclass(frozen=True)
class Recovery:
    """What the visits brought in: sums of what inspectors said, NaN where none said.

    per visit: over all visits, those without access or result too, for they cost as much.
    """

    visits: int
    thefts: int
    thefts_with_kwh: int
    recovered_kwh: float
    amount: float
    kwh_per_visit: float
    amount_per_visit: float

    @classmethod
    def of(cls, visits: pd.DataFrame, thefts: int) -> Recovery:
        """Sum up visits: columns verdict, recovered_kwh, amount."""
        count = len(visits)
        kwh = float(visits["recovered_kwh"].sum(min_count=1))
        amount = float(visits["amount"].sum(min_count=1))
        with_kwh = visits["recovered_kwh"].notna() & (visits["verdict"] == "theft")
        each = 1 / count if count else np.nan
        return cls(count, thefts, int(with_kwh.sum()), kwh, amount, kwh * each, amount * each)


@dataclass(frozen=True)
class Lead:
    """Days from the first list that named a thief to the visit; NaN where none was listed."""

    thefts: int
    listed: int
    quartile_low_days: float
    median_days: float
    quartile_high_days: float
    days: tuple[int, ...]

    @classmethod
    def of(cls, told: pd.DataFrame) -> Lead:
        """Take visits as `listed_visits` returns them."""
        thefts = told[told["is_theft"]]
        days = np.sort(thefts["lead_days"].dropna().to_numpy(np.float64))
        low, middle, high = np.quantile(days, [0.25, 0.5, 0.75]) if len(days) else [np.nan] * 3
        return cls(
            len(thefts),
            len(days),
            float(low),
            float(middle),
            float(high),
            tuple(int(day) for day in days),
        )


@dataclass(frozen=True)
class Backlog:
    """What waits: planned visits that nobody told of yet, and suspects that nobody visited.

    open: within the days in which a case counts as open; overdue: planned longer ago.
    listed, unvisited: on the latest list, and of those not visited since they came on it.
    oldest_days: since the first list that named the longest waiting of them; 0 where none.
    """

    planned: int
    done: int
    without_result: int
    open: int
    overdue: int
    listed: int
    unvisited: int
    oldest_days: int


def backlog(followed: pd.DataFrame, listings: pd.DataFrame, visits: pd.DataFrame) -> Backlog:
    """Count what waits on the day of the latest list of `listings`.

    followed: as `follow_plans` returns. listings: account_id, day. visits: account_id, day.
    """
    states = followed["state"].value_counts()
    last = int(listings["day"].max()) if len(listings) else 0
    latest = listings.loc[listings["day"] == last, "account_id"]
    visited = visits.groupby("account_id")["day"].max()
    rows = listings[listings["account_id"].isin(latest)]
    since = visited.reindex(rows["account_id"]).fillna(-np.inf).to_numpy(np.float64)
    # A list of the day of the visit was made after it.
    waiting = rows[rows["day"].to_numpy() >= since].groupby("account_id")["day"].min()
    return Backlog(
        planned=len(followed),
        done=int(states.get(State.DONE.value, 0)),
        without_result=int(states.get(State.WITHOUT_RESULT.value, 0)),
        open=int(states.get(State.OPEN.value, 0)),
        overdue=int(states.get(State.OVERDUE.value, 0)),
        listed=len(latest),
        unvisited=len(waiting),
        oldest_days=int(last - waiting.min()) if len(waiting) else 0,
    )
