"""The window and its balance with the suggested mapping instead of the one on record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.topology import Topology
from features.window import Window

PLACES = ("transformer_id", "feeder_id")


def corrected(window: Window, balance: Balance, topology: Topology) -> Balance:
    """Return the balance by the suggested mapping; `balance` itself where nothing is wrong."""
    if not topology.is_wrong:
        return balance
    return find_balance(remapped(window, balance, topology)) or balance


def remapped(window: Window, balance: Balance, topology: Topology) -> Window:
    """Return the window with accounts under the districts and feeders that are suggested.

    An account for which a feeder is suggested is then in no district that is known.
    """
    moved, lines = topology.accounts, topology.districts
    feeder_of = topology.feeder_of.copy()
    feeder_of[lines.unit] = lines.suggested
    to_feeder = balance.is_feeder[moved.suggested]
    names = {name: window.text[name].astype(object) for name in PLACES}
    names["transformer_id"][moved.unit] = np.where(to_feeder, "", balance.node_ids[moved.suggested])
    line = np.where(to_feeder, moved.suggested, feeder_of[moved.suggested])
    names["feeder_id"][moved.unit[line >= 0]] = balance.node_ids[line[line >= 0]]
    district = balance.node_of.copy()
    district[moved.unit] = np.where(to_feeder, -1, moved.suggested)
    along = (district >= 0) & np.isin(district, lines.unit)
    names["feeder_id"][along] = balance.node_ids[feeder_of[district[along]]]
    text, group = dict(window.text), dict(window.group)
    for name, named in names.items():
        text[name] = named.astype(np.str_)
        group[name] = np.unique(text[name], return_inverse=True)[1].astype(np.int32)
        group[name][text[name] == ""] = -1
    return replace(window, text=text, group=group)
