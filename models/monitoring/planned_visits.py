"""Planned visits: the plan of each day beside what the field found."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.backtesting.visits import EPOCH, Verdict, read_visits
from pipeline.contract.vocabulary import VisitReason

Days = NDArray[np.int64]


class State(StrEnum):
    """What became of a planned visit."""

    DONE = "done"
    WITHOUT_RESULT = "without_result"
    OPEN = "open"
    OVERDUE = "overdue"


def day_numbers(dates: pd.Series[dt.date]) -> Days:
    """Return dates as days since 1970, (n,)."""
    days = pd.to_datetime(dates) - pd.Timestamp(EPOCH)
    return np.asarray(days.dt.days, dtype=np.int64)


def field_visits(inspections: pd.DataFrame) -> pd.DataFrame:
    """Return `models.backtesting.visits.read_visits` with column `amount`, in the currency.

    amount: back bill and penalty together; NaN where neither was said.
    """
    visits = read_visits(inspections)
    money = inspections[["back_bill", "penalty"]].astype("float64").sum(axis=1, min_count=1)
    keys = pd.DataFrame(
        {
            "account_id": inspections["account_id"].to_numpy(object),
            "day": day_numbers(inspections["inspected_on"]),
            "amount": money.to_numpy(),
        }
    )
    amounts = keys.groupby(["account_id", "day"], as_index=False)["amount"].max()
    return visits.merge(amounts, on=["account_id", "day"], how="left")


def latest_before(visits: pd.DataFrame, rows: pd.DataFrame, within_days: int) -> Days:
    """Return for each visit (n,) the place of its account's latest earlier row; -1 where none.

    visits, rows: columns account_id and day. A row of the day of the visit comes too late: a
    day's list and plan are ready on the next morning.
    """
    left = visits[["account_id", "day"]].assign(visit=np.arange(len(visits))).sort_values("day")
    right = rows[["account_id", "day"]].assign(place=np.arange(len(rows))).sort_values("day")
    found = pd.merge_asof(
        left.astype({"account_id": object}),
        right.astype({"account_id": object}),
        on="day",
        by="account_id",
        allow_exact_matches=False,
        tolerance=within_days,
    )
    return np.asarray(found.sort_values("visit")["place"].fillna(-1), dtype=np.int64)


def follow_plans(
    plans: pd.DataFrame, visits: pd.DataFrame, today: int, within_days: int
) -> pd.DataFrame:
    """Return the plans with what became of them.

    plans: table `visits` of the contract. visits: as `field_visits` returns them. today: the
    business date in days since 1970. A visit belongs to the latest plan before it, and to
    none that is older than `within_days`; of several the first that proved something counts.
    Adds columns day, state, is_random, is_theft, is_useful, recovered_kwh, amount.
    """
    rows = plans.assign(day=day_numbers(plans["run_date"])).reset_index(drop=True)
    told = visits.assign(place=latest_before(visits, rows, within_days))
    told = told[told["place"] >= 0]
    told = told.assign(is_vague=told["verdict"] == Verdict.NOTHING.value)
    told = told.sort_values(["place", "is_vague", "day"]).drop_duplicates("place")
    told = told.set_index("place").reindex(np.arange(len(rows)))
    age = today - rows["day"].to_numpy()
    state = np.select(
        [
            told["verdict"].notna() & (told["is_vague"] != True),  # noqa: E712 - null is there
            told["verdict"].notna(),
            age <= within_days,
        ],
        [State.DONE.value, State.WITHOUT_RESULT.value, State.OPEN.value],
        State.OVERDUE.value,
    )
    return rows.assign(
        state=state.astype(object),
        is_random=(rows["reason"] == VisitReason.RANDOM.value).to_numpy(bool),
        is_theft=(told["verdict"] == Verdict.THEFT.value).to_numpy(bool),
        is_useful=(told["verdict"] == Verdict.USEFUL.value).to_numpy(bool),
        recovered_kwh=told["recovered_kwh"].to_numpy(np.float64),
        amount=told["amount"].to_numpy(np.float64),
    )
