"""Spells: from the days of a standstill to what became of it.

A hung meter works again after a power cycle, by itself as seen from outside; a dead board
stays dead until somebody exchanges it. That tells a trick from a fault more than anything
else that one meter alone can show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.window import Flags, Floats, Window
from pipeline.contract.vocabulary import WorkOrder

# Half hours from 21:30 on: who was read in one of them was awake at the end of the day.
LATE_SLOTS = sum(1 << slot for slot in range(43, 50))
WHOLE_SHARE = 0.8


@dataclass(frozen=True)
class Spells:
    """Spells of each meter, (n,) each.

    count: spells begun. returned: spells from which the meter came back by itself.
    longest_hours: guilty hours of the longest. is_dead: it stood once, did not come back, and
    was exchanged or stands to this day.
    """

    count: Floats
    returned: Floats
    longest_hours: Floats

    @property
    def is_dead(self) -> Flags:
        """(n,) stood, and never came back by itself."""
        return np.asarray((self.count > 0) & (self.returned == 0))


def find_spells(window: Window, confirmed: Flags, guilty_minutes: Floats) -> Spells:
    """Join days (n, d) with a standstill into spells, by when the meter was read again."""
    exchange = window.work_orders.get(WorkOrder.METER_EXCHANGE.value)
    exchanged = window.meter_changed if exchange is None else window.meter_changed | exchange
    count, returned, longest = _spells(
        np.ascontiguousarray(confirmed),
        np.ascontiguousarray(guilty_minutes, dtype=np.float64),
        np.ascontiguousarray(window.fact("rows_count") > 0),
        _awake_at_end(window, guilty_minutes),
        np.ascontiguousarray(exchanged),
    )
    return Spells(count, returned, longest / 60.0)


def _awake_at_end(window: Window, guilty_minutes: Floats) -> Flags:
    """(n, d) the meter was read late in the day, and no standstill went on over midnight."""
    read = window.fact("rows_count") > 0
    late = read
    if "seen_slots" in window.facts:
        slots: NDArray[np.int64] = np.asarray(window.facts["seen_slots"], dtype=np.int64)
        late = np.where(slots != 0, (slots & LATE_SLOTS) != 0, read)
    whole = guilty_minutes >= WHOLE_SHARE * window.day_minutes
    goes_on = whole | np.pad(whole[:, 1:], ((0, 0), (0, 1)))
    return np.ascontiguousarray(late & ~goes_on)


@njit(cache=True)
def _spells(
    confirmed: NDArray[np.bool_],
    guilty: NDArray[np.float64],
    read: NDArray[np.bool_],
    awake: NDArray[np.bool_],
    exchanged: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    n, d = confirmed.shape
    count, returned, longest = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        is_open = False
        minutes = 0.0
        for t in range(d):
            if is_open and exchanged[i, t]:
                is_open = False
            if confirmed[i, t]:
                if not is_open:
                    count[i] += 1
                    minutes = 0.0
                minutes += guilty[i, t]
                longest[i] = max(longest[i], minutes)
                is_open = not awake[i, t]
                if not is_open:
                    returned[i] += 1
            elif is_open and read[i, t]:
                is_open = False
                returned[i] += 1
    return count, returned, longest
