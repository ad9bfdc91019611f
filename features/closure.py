"""Closures: days on end with next to no use, after which use came back by itself.

A plant's holiday, a shop's refit, a family's vacation. Standby goes on, so such days are
low rather than at zero; what tells them from theft is that the run of days is unbroken and
that use returns.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.robust import row_quantile
from features.window import Flags, Floats

LOW_SHARE, RETURNED_SHARE = 0.25, 0.5
LEAST_DAYS = 5
WEEK = 7


def ended_closures(kwh: Floats) -> Flags:
    """Return (n, d), true on days of closures that ended, from daily energy (n, d).

    A closure is a run of at least `LEAST_DAYS` days below `LOW_SHARE` of the account's upper
    quartile; it ended if use was above `RETURNED_SHARE` of it on most days of some week
    afterwards: a wire that is taken away for single days has not ended. Unread days (NaN) do
    not break a run.
    """
    usual = row_quantile(kwh, 0.75)
    usual = np.where(usual > 0, usual, np.nan)[:, None]
    low, returned = kwh < LOW_SHARE * usual, kwh >= RETURNED_SHARE * usual
    marked: Flags = _ended_runs(low, low | ~np.isfinite(kwh), returned)
    return marked


@njit(cache=True)
def _has_returned(returned: NDArray[np.bool_], low: NDArray[np.bool_]) -> bool:
    """Whether, in some week from the first day on, more days returned than stayed low."""
    for start in range(len(returned)):
        week = slice(start, start + WEEK)
        if returned[start] and returned[week].sum() > low[week].sum():
            return True
    return False


@njit(cache=True)
def _ended_runs(
    low: NDArray[np.bool_], lasting: NDArray[np.bool_], returned: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    marked = np.zeros(low.shape, dtype=np.bool_)
    for i in range(low.shape[0]):
        start, days, last = 0, 0, -1
        for t in range(low.shape[1]):
            if low[i, t]:
                start = t if days == 0 else start
                days += 1
                last = t
            elif not lasting[i, t]:
                if days >= LEAST_DAYS and _has_returned(returned[i, t:], lasting[i, t:]):
                    marked[i, start : last + 1] = True
                days = 0
    return marked
