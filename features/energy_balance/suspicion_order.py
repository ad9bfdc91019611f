"""Suspicion order: whom of a district to look at first, named or not; it accuses nobody.

A district of which nobody may be named, for its supply meter counts in a wrong ratio or its
records make it lose less than nothing, is put in order too: its loss still moves with a thief.
"""

from __future__ import annotations

import numpy as np

from features.energy_balance.attribution import (
    LEAST_DAYS,
    MOST_ACCOUNTS,
    Attribution,
    Refusal,
    search_accounts,
)
from features.energy_balance.balance import Balance, NodeState
from features.energy_balance.observation import Observation, observe
from features.energy_balance.ranking import evidence_of, hint_of
from features.energy_balance.supply_ratio import with_fitted_supply
from features.window import Flags, Floats, Window

NO_HINT = 0.5
"""Strength of an account of which the balance says nothing either way."""

ODD_STATES = (NodeState.NEGATIVE.value, NodeState.WRONG_RATIO.value)


def suspicion_order(window: Window, balance: Balance, found: Attribution) -> Floats:
    """Return the strength (n,) by which the accounts of a district are ordered, named or not.

    found: of this window and balance. Above 1 for the named; else from 0 to 1, `NO_HINT` where
    nothing speaks; 0 where no order was made. It takes longer than naming, so a night orders
    only the few districts that are asked for.
    """
    strength = found.agreement.strength.copy()
    if found.seen is not None and found.heard is not None:
        named = found.agreement.is_named[found.seen.account]
        hint = _hint(window, balance, found.seen, found.heard[found.seen.account], named)
        strength[found.seen.account] = np.where(named, strength[found.seen.account], hint)
    odd = orderable(balance, found)
    below = (balance.node_of >= 0) & odd[np.maximum(balance.node_of, 0)]
    if below.any():
        fitted = with_fitted_supply(balance, odd & (balance.state == NodeState.WRONG_RATIO.value))
        seen = observe(window, fitted, odd, below)
        nobody = np.zeros(len(seen.account), dtype=np.bool_)
        heard = search_accounts(window, seen)
        strength[seen.account] = _hint(window, fitted, seen, heard, nobody)
    return strength


def orderable(balance: Balance, found: Attribution) -> Flags:
    """(m,) districts that are refused for their level alone: negative, or of a wrong ratio."""
    accounts = np.bincount(balance.node_of[balance.node_of >= 0], minlength=len(balance.node_ids))
    is_odd = np.isin(balance.state, ODD_STATES) & ~balance.is_feeder
    is_odd |= found.refused == Refusal.NOTHING_LOST.value
    is_read = np.isfinite(balance.unexplained).sum(axis=1) >= LEAST_DAYS
    return np.asarray(is_odd & is_read & (accounts >= 2) & (accounts <= MOST_ACCOUNTS))


def _hint(
    window: Window, balance: Balance, seen: Observation, heard: Floats, named: Flags
) -> Floats:
    return hint_of(evidence_of(window, balance, seen, heard, named))
