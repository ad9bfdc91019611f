"""The ranking: accounts in the order of suspicion, the same wherever it is used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Floats


@dataclass(frozen=True)
class Ranking:
    """Accounts from the most to the least suspicious.

    order: (n,) places of the accounts; equal scores stand in the order of account_id.
    is_thief: (n,) in that order. tie_starts: (g,) ranks, from 0, at which a lower score begins.
    """

    order: NDArray[np.intp]
    is_thief: Flags
    tie_starts: NDArray[np.intp]

    @property
    def ranks(self) -> NDArray[np.intp]:
        """(n,) rank of each account, from 1, in the order in which the accounts came."""
        ranks = np.empty_like(self.order)
        ranks[self.order] = np.arange(1, len(self.order) + 1)
        return ranks


def rank(scores: Floats, account_ids: NDArray[np.str_], is_thief: Flags) -> Ranking:
    """Rank accounts by `scores` (n,), high first; NaN could not be judged and comes last."""
    known = judged_scores(scores)
    order = np.lexsort((account_ids, -known))
    ordered = known[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    return Ranking(order, is_thief[order], starts)


def judged_scores(scores: Floats) -> Floats:
    """Return (n,) `scores` with NaN as the least suspicion there can be: 0, or the lowest."""
    lowest = np.nanmin(scores, initial=0.0) if len(scores) else 0.0
    return np.where(np.isnan(scores), lowest, scores)
