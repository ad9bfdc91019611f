"""The books: what is kept of a window's balances once its accounts are judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from features.energy_balance.balance import Balance, Ledger
from features.energy_balance.topology import Topology
from features.window import Flags, Window


@dataclass(frozen=True)
class Books:
    """Balances a day of all nodes, without the energy of each account and without hours.

    balance: by the mapping on record. topology: where that mapping is wrong. suggested: the
    balance by the mapping that it suggests, `balance` itself where nothing is wrong.
    """

    balance: Balance
    topology: Topology
    suggested: Balance


def keep_books(balance: Balance, topology: Topology, suggested: Balance) -> Books:
    """Return the books of a window; what is large and not needed any more is left out."""
    kept = _by_days(balance)
    return Books(kept, topology, kept if suggested is balance else _by_days(suggested))


def has_own_transformer(window: Window) -> Flags:
    """(n,) whether an account is fed at medium voltage: by a transformer of its own."""
    unknown = np.full(window.shape[0], np.nan)
    own = window.number.get("dedicated_transformer", unknown) == 1
    return np.asarray(own | (window.number.get("pt_ratio", unknown) > 1))


def _by_days(balance: Balance) -> Balance:
    none = np.zeros((0, 0))
    hours = Ledger(none, none, none, none, none)
    return replace(
        balance,
        hourly=hours,
        technical=replace(balance.technical, hourly=none),
        own_kwh=none,
        own_hours=none.astype(np.float32),
        own_known=none.astype(np.bool_),
    )
