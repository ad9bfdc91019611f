"""Neighbours: was the supply live while this meter was silent?

A meter's usual half hours are those in which it is read on a third of its days at least, for
one that stands every afternoon is still usually read by day. A usual half hour
without a reading is silent: alone, if most other meters of its concentrator (else of its
transformer, else of its feeder) were read in it; shared, if they were silent too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.window import Facts, Flags, Window

SLOTS = 50
SLOT_MINUTES = 30.0
LIVE_SHARE = 0.7
LEAST_OTHERS = 3
LEAST_USUAL_SLOTS = 20
# One day in so many is enough to be usual.
USUAL_DAYS = 3
NEAR_TO_FAR = ("concentrator_id", "transformer_id", "feeder_id")


@dataclass(frozen=True)
class Silence:
    """Silent half hours judged by the neighbours; every field is (n, d) unless said.

    alone_minutes: silent while the neighbours were read. shared_minutes: silent with them.
    alone_first_minute: start of the longest silence alone, NaN without one.
    alone_longest_minutes: its length within the day.
    is_judged: at least three neighbours could be compared that day.
    """

    alone_minutes: Facts
    shared_minutes: Facts
    alone_first_minute: Facts
    alone_longest_minutes: Facts
    is_judged: Flags


def find_silence(window: Window) -> Silence:
    """Compare each meter's read half hours with its neighbours'.

    Meters that are not usually read in at least 20 half hours a day (daily or monthly
    readings) are neither judged nor counted as neighbours.
    """
    n, d = window.shape
    if "seen_slots" not in window.facts or not n:
        nothing = np.zeros((n, d), dtype=np.float32)
        return Silence(nothing, nothing, nothing + np.nan, nothing, np.zeros((n, d), dtype=bool))
    seen: NDArray[np.int64] = np.ascontiguousarray(window.facts["seen_slots"], dtype=np.int64)
    # Before the utility's first reading nobody was silent.
    begun = np.maximum.accumulate((seen != 0).any(axis=0))
    valid = np.ascontiguousarray(window.valid & begun)
    usual = usual_slots(seen, valid)
    alone = np.zeros((n, d, 4), dtype=np.float32)
    judged = np.zeros((n, d), dtype=np.bool_)
    for name in NEAR_TO_FAR:
        codes = np.ascontiguousarray(window.group[name], dtype=np.int32)
        _judge(seen, usual, valid, codes, alone, judged)
    first = np.where(alone[..., 3] > 0, alone[..., 2], np.nan).astype(np.float32)
    return Silence(alone[..., 0], alone[..., 1], first, alone[..., 3], judged)


@njit(cache=True)
def usual_slots(seen: NDArray[np.int64], valid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Bits of the half hours read on at least a third of the days with any reading."""
    n, d = seen.shape
    usual = np.zeros(n, dtype=np.int64)
    for i in range(n):
        counts = np.zeros(SLOTS, dtype=np.int32)
        days = 0
        for t in range(d):
            if seen[i, t] == 0 or not valid[i, t]:
                continue
            days += 1
            for k in range(SLOTS):
                counts[k] += (seen[i, t] >> k) & 1
        slots = 0
        for k in range(SLOTS):
            if days and USUAL_DAYS * counts[k] >= days:
                usual[i] |= np.int64(1) << k
                slots += 1
        if slots < LEAST_USUAL_SLOTS:
            usual[i] = 0
    return usual


@njit(cache=True)
def _judge(  # noqa: PLR0917 - a kernel takes its columns one by one
    seen: NDArray[np.int64],
    usual: NDArray[np.int64],
    valid: NDArray[np.bool_],
    codes: NDArray[np.int32],
    out: NDArray[np.float32],
    judged: NDArray[np.bool_],
) -> None:
    """Fill days not judged yet: alone, shared, longest start, longest length, in minutes."""
    n, d = seen.shape
    groups = 0
    for i in range(n):
        groups = max(groups, codes[i] + 1)
    there = np.zeros((groups, SLOTS), dtype=np.int32)
    read = np.zeros((groups, SLOTS), dtype=np.int32)
    for t in range(d):
        there[:] = 0
        read[:] = 0
        for i in range(n):
            if codes[i] >= 0 and valid[i, t] and usual[i] != 0:
                for k in range(SLOTS):
                    if (usual[i] >> k) & 1:
                        there[codes[i], k] += 1
                        read[codes[i], k] += (seen[i, t] >> k) & 1
        for i in range(n):
            if judged[i, t] or codes[i] < 0 or not valid[i, t] or usual[i] == 0:
                continue
            judged[i, t] = _judge_day(
                seen[i, t], usual[i], there[codes[i]], read[codes[i]], out[i, t]
            )


@njit(cache=True)
def _judge_day(
    seen: int,
    usual: int,
    there: NDArray[np.int32],
    read: NDArray[np.int32],
    out: NDArray[np.float32],
) -> bool:
    enough = False
    run = 0
    for k in range(SLOTS):
        is_alone = False
        if (usual >> k) & 1:
            mine = (seen >> k) & 1
            others = there[k] - 1
            if others >= LEAST_OTHERS:
                enough = True
                if mine == 0:
                    is_alone = read[k] >= LIVE_SHARE * others
                    out[0 if is_alone else 1] += SLOT_MINUTES
        run = run + 1 if is_alone else 0
        if run * SLOT_MINUTES > out[3]:
            out[3] = run * SLOT_MINUTES
            out[2] = (k - run + 1) * SLOT_MINUTES
    return enough
