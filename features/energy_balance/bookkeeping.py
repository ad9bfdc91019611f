"""Bookkeeping: the balance of every node of a window."""

from __future__ import annotations

import numpy as np

from features.energy_balance.balance import Balance, Ledger
from features.energy_balance.ledger import daily_ledger, hourly_ledger
from features.energy_balance.node_map import NodeMap, map_nodes
from features.energy_balance.node_state import node_state
from features.energy_balance.node_supply import NodeSupply, node_supply
from features.energy_balance.own_energy import OwnEnergy, own_energy
from features.energy_balance.technical_loss import technical_loss
from features.supplied import Supplied
from features.window import Codes, Window


def find_balance(window: Window) -> Balance | None:
    """Return the balance of all nodes with a supply meter and accounts; None without any."""
    supplied = window.supplied
    if supplied is None:
        return None
    nodes = map_nodes(window, supplied.node_ids)
    if not len(nodes.node_ids):
        return None
    supply = node_supply(supplied, nodes.supply_row)
    has_hours = bool(np.isfinite(supply.hours).any())
    own = own_energy(window, nodes.node_of, has_hours)
    return _balance(window, supplied, nodes, supply, own)


def _balance(
    window: Window, supplied: Supplied, nodes: NodeMap, supply: NodeSupply, own: OwnEnergy
) -> Balance:
    daily = daily_ledger(window, nodes, supply, own)
    hourly: Ledger = hourly_ledger(window, nodes, supply, own, daily)
    technical = technical_loss(daily, hourly, nodes.is_feeder, supplied, nodes.supply_row)
    state = node_state(daily, hourly, technical, supply.is_still, _customers(nodes))
    return Balance(
        node_ids=nodes.node_ids,
        is_feeder=nodes.is_feeder,
        node_of=nodes.node_of,
        feeder_of=nodes.feeder_of,
        daily=daily,
        hourly=hourly,
        technical=technical,
        state=state,
        own_kwh=own.kwh,
        own_hours=own.hours,
        own_known=own.known,
    )


def _customers(nodes: NodeMap) -> Codes:
    """Accounts (m,) below each node."""
    count = len(nodes.node_ids)
    return np.asarray(
        sum(np.bincount(of[of >= 0], minlength=count) for of in (nodes.node_of, nodes.feeder_of)),
        dtype=np.int32,
    )
