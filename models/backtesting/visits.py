"""Visits: inspections sorted by what they say about theft."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pandas as pd

from pipeline.contract.vocabulary import Outcome

EPOCH = dt.date(1970, 1, 1)


class Verdict(StrEnum):
    """What a visit proves, the stronger first."""

    THEFT = "theft"
    USEFUL = "useful"
    INNOCENT = "innocent"
    NOTHING = "nothing"


# A fault or an error is no theft, but energy was lost all the same: worth the visit.
VERDICTS: dict[str, Verdict] = {
    Outcome.THEFT: Verdict.THEFT,
    Outcome.FAULT: Verdict.USEFUL,
    Outcome.WIRING_ERROR: Verdict.USEFUL,
    Outcome.RECORD_ERROR: Verdict.USEFUL,
    Outcome.CLEAN: Verdict.INNOCENT,
    Outcome.VACANT: Verdict.INNOCENT,
    Outcome.LAWFUL_CHANGE: Verdict.INNOCENT,
    Outcome.NO_ACCESS: Verdict.NOTHING,
    Outcome.INCONCLUSIVE: Verdict.NOTHING,
    Outcome.RECTIFIED_ON_ARRIVAL: Verdict.NOTHING,
}


def day_number(date: dt.date) -> int:
    """Return days since 1970."""
    return (date - EPOCH).days


def read_visits(inspections: pd.DataFrame) -> pd.DataFrame:
    """Reduce table `inspections` to one row an account and day, in time order.

    Columns: account_id, day (since 1970), outcome, verdict, means (lower case, empty if not
    said), recovered_kwh (NaN if not said). Of several outcomes of one day the one that
    proves most counts: theft before a fault before nothing wrong.
    """
    order = list(Verdict)
    verdict = inspections["outcome"].map(VERDICTS)
    on = pd.to_datetime(inspections["inspected_on"])
    frame = pd.DataFrame(
        {
            "account_id": inspections["account_id"].astype(object),
            "day": (on - pd.Timestamp(EPOCH)).dt.days.astype("int64"),
            "outcome": inspections["outcome"].astype(object),
            "verdict": verdict.astype(object),
            "means": inspections["means"].fillna("").astype(object).str.strip().str.lower(),
            "recovered_kwh": inspections["recovered_kwh"].astype("float64"),
            "_strength": verdict.map(order.index).astype("int64"),
        }
    )
    ranked = frame.sort_values(["day", "account_id", "_strength", "outcome"], kind="stable")
    once = ranked.drop_duplicates(["day", "account_id"])
    return once.drop(columns="_strength").reset_index(drop=True)
