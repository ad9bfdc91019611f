"""Outages as a witness: a meter is dark when its own district is, and not when another is."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.neighbours import LIVE_SHARE, SLOTS, usual_slots
from features.window import Codes, Floats, Window

LEAST_MEMBERS = 4
# Log odds of one outage in common, the most, and what a day must have beside the outage.
ODDS_OF_OUTAGE, MOST_OUTAGE_ODDS, LEAST_OTHER_SLOTS = 1.5, 4.0, 4


class Members:
    """Accounts by node: those of node m are `order[begin[m]:begin[m + 1]]`."""

    def __init__(self, order: NDArray[np.int64], begin: NDArray[np.int64]) -> None:
        self.order, self.begin = order, begin


def outage_odds(
    window: Window,
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    home: Codes,
    members: Members,
) -> Floats:
    """Log odds (p,) that each `unit` hangs on `node` and not on its home, by whose outages it has.

    home: (n,) recorded node of each account; members: the accounts by that.
    """
    if "seen_slots" not in window.facts or not len(unit):
        return np.zeros(len(unit))
    seen = np.ascontiguousarray(window.facts["seen_slots"], dtype=np.int64)
    begun = np.maximum.accumulate((seen != 0).any(axis=0))
    valid = np.ascontiguousarray(window.valid & begun)
    usual = usual_slots(seen, valid)
    dark = _dark_slots(seen, usual, valid, members.order, members.begin)
    votes = _outage_votes(seen, usual, valid, dark, unit, node, home.astype(np.int64))
    return np.clip(ODDS_OF_OUTAGE * votes, -MOST_OUTAGE_ODDS, MOST_OUTAGE_ODDS)


@njit(cache=True)
def _dark_slots(
    seen: NDArray[np.int64],
    usual: NDArray[np.int64],
    valid: NDArray[np.bool_],
    order: NDArray[np.int64],
    begin: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Bits (m, d) of the half hours in which most meters of a node were silent."""
    nodes, days = len(begin) - 1, seen.shape[1]
    dark = np.zeros((nodes, days), dtype=np.int64)
    there, silent = np.zeros(SLOTS), np.zeros(SLOTS)
    for m in range(nodes):
        for t in range(days):
            there[:], silent[:] = 0.0, 0.0
            for k in range(begin[m], begin[m + 1]):
                i = order[k]
                if not valid[i, t] or usual[i] == 0 or seen[i, t] & usual[i] == usual[i]:
                    there += 1.0 if valid[i, t] and usual[i] != 0 else 0.0
                    continue
                for s in range(SLOTS):
                    there[s] += (usual[i] >> s) & 1
                    silent[s] += ((usual[i] & ~seen[i, t]) >> s) & 1
            for s in range(SLOTS):
                if there[s] >= LEAST_MEMBERS and silent[s] >= LIVE_SHARE * there[s]:
                    dark[m, t] |= np.int64(1) << s
    return dark


@njit(cache=True)
def _count_bits(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@njit(cache=True)
def _outage_votes(  # noqa: PLR0917 - a kernel takes its columns one by one
    seen: NDArray[np.int64],
    usual: NDArray[np.int64],
    valid: NDArray[np.bool_],
    dark: NDArray[np.int64],
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    home: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Days on which only one of the two nodes was dark: for the other less for the recorded.

    A day counts if the meter was read beside the outage, for one that is dead has no say.
    """
    votes = np.zeros(len(unit))
    for p in range(len(unit)):
        i, there, here = unit[p], node[p], home[unit[p]]
        if there < 0 or here < 0 or usual[i] == 0:
            continue
        for t in range(seen.shape[1]):
            only_there = dark[there, t] & ~dark[here, t] & usual[i]
            only_here = dark[here, t] & ~dark[there, t] & usual[i]
            if not valid[i, t] or (only_there == 0) == (only_here == 0):
                continue
            beside = usual[i] & ~(dark[here, t] | dark[there, t])
            read = _count_bits(beside & seen[i, t])
            if read < LEAST_OTHER_SLOTS or read < LIVE_SHARE * _count_bits(beside):
                continue
            outage = only_there | only_here
            silent = _count_bits(outage & ~seen[i, t]) >= LIVE_SHARE * _count_bits(outage)
            votes[p] += 1.0 if silent == (only_there != 0) else -1.0
    return votes
