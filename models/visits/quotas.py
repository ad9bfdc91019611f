"""Quotas: visits kept for tips from the public and for large customers, and who these are."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Window
from models.visits.records import NEVER, Records, last_day
from pipeline.contract.vocabulary import Outcome


def quota(share: float, capacity: int) -> int:
    """Return how many of `capacity` visits a share keeps, to the nearest whole visit."""
    return math.floor(share * capacity + 0.5)


def has_open_tip(records: Records, ids: NDArray[np.str_], tip_days: int) -> Flags:
    """(n,) a tip came within `tip_days`, and nobody who saw the meter was there since."""
    is_fresh = records.day - records.tips["day"] < tip_days
    told = last_day(records.tips[is_fresh], ids)
    seen = records.last_visit(ids, [one for one in Outcome if one is not Outcome.NO_ACCESS])
    return np.asarray((told != NEVER) & (seen < told))


def is_large(window: Window, large_kw: float) -> Flags:
    """(n,) contracted from `large_kw` on, or with a transformer of its own."""
    unknown = np.full(len(window.account_ids), np.nan)
    contracted = window.number.get("contract_kw", unknown)
    own_transformer = window.number.get("dedicated_transformer", unknown)
    return np.asarray((contracted >= large_kw) | (own_transformer > 0))
