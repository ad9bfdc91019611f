"""Candidates: every other node, or the near ones where there would be too many."""

from __future__ import annotations

import numpy as np
import pytest

from features.energy_balance import mapping_candidates
from features.energy_balance.mapping_candidates import candidate_pairs
from features.window import Codes

HOME = np.array([0, 1, 3], dtype=np.int32)
LINE = np.array([0, 0, 1, 1], dtype=np.int32)
ZONE = np.array([5, -1, 5, 7], dtype=np.int32)
NODES = np.arange(4, dtype=np.int32)


def _pairs(units: list[int]) -> tuple[list[tuple[int, int]], list[bool]]:
    wanted: Codes = np.array(units, dtype=np.int32)
    pairs = candidate_pairs(wanted, HOME, NODES, (LINE, ZONE))
    both = list(zip(pairs.unit.tolist(), pairs.node.tolist(), strict=True))
    return both, pairs.is_near.tolist()


def test_every_other_node_is_a_candidate_and_neighbours_are_near() -> None:
    pairs, near = _pairs([0, 2])
    assert pairs == [(0, 1), (0, 2), (0, 3), (2, 0), (2, 1), (2, 2)]
    assert near == [True, True, False, False, False, True]


def test_too_many_pairs_leave_the_near_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping_candidates, "MOST_PAIRS", 2)
    pairs, near = _pairs([0, 1, 2])
    assert pairs == [(0, 1), (0, 2), (1, 0), (2, 2)]
    assert all(near)


def test_nobody_has_no_candidates() -> None:
    assert _pairs([]) == ([], [])
