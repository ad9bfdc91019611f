"""The map of nodes: which accounts hang below which supply meter, and districts below feeders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Codes, Flags, Window


@dataclass(frozen=True)
class NodeMap:
    """The m nodes with a supply meter and an account below, and who hangs where.

    node_ids: (m,) str, sorted. supply_row: (m,) row of each node in `Supplied`. is_feeder:
    (m,). node_of, feeder_of: (n,) node of each account's district and feeder, -1 without.
    parent: (m,) feeder above each district, -1 without one, and at feeders.
    """

    node_ids: NDArray[np.str_]
    supply_row: Codes
    is_feeder: Flags
    node_of: Codes
    feeder_of: Codes
    parent: Codes

    @property
    def counted_by(self) -> Codes:
        """(n,) feeder that counts an account itself, as no district with a supply meter does."""
        return np.where(self.node_of < 0, self.feeder_of, -1).astype(np.int32)


def map_nodes(window: Window, supply_ids: NDArray[np.str_]) -> NodeMap:
    """Map the accounts of the window to the supply meters `supply_ids` (sorted) above them."""
    district = _place(window.text["transformer_id"], supply_ids)
    feeder = _place(window.text["feeder_id"], supply_ids)
    is_district, is_above = (_is_used(one, len(supply_ids)) for one in (district, feeder))
    # One id for a district and its feeder is one meter: it counts as the district's.
    feeder = np.where(np.append(is_district, False)[feeder], -1, feeder)
    used = np.flatnonzero(is_district | is_above).astype(np.int32)
    renumber = np.full(len(supply_ids) + 1, -1, dtype=np.int32)
    renumber[used] = np.arange(len(used), dtype=np.int32)
    node_of, feeder_of = renumber[district], renumber[feeder]
    return NodeMap(
        node_ids=supply_ids[used],
        supply_row=used,
        is_feeder=~is_district[used],
        node_of=node_of,
        feeder_of=feeder_of,
        parent=_usual_parent(node_of, feeder_of, len(used)),
    )


def _place(ids: NDArray[np.str_], supply_ids: NDArray[np.str_]) -> Codes:
    if not len(supply_ids):
        return np.full(len(ids), -1, dtype=np.int32)
    place = np.minimum(np.searchsorted(supply_ids, ids), len(supply_ids) - 1)
    return np.where((supply_ids[place] == ids) & (ids != ""), place, -1).astype(np.int32)


def _is_used(place: Codes, count: int) -> Flags:
    return np.asarray(np.bincount(place[place >= 0], minlength=count) > 0)


def _usual_parent(node_of: Codes, feeder_of: Codes, nodes: int) -> Codes:
    """Feeder (m,) that most accounts of a district name: single records may be wrong."""
    has = (node_of >= 0) & (feeder_of >= 0)
    pairs, count = np.unique(np.stack([node_of[has], feeder_of[has]]), axis=1, return_counts=True)
    parent = np.full(nodes, -1, dtype=np.int32)
    order = np.argsort(count, kind="stable")
    parent[pairs[0, order]] = pairs[1, order]
    return parent
