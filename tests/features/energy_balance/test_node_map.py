"""The map of nodes: accounts below districts, districts below feeders, by what most records say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.energy_balance.node_map import map_nodes
from features.window import Window

Builds = Callable[..., Window]


def test_accounts_hang_below_the_meters_that_there_are(build: Builds) -> None:
    district = ["T1", "T1", "T1", "T2", "X", ""]
    line = ["F1", "F1", "F2", "F2", "F2", ""]
    window = build(6, 7, text={"transformer_id": district, "feeder_id": line})
    nodes = map_nodes(window, np.array(["F1", "F2", "F3", "T1", "T2", "T9"]))
    assert nodes.node_ids.tolist() == ["F1", "F2", "T1", "T2"]
    assert nodes.supply_row.tolist() == [0, 1, 3, 4]
    assert nodes.is_feeder.tolist() == [True, True, False, False]
    assert nodes.node_of.tolist() == [2, 2, 2, 3, -1, -1]
    assert nodes.feeder_of.tolist() == [0, 0, 1, 1, 1, -1]
    assert nodes.parent.tolist() == [-1, -1, 0, 1]
    assert nodes.counted_by.tolist() == [-1, -1, -1, -1, 1, -1]


def test_one_name_for_a_district_and_its_feeder_is_one_district(build: Builds) -> None:
    window = build(4, 7, text={"transformer_id": "N1", "feeder_id": "N1"})
    nodes = map_nodes(window, np.array(["N1"]))
    assert not nodes.is_feeder.any()
    assert (nodes.node_of == 0).all()
    assert (nodes.feeder_of == -1).all()


def test_meters_of_nobody_are_no_nodes(build: Builds) -> None:
    window = build(4, 7, text={"transformer_id": "T1", "feeder_id": ""})
    assert not len(map_nodes(window, np.array(["T2"])).node_ids)
    assert not len(map_nodes(window, np.array([], dtype=str)).node_ids)
