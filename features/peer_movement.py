"""Peer movement: whether a fall of use is what the peers did at the same time."""

from __future__ import annotations

import numpy as np

from features.robust import row_median
from features.study import Study
from features.usual import log_share
from features.window import Flags, Floats

RECENT_DAYS, LEAST_DAYS = 14, 5
LEAST_FALL = 0.1
EXPLAINED_SHARE = 0.5


def peers_explain(study: Study) -> tuple[Flags, Floats]:
    """(n,) falls that the peers share by half or more, and the peers' change as a share.

    The change is that of the last two weeks against the time before; NaN where unknown.
    """
    usual = study.usual
    expected = log_share(usual.kwh, usual.own_median)
    actual = log_share(study.window.kwh, usual.own_median)
    known = np.isfinite(expected) & np.isfinite(actual)
    moved, own = (_change(np.where(known, logs, np.nan)) for logs in (expected, actual))
    fell = np.nan_to_num(own) < np.log(1 - LEAST_FALL)
    explained = fell & (moved < EXPLAINED_SHARE * own) & usual.has_peers
    return np.asarray(explained), np.expm1(moved)


def _change(logs: Floats) -> Floats:
    recent = row_median(logs[:, -RECENT_DAYS:], LEAST_DAYS)
    return recent - row_median(logs[:, :-RECENT_DAYS], LEAST_DAYS)
