"""Witnesses beside energy: whose voltage a meter shares, in whose outages it is dark.

Each gives log odds that a meter hangs on another district than the recorded one. Voltage and
silence are compared with the meters recorded under each of the two.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.energy_balance.mapping_candidates import Pairs
from features.energy_balance.mapping_search import OtherWitnesses
from features.neighbours import LIVE_SHARE, SLOTS, usual_slots
from features.relative_voltage import LIVE_V
from features.robust import row_median
from features.window import Codes, Floats, Window

LEAST_MEMBERS, LEAST_DAYS = 4, 10
# The nearest of a district's meters are on the same phase.
NEAREST_METERS = 3
# Log odds of a unit by which two courses are more alike (Fisher's z) over sixty days; the most.
ODDS_OF_LIKENESS, USUAL_DAYS, MOST_VOLTAGE_ODDS = 6.0, 60.0, 4.0
# Log odds of one outage in common, the most, and what a day must have beside the outage.
ODDS_OF_OUTAGE, MOST_OUTAGE_ODDS, LEAST_OTHER_SLOTS = 1.5, 4.0, 4
# Readings are collected over the wires, and sometimes over those of the neighbouring district.
CONCENTRATOR_ODDS, CONCENTRATOR_SHARE = 3.0, 0.7


def hear_witnesses(window: Window, pairs: Pairs, home: Codes, nodes: int) -> OtherWitnesses:
    """Hear voltage, outages and concentrators about each pair of an account and a node.

    home: (n,) recorded node of each account, -1 without one; nodes: how many there are.
    """
    order = np.argsort(home, kind="stable").astype(np.int64)
    begin = np.searchsorted(home[order], np.arange(nodes + 1))
    members = Members(order, begin.astype(np.int64))
    unit, node = pairs.unit.astype(np.int64), pairs.node.astype(np.int64)
    return OtherWitnesses(
        _voltage_odds(window, unit, node, home, members),
        _outage_odds(window, unit, node, home, members),
        _concentrator_odds(window, unit, node, home, nodes),
    )


class Members:
    """Accounts by node: those of node m are `order[begin[m]:begin[m + 1]]`."""

    def __init__(self, order: NDArray[np.int64], begin: NDArray[np.int64]) -> None:
        self.order, self.begin = order, begin


def _voltage_odds(
    window: Window,
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    home: Codes,
    members: Members,
) -> Floats:
    if "u_a_mean_v" not in window.facts or not len(unit):
        return np.zeros(len(unit))
    volts = window.fact("u_a_mean_v").astype(np.float64)
    logs = np.log(np.where(volts > LIVE_V, volts, np.nan))
    moves = np.diff(logs - row_median(logs)[:, None], axis=1)
    units, back = np.unique(unit, return_inverse=True)
    there, days = _likeness(moves, unit, node, members.order, members.begin)
    at_home, _ = _likeness(moves, units, home[units].astype(np.int64), members.order, members.begin)
    odds = ODDS_OF_LIKENESS * np.sqrt(days / USUAL_DAYS) * (there - at_home[back])
    return np.clip(np.nan_to_num(odds), -MOST_VOLTAGE_ODDS, MOST_VOLTAGE_ODDS)


@njit(cache=True)
def _likeness(
    moves: NDArray[np.float64],
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    order: NDArray[np.int64],
    begin: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fisher's z of the mean correlation with a node's nearest meters, and days in common."""
    out, days = np.full(len(unit), np.nan), np.zeros(len(unit))
    for p in range(len(unit)):
        if node[p] < 0:
            continue
        best = np.full(NEAREST_METERS, -1.0)
        met = 0
        for k in range(begin[node[p]], begin[node[p] + 1]):
            if order[k] == unit[p]:
                continue
            one, other = moves[unit[p]], moves[order[k]]
            count, xx, yy, xy = 0, 0.0, 0.0, 0.0
            for t in range(moves.shape[1]):
                if np.isfinite(one[t]) and np.isfinite(other[t]):
                    count += 1
                    xx += one[t] ** 2
                    yy += other[t] ** 2
                    xy += one[t] * other[t]
            if count < LEAST_DAYS or xx <= 0 or yy <= 0:
                continue
            met += 1
            days[p] = max(days[p], count)
            lowest = best.argmin()
            best[lowest] = max(best[lowest], xy / np.sqrt(xx * yy))
        if met >= LEAST_MEMBERS:
            out[p] = np.arctanh(min(max(best.mean(), -0.999), 0.999))
    return out, days


def _outage_odds(
    window: Window,
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    home: Codes,
    members: Members,
) -> Floats:
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


def _concentrator_odds(
    window: Window, unit: NDArray[np.int64], node: NDArray[np.int64], home: Codes, nodes: int
) -> Floats:
    """Collected with most of the other district's meters, by a concentrator of its own."""
    named = window.text.get("concentrator_id")
    if named is None or not len(unit):
        return np.zeros(len(unit))
    names, code = np.unique(named, return_inverse=True)
    known = (named != "") & (home >= 0)
    pair, count = np.unique(
        home[known].astype(np.int64) * len(names) + code[known], return_counts=True
    )
    of_node, of_name = pair // len(names), pair % len(names)
    total = np.bincount(home[home >= 0], minlength=nodes)
    leads = (count >= LEAST_MEMBERS) & (count > CONCENTRATOR_SHARE * total[of_node])
    leader = np.full(nodes, -1, dtype=np.int64)
    leader[of_node[leads]] = of_name[leads]
    same = (leader[node] == code[unit]) & (leader[node] != leader[home[unit]])
    return np.where(same & (leader[home[unit]] >= 0), CONCENTRATOR_ODDS, 0.0)
