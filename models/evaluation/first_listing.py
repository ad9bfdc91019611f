"""First listing: how many days a thief steals before standing on a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from features.window import Floats
from models.evaluation.judged import Judged
from models.evaluation.shares import share

WITHIN_DAYS = (7, 14, 30)


def days_to_listing(
    account_ids: Sequence[str], onset_day: Floats, listings: pd.DataFrame
) -> Floats:
    """Return (t,) days from onset to the first listing on or after it; NaN where there is none.

    account_ids, onset_day (ordinal): (t,) of the thieves. listings: account_id and
    run_date of every row of every list that counts.
    """
    places = pd.Series(np.arange(len(onset_day)), index=list(account_ids))
    place = places.reindex(listings["account_id"]).fillna(-1).to_numpy(dtype=np.intp)
    day = np.array([date.toordinal() for date in listings["run_date"]], dtype=np.float64)
    counts = (place >= 0) & (day >= np.append(onset_day, np.inf)[place])
    first = np.full(len(onset_day), np.inf)
    np.minimum.at(first, place[counts], day[counts])
    return np.where(np.isfinite(first), first - onset_day, np.nan)


def first_listing(
    judged: Judged, listings: pd.DataFrame, list_dates: Sequence[dt.date], date: dt.date
) -> dict[str, Any]:
    """Return `first_listing` of the report, for thieves whose onset is known.

    listings: as in `days_to_listing`. list_dates: business dates of the lists, those
    without suspects too. A thief counts among those listed within so many days once that
    many have passed since the onset; until then nobody knows.
    """
    chosen = judged.is_thief & np.isfinite(judged.onset_day)
    onset = judged.onset_day[chosen]
    waited = days_to_listing(judged.account_ids[chosen].tolist(), onset, listings)
    is_listed = np.isfinite(waited)
    age = date.toordinal() - onset
    return {
        "lists": len(list_dates),
        "first_list": min(list_dates, default=None),
        "last_list": max(list_dates, default=None),
        "thieves": len(onset),
        "listed": int(is_listed.sum()),
        "never": int((~is_listed).sum()),
        "median_days": float(np.median(waited[is_listed])) if is_listed.any() else np.nan,
        "within": [_within(waited, age, days) for days in WITHIN_DAYS],
    }


def _within(waited: Floats, age: Floats, days: int) -> dict[str, Any]:
    has_passed = age >= days
    listed = int((has_passed & (np.nan_to_num(waited, nan=np.inf) <= days)).sum())
    thieves = int(has_passed.sum())
    return {
        "days": days,
        "thieves": thieves,
        "listed": listed,
        "share": share(listed, thieves),
    }
