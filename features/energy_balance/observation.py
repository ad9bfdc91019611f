"""Observation: what a search needs of the districts that are tried, as plain arrays.

Hours are joined into pieces of a day: registers show whole steps, and what an hour reads too
little the next reads too much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.energy_balance.balance import Balance
from features.energy_balance.ledger import DAY_MINUTES
from features.robust import row_mad
from features.window import Codes, Facts, Flags, Floats, Window

HOURS_A_SLOT, SLOTS_A_DAY = 3, 8
# More of the energy than this estimated, and a day or slot is not known.
MOST_ESTIMATED_OF_DAY, MOST_ESTIMATED_OF_SLOT = 0.05, 0.03
# Days with slots that a district needs, else it is observed by days.
LEAST_SLOT_DAYS = 21


@dataclass(frozen=True)
class Observation:
    """The t tried districts and their k accounts, ordered by district; d days, T slots.

    account: (k,) index in the window. first: (t + 1,) first account of each district, and k.
    loss, total, weight: (t, d) unexplained and sent kWh, trust (0 where not known): what was
    sent stays as it is when a load is led round its meter. own,
    own_known: (k, d). slot_loss, slot_total, slot_known: (t, T); slot_own: (k, T).
    has_slots: (t,) whether there is enough within the day.
    """

    account: Codes
    first: Codes
    loss: Floats
    total: Floats
    weight: Floats
    own: Floats
    own_known: Flags
    slot_loss: Floats
    slot_total: Floats
    slot_known: Flags
    slot_own: Floats
    has_slots: Flags


def observe(window: Window, balance: Balance, is_tried: Flags, tried: Flags) -> Observation:
    """Gather what is known of the tried nodes (m,) and their accounts (n,)."""
    nodes, accounts = np.flatnonzero(is_tried), np.flatnonzero(tried)
    order = accounts[np.argsort(balance.node_of[accounts], kind="stable")]
    place = np.searchsorted(nodes, balance.node_of[order])
    first = np.searchsorted(place, np.arange(len(nodes) + 1))
    is_whole = window.day_minutes == DAY_MINUTES
    loss, metered = balance.unexplained[nodes], balance.daily.metered[nodes]
    known = np.isfinite(loss) & np.isfinite(metered) & is_whole
    estimated = np.nan_to_num(balance.daily.estimated[nodes])
    known &= estimated <= MOST_ESTIMATED_OF_DAY * np.nan_to_num(metered)
    slot_loss, slot_total, slot_known = _slots(balance, nodes, is_whole)
    slot_days = slot_known.reshape(len(nodes), -1, SLOTS_A_DAY).any(axis=2).sum(axis=1)
    return Observation(
        account=order.astype(np.int32),
        first=first.astype(np.int32),
        loss=np.nan_to_num(loss),
        total=np.nan_to_num(balance.daily.sent[nodes]),
        weight=_weight(loss, known, np.nan_to_num(balance.daily.sigma[nodes])),
        own=np.nan_to_num(balance.own_kwh[order]).astype(np.float64),
        own_known=balance.own_known[order],
        slot_loss=np.nan_to_num(slot_loss),
        slot_total=np.nan_to_num(slot_total),
        slot_known=slot_known,
        slot_own=np.nan_to_num(_joined(balance.own_hours[order])),
        has_slots=slot_days >= LEAST_SLOT_DAYS,
    )


def _weight(loss: Floats, known: Flags, sigma: Floats) -> Floats:
    """Return one over the variance of each day's loss (t, d), 0 where it is not known."""
    scatter = np.nan_to_num(row_mad(np.where(known, loss, np.nan), 1))
    return np.where(known, 1.0 / (scatter[:, None] ** 2 + sigma**2 + 1e-6), 0.0)


def _slots(
    balance: Balance, nodes: NDArray[np.intp], is_whole: Flags
) -> tuple[Floats, Floats, Flags]:
    loss = _joined(balance.unexplained_hours[nodes])
    total, estimated = (
        _joined(one[nodes]) for one in (balance.hourly.metered, balance.hourly.estimated)
    )
    known = np.isfinite(loss) & np.isfinite(total) & np.repeat(is_whole, SLOTS_A_DAY)
    known &= np.nan_to_num(estimated) <= MOST_ESTIMATED_OF_SLOT * np.nan_to_num(total)
    return loss, total, known


def _joined(hours: Floats | Facts) -> Floats:
    """Sum hours (x, d * 24) to slots (x, d * SLOTS_A_DAY)."""
    cube = np.asarray(hours, dtype=np.float64).reshape(len(hours), -1, HOURS_A_SLOT)
    return np.asarray(cube.sum(axis=2))
