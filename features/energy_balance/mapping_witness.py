"""Witnesses beside energy: whose voltage a meter shares, in whose outages it is dark.

Each gives log odds that a meter hangs on another district than the recorded one. Voltage and
silence are compared with the meters recorded under each of the two.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.energy_balance.mapping import OtherWitnesses
from features.energy_balance.mapping_candidates import Pairs
from features.energy_balance.outage_witness import LEAST_MEMBERS, Members, outage_odds
from features.relative_voltage import LIVE_V
from features.robust import row_median
from features.window import Codes, Floats, Window

LEAST_DAYS = 10
# The nearest of a district's meters are on the same phase.
NEAREST_METERS = 3
# Log odds of a unit by which two courses are more alike (Fisher's z) over sixty days; the most.
ODDS_OF_LIKENESS, USUAL_DAYS, MOST_VOLTAGE_ODDS = 6.0, 60.0, 4.0
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
        outage_odds(window, unit, node, home, members),
        _concentrator_odds(window, unit, node, home, nodes),
    )


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
