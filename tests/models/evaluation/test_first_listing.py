import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from models.evaluation.first_listing import days_to_listing, first_listing
from models.evaluation.judged import Judged

Judge = Callable[..., Judged]
DATE = dt.date(2026, 4, 14)


def lists(*rows: tuple[str, int]) -> pd.DataFrame:
    """Account and day of April."""
    days = [(account, dt.date(2026, 4, day)) for account, day in rows]
    return pd.DataFrame(days, columns=["account_id", "run_date"])


def test_the_first_listing_after_the_onset_counts() -> None:
    onset = np.array([float(dt.date(2026, 4, day).toordinal()) for day in (3, 3, 3)])
    listings = lists(("B", 9), ("A", 2), ("A", 8), ("A", 5), ("X", 4))
    waited = days_to_listing(["A", "B", "C"], onset, listings)
    assert waited.tolist()[:2] == [2, 6]
    assert np.isnan(waited[2])


def test_days_are_summed_up_over_thieves_with_an_onset(judged: Judge) -> None:
    def thief(onset: str | None) -> dict[str, Any]:
        return {"label": "theft", "onset": onset, "score": 0.9}

    found = judged(
        thief("2026-04-01"),
        thief("2026-04-10"),
        thief("2026-03-01"),
        thief(None),
        {"label": "normal", "score": 0.9},
    )
    listings = lists(("A000", 5), ("A001", 14), ("A003", 5), ("A004", 5))
    told = first_listing(found, listings, [DATE, dt.date(2026, 4, 5)], DATE)
    assert (told["lists"], told["first_list"], told["last_list"]) == (2, dt.date(2026, 4, 5), DATE)
    assert (told["thieves"], told["listed"], told["never"]) == (3, 2, 1)
    assert told["median_days"] == 4
    # The one of 10 April has not stolen for a week yet.
    assert told["within"][0] == {"days": 7, "thieves": 2, "listed": 1, "share": 0.5}
    assert told["within"][1] == {"days": 14, "thieves": 1, "listed": 0, "share": 0.0}


def test_without_lists_nobody_was_listed(judged: Judge) -> None:
    found = judged({"label": "theft", "onset": "2026-04-01", "score": 0.9})
    told = first_listing(found, lists(), [], DATE)
    assert (told["lists"], told["first_list"], told["never"]) == (0, None, 1)
    assert np.isnan(told["median_days"])
