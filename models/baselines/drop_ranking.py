"""Drop ranking: who uses less of late than before, as every billing office can tell.

Needs daily energy alone. A drop is taken over the last fortnight and the last month, each
against the 60 days before it, and the larger one counts.
"""

from __future__ import annotations

import numpy as np

from features.robust import row_mean
from features.window import Floats, Window
from models.baselines.baseline import Baseline

RECENT_DAYS = (14, 30)
BEFORE_DAYS = 60
# A mean of fewer known days is rather their weekdays than a level.
LEAST_RECENT_DAYS, LEAST_BEFORE_DAYS = 7, 14


def relative_drop(window: Window) -> Floats:
    """Return (n,) the share of the former use that is gone, 0 to 1; 0 where unknown."""
    shares = [
        np.divide(before - recent, before, out=np.zeros_like(before), where=before > 0)
        for before, recent in _levels(window)
    ]
    return _largest(shares)


def absolute_drop(window: Window) -> Floats:
    """Return (n,) the primary kWh a day that are gone; 0 where unknown."""
    return _largest([before - recent for before, recent in _levels(window)])


def _levels(window: Window) -> list[tuple[Floats, Floats]]:
    """Return mean kWh a day (n,) before and within the last days; NaN where unknown."""
    history = window.history_kwh
    return [
        (
            row_mean(history[:, -days - BEFORE_DAYS : -days], LEAST_BEFORE_DAYS),
            row_mean(history[:, -days:], LEAST_RECENT_DAYS),
        )
        for days in RECENT_DAYS
    ]


def _largest(drops: list[Floats]) -> Floats:
    known = np.nan_to_num(np.stack(drops), nan=0.0)
    return np.asarray(known.max(axis=0, initial=0.0), dtype=np.float64)


DROP_RANKING = Baseline("drop_ranking", "Relative drop of use", relative_drop)
DROP_RANKING_KWH = Baseline("drop_ranking_kwh", "Drop of use in kWh", absolute_drop)
