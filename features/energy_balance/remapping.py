"""The window and its balance with the suggested mapping instead of the one on record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.topology import Topology
from features.window import Codes, Window


def corrected(window: Window, balance: Balance, topology: Topology) -> Balance:
    """Return the balance by the suggested mapping; `balance` itself where nothing is wrong."""
    if not topology.is_wrong:
        return balance
    return find_balance(remapped(window, balance, topology)) or balance


def remapped(window: Window, balance: Balance, topology: Topology) -> Window:
    """Return the window with accounts under the districts and feeders that are suggested."""
    district, feeder = balance.node_of.copy(), balance.feeder_of.copy()
    feeder_of = topology.feeder_of.copy()
    moved = topology.accounts
    district[moved.unit] = moved.suggested
    feeder[moved.unit] = feeder_of[moved.suggested]
    feeder_of[topology.districts.unit] = topology.districts.suggested
    lines = np.isin(district, topology.districts.unit)
    feeder[lines] = feeder_of[district[lines]]
    changes = {
        "transformer_id": (district, district != balance.node_of),
        "feeder_id": (feeder, (feeder != balance.feeder_of) & (feeder >= 0)),
    }
    text, group = dict(window.text), dict(window.group)
    for name, (node, is_moved) in changes.items():
        text[name] = _renamed(text[name], balance.node_ids, node, is_moved)
        group[name] = np.unique(text[name], return_inverse=True)[1].astype(np.int32)
        group[name][text[name] == ""] = -1
    return replace(window, text=text, group=group)


def _renamed(
    names: NDArray[np.str_], ids: NDArray[np.str_], node: Codes, is_moved: NDArray[np.bool_]
) -> NDArray[np.str_]:
    wide = np.promote_types(names.dtype, ids.dtype)
    renamed: NDArray[np.str_] = names.astype(wide)
    renamed[is_moved] = ids[node[is_moved]]
    return renamed
