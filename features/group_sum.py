"""Sums over the members of a group, spread back to them."""

from __future__ import annotations

import numpy as np

from features.peers import crossed
from features.window import Codes, Floats


def group_sum(values: Floats, codes: Codes) -> Floats:
    """Sum (n,) of `values` over each one's group; those without a group (-1) sum as one."""
    place = np.where(codes < 0, codes.max(initial=-1) + 1, codes)
    total = np.bincount(place, weights=values) if len(values) else np.zeros(0)
    return np.asarray(total[place], dtype=np.float64)


def sum_of_others(values: Floats, codes: Codes) -> Floats:
    """Sum (n,) over the other members of one's group; 0 without a group."""
    return np.where(codes >= 0, group_sum(values, codes) - values, 0.0)


def sum_at_others(values: Floats, codes: Codes, owners: Codes) -> Floats:
    """Sum (n,) over the members of one's group that other `owners` have; 0 without a group.

    Whoever has no owner on record (-1) is its own.
    """
    alone = owners.max(initial=-1) + 1 + np.arange(len(owners))
    own = crossed(codes, np.where(owners >= 0, owners, alone).astype(np.int32))
    return np.where(codes >= 0, group_sum(values, codes) - group_sum(values, own), 0.0)
