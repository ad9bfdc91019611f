"""As-of list: what the product said on one past date, knowing no more than that date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from models.backtesting.visits import day_number


class Origin(StrEnum):
    """Where the scores of a date come from."""

    STORED = "stored"
    COMPUTED = "computed"


@dataclass(frozen=True)
class AsOfList:
    """Scores and list of one business date.

    scores: account_id to score, NaN where the account could not be judged.
    ranks: account_id to rank from 1, the listed accounts alone.
    """

    date: dt.date
    origin: Origin
    scores: pd.Series[float]
    ranks: pd.Series[int]

    @property
    def day(self) -> int:
        """The date in days since 1970."""
        return day_number(self.date)

    @classmethod
    def of(
        cls, date: dt.date, origin: Origin, scores: pd.DataFrame, suspects: pd.DataFrame
    ) -> AsOfList:
        """Take what counts from the tables `scores` and `suspects` of that date."""
        judged = scores["score"].where(scores["disqualified"].isna()).astype("float64")
        return cls(
            date,
            origin,
            pd.Series(judged.to_numpy(), index=scores["account_id"].to_numpy(dtype=object)),
            pd.Series(
                suspects["rank"].to_numpy("int64"),
                index=suspects["account_id"].to_numpy(dtype=object),
            ),
        )


def first_listings(lists: list[AsOfList]) -> pd.Series[int]:
    """Return account_id to the day of the first of `lists` (in time order) that names it."""
    days = [pd.Series(one.day, index=one.ranks.index, dtype="int64") for one in lists]
    together = pd.concat(days) if days else pd.Series(dtype="int64")
    return together[~together.index.duplicated(keep="first")]
