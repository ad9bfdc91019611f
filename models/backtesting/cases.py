"""Cases: conclusive visits beside what an earlier list said of the same account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.backtesting.as_of_list import AsOfList, first_listings
from models.backtesting.visits import Verdict
from models.evaluation.ranking import Ranking, rank

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cases:
    """Conclusive visits, (n,) each.

    account: code of the account; an account can be visited again. is_theft, is_useful: what
    was found; useful is a fault or an error that is no theft. score: as of the list, NaN
    where it could not be judged. rank: on that list, infinite where it was not on it.
    lead_days: from the first list that named the account to the visit, NaN where none did
    by then. recovered_kwh: NaN where nobody said. means: the inspector's word, or empty.
    """

    account: NDArray[np.int64]
    is_theft: Flags
    is_useful: Flags
    score: Floats
    rank: Floats
    lead_days: Floats
    recovered_kwh: Floats
    means: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.account)

    @property
    def is_listed(self) -> Flags:
        """On the list that was the latest before the visit."""
        return np.isfinite(self.rank)

    @property
    def was_listed(self) -> Flags:
        """On that list or on an earlier one."""
        return np.isfinite(self.lead_days)

    def ranking(self) -> Ranking:
        """Return the cases whose account could be judged, the highest score first."""
        judged = np.isfinite(self.score)
        ids = self.account[judged].astype(np.str_)
        return rank(self.score[judged], ids, self.is_theft[judged])


def visits_in_reach(visits: pd.DataFrame, list_days: list[int], horizon_days: int) -> pd.DataFrame:
    """Return the visits that follow a list within the horizon, with that list's place.

    list_days: in time order. A visit belongs to the latest list before it; column `place`
    tells which. A visit on the day of a list was not yet made when the list was: the list
    of a day is ready on the next morning, so it belongs to an earlier one.
    """
    days = np.array(list_days, dtype=np.int64)
    place = np.searchsorted(days, visits["day"].to_numpy(), side="left") - 1
    age = visits["day"].to_numpy() - days[np.maximum(place, 0)]
    reached = (place >= 0) & (age <= horizon_days)
    return visits.assign(place=place)[reached].reset_index(drop=True)


def first_conclusive(visits: pd.DataFrame) -> pd.DataFrame:
    """Keep each account's first visit that proved something; `visits` in time order."""
    return conclusive(visits).drop_duplicates("account_id").reset_index(drop=True)


def conclusive(visits: pd.DataFrame) -> pd.DataFrame:
    """Keep the visits that proved something, be it that nothing is wrong."""
    return visits[visits["verdict"] != Verdict.NOTHING.value].reset_index(drop=True)


def cases_of(visits: pd.DataFrame, lists: list[AsOfList]) -> Cases:
    """Lay conclusive visits, with column `place`, beside the lists that they follow."""
    account, _ = pd.factorize(visits["account_id"], sort=True)
    score = np.full(len(visits), np.nan)
    rank = np.full(len(visits), np.inf)
    for place, one in enumerate(lists):
        here = np.flatnonzero(visits["place"] == place)
        ids = visits["account_id"].to_numpy()[here]
        score[here] = one.scores.reindex(ids).to_numpy(np.float64)
        rank[here] = one.ranks.reindex(ids).astype("float64").fillna(np.inf).to_numpy()
    return Cases(
        account=account.astype(np.int64),
        is_theft=(visits["verdict"] == Verdict.THEFT.value).to_numpy(dtype=bool),
        is_useful=(visits["verdict"] == Verdict.USEFUL.value).to_numpy(dtype=bool),
        score=score,
        rank=rank,
        lead_days=_lead_days(visits, lists),
        recovered_kwh=visits["recovered_kwh"].to_numpy(np.float64),
        means=visits["means"].to_numpy(dtype=object),
    )


def _lead_days(visits: pd.DataFrame, lists: list[AsOfList]) -> Floats:
    """Days from the first listing to the visit, NaN where no list before the visit has it."""
    listed = first_listings(lists).reindex(visits["account_id"]).to_numpy(np.float64)
    lead = visits["day"].to_numpy(np.float64) - listed
    return np.where(lead > 0, lead, np.nan)
