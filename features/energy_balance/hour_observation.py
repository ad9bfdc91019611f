"""Hour observation: the hours of tried districts and of their accounts, coarse registers smoothed.

A node's loss is mended by what smoothing moves from hour to hour; its days stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.energy_balance.balance import Balance
from features.energy_balance.coarse_register import register_steps, smooth_steps
from features.energy_balance.ledger import DAY_MINUTES
from features.energy_balance.node_sum import sum_by_node
from features.energy_balance.observation import Observation
from features.supplied import HOURS_A_DAY
from features.window import Codes, Facts, Flags, Floats, Window

# More of the energy than this estimated, and an hour is not known.
MOST_ESTIMATED = 0.1


@dataclass(frozen=True)
class HourObservation:
    """Hours of the t tried districts and their k accounts, in the order of the `Observation`.

    loss, total, known: (t, T) unexplained and metered kWh; own: (k, T); T = 24 d.
    """

    loss: Floats
    total: Floats
    known: Flags
    own: Facts


def observe_hours(window: Window, balance: Balance, seen: Observation) -> HourObservation:
    """Gather the hours of the districts and accounts that were `seen`."""
    place = np.repeat(np.arange(len(seen.loss)), np.diff(seen.first)).astype(np.int32)
    node = balance.node_of[seen.account[seen.first[:-1]]]
    own = np.array(balance.own_hours[seen.account], dtype=np.float32)
    total = balance.hourly.metered[node]
    estimated = np.nan_to_num(balance.hourly.estimated[node])
    loss = balance.unexplained_hours[node]
    known = np.isfinite(loss) & (estimated <= MOST_ESTIMATED * np.nan_to_num(total))
    known &= np.repeat(window.day_minutes == DAY_MINUTES, HOURS_A_DAY)
    mended = np.nan_to_num(loss) + _smoothed(
        own, seen.own_known, place, window.days_off.astype(np.int64)
    )
    return HourObservation(mended, np.nan_to_num(total), known, np.nan_to_num(own))


def _smoothed(hours: Facts, own_known: Flags, place: Codes, day_type: NDArray[np.int64]) -> Floats:
    """Smooth hours (k, T) in place; return by how much that raises each node's loss (t, T)."""
    known = np.repeat(own_known, HOURS_A_DAY, axis=1) & np.isfinite(hours)
    steps = register_steps(hours, known)
    coarse = np.flatnonzero(steps)
    before = hours[coarse]
    smooth_steps(hours, known, steps, day_type)
    return sum_by_node(before - hours[coarse], place[coarse], int(place.max(initial=-1)) + 1)
