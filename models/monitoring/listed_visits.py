"""Listed visits: what the field found, beside what the list had said of the account before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.window import Floats
from models.backtesting.cases import conclusive
from models.backtesting.visits import Verdict
from models.monitoring.planned_visits import latest_before

SAID = ("rank", "zone", "means", "feature", "probability")


def listed_visits(visits: pd.DataFrame, listings: pd.DataFrame, within_days: int) -> pd.DataFrame:
    """Return the visits with a result, with what the latest list before said of the account.

    visits: as `field_visits` returns them. listings: rows of table `suspects` with columns
    account_id, day, those of SAID. A list counts for so many days.
    Adds those columns, means as listed_means, with is_listed, is_theft, is_useful and
    lead_days: from the first list that named the account, since the visit before, to this
    visit; NaN where none did.
    """
    since = visits.groupby("account_id")["day"].shift(1).fillna(-np.inf)
    told = conclusive(visits.assign(since=since))
    place = latest_before(told, listings, within_days)
    said = listings[list(SAID)].reset_index(drop=True).rename(columns={"means": "listed_means"})
    said = said.reindex(np.where(place < 0, len(listings), place)).reset_index(drop=True)
    return told.join(said).assign(
        is_listed=place >= 0,
        is_theft=(told["verdict"] == Verdict.THEFT.value).to_numpy(bool),
        is_useful=(told["verdict"] == Verdict.USEFUL.value).to_numpy(bool),
        lead_days=_lead_days(told, listings),
    )


def _lead_days(told: pd.DataFrame, listings: pd.DataFrame) -> Floats:
    asked = told[["account_id", "day", "since"]].assign(visit=np.arange(len(told)))
    pairs = asked.merge(listings[["account_id", "day"]], on="account_id", suffixes=("", "_listed"))
    named = pairs[(pairs["day_listed"] < pairs["day"]) & (pairs["day_listed"] >= pairs["since"])]
    first = named.groupby("visit")["day_listed"].min().reindex(np.arange(len(told)))
    return np.asarray(told["day"].to_numpy(np.float64) - first.to_numpy(np.float64))
