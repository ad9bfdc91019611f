"""Candidates: nodes that may feed a load instead of the one on record, the near ones marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.window import Codes, Flags

# Beyond so many pairs only nodes with a place in common with the recorded one are looked at.
MOST_PAIRS = 3_000_000


@dataclass(frozen=True)
class Pairs:
    """Pairs of a load and a node that may feed it, (p,) each, by load.

    unit: the load. node: the other node. is_near: it shares a place, such as feeder or zone,
    with the recorded one.
    """

    unit: Codes
    node: Codes
    is_near: Flags


def candidate_pairs(units: Codes, home: Codes, nodes: Codes, places: tuple[Codes, ...]) -> Pairs:
    """Return the pairs of each of `units` (k,) with every other of `nodes`.

    home: (u,) recorded node of each load. nodes: the nodes that can be judged. places: each
    (m,) where a node is, as codes, -1 where unknown. Where there would be too many pairs,
    only near nodes are taken.
    """
    if len(units) * len(nodes) > MOST_PAIRS:
        return _near_pairs(units, home, nodes, places)
    unit = np.repeat(units, len(nodes))
    node = np.tile(nodes, len(units))
    other = node != home[unit]
    unit, node = unit[other], node[other]
    return Pairs(unit, node, _is_near(home[unit], node, places))


def _near_pairs(units: Codes, home: Codes, nodes: Codes, places: tuple[Codes, ...]) -> Pairs:
    """Join loads and nodes by each place in turn."""
    keys = []
    most = max((len(place) for place in places), default=0)
    for place in places:
        known = nodes[place[nodes] >= 0]
        ordered = known[np.argsort(place[known], kind="stable")]
        wanted = place[home[units]]
        begin = np.searchsorted(place[ordered], wanted, side="left")
        end = np.searchsorted(place[ordered], wanted, side="right")
        length = np.where(wanted >= 0, end - begin, 0)
        within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        node = ordered[np.repeat(begin, length) + within]
        keys.append(np.repeat(units, length).astype(np.int64) * most + node)
    joined = np.unique(np.concatenate(keys)) if keys else np.zeros(0, dtype=np.int64)
    unit, node = (joined // max(most, 1)).astype(np.int32), (joined % max(most, 1)).astype(np.int32)
    other = node != home[unit]
    return Pairs(unit[other], node[other], np.ones(int(other.sum()), dtype=bool))


def _is_near(one: Codes, other: Codes, places: tuple[Codes, ...]) -> Flags:
    near = np.zeros(len(one), dtype=bool)
    for place in places:
        near |= (place[one] >= 0) & (place[one] == place[other])
    return near
