"""Rhythm: what repeats from day to day and drifts from week to week, taken out of a series.

Every customer cooks in the evening and heats in winter, so that the loss of a district looks
like everybody's use. Only what departs from the usual of the hour and of the weeks around
can tell one customer from another.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.window import Flags, Floats

# Days on either side that tell what is usual.
REACH_DAYS = 10
DAY_TYPES = 2


@njit(cache=True)
def less_rhythm(values: Floats, known: Flags, slots: int, weekend: Flags) -> Floats:
    """Return the departures (T,) of a series from its usual; 0 where it is not known.

    values: (T,) in slots of a day, T = d * slots; known: (T,). weekend: (d,) days off work.
    Out go the mean of each slot on days of a type, then that of the slot in the days around.
    """
    days = len(weekend)
    left = np.zeros(len(values))
    total, count = np.zeros(days + 1), np.zeros(days + 1)
    for slot in range(slots):
        sums, counts = np.zeros(DAY_TYPES), np.zeros(DAY_TYPES)
        for day in range(days):
            if known[day * slots + slot]:
                kind = 1 if weekend[day] else 0
                sums[kind] += values[day * slots + slot]
                counts[kind] += 1.0
        for day in range(days):
            at, kind = day * slots + slot, 1 if weekend[day] else 0
            total[day + 1], count[day + 1] = total[day], count[day]
            if known[at]:
                left[at] = values[at] - sums[kind] / counts[kind]
                total[day + 1] += left[at]
                count[day + 1] += 1.0
        for day in range(days):
            at = day * slots + slot
            if known[at]:
                first, stop = max(0, day - REACH_DAYS), min(days, day + REACH_DAYS + 1)
                left[at] -= (total[stop] - total[first]) / (count[stop] - count[first])
    return left


@njit(cache=True)
def slot_scales(departures: Floats, known: Flags, slots: int) -> Floats:
    """Return the usual size (slots,) of a series' departures in each slot of the day.

    Medians of sizes, scaled to a normal's sigma, smoothed over neighbouring slots.
    """
    days = len(departures) // slots
    raw = np.zeros(slots)
    for slot in range(slots):
        sizes, found = np.empty(days), 0
        for day in range(days):
            if known[day * slots + slot]:
                sizes[found] = abs(departures[day * slots + slot])
                found += 1
        raw[slot] = 1.4826 * np.median(sizes[:found]) if found else 0.0
    smooth = np.zeros(slots)
    for slot in range(slots):
        smooth[slot] = (raw[slot - 1] + 2.0 * raw[slot] + raw[(slot + 1) % slots]) / 4.0
    least: Floats = np.maximum(smooth, 0.25 * smooth.mean() + 1e-9)
    return least
