"""Peers' movement comes from the nearest group that is large enough."""

from __future__ import annotations

import numpy as np

from features.peers import codes_of, crossed, group_median, movement, share_of_others


def test_codes_follow_the_order_of_texts_and_leave_out_the_empty_one() -> None:
    assert codes_of(np.array(["b", "", "a", "b"])).tolist() == [2, -1, 1, 2]


def test_crossed_groups_share_all_keys() -> None:
    first = np.array([0, 0, 1, -1], dtype=np.int32)
    second = np.array([5, 5, 5, 5], dtype=np.int32)
    codes = crossed(first, second)
    assert codes[0] == codes[1] != codes[2]
    assert codes[3] == -1


def test_group_median_passes_over_holes_and_small_groups() -> None:
    values = np.array([[1.0, 1], [2, np.nan], [9, 3], [7, 7]])
    codes = np.array([0, 0, 0, 1], dtype=np.int32)
    found = group_median(values, codes, 2)
    assert found[:3, 0].tolist() == [2, 2, 2]
    assert found[:3, 1].tolist() == [2, 2, 2]
    assert np.isnan(found[3]).all()


def test_far_group_fills_what_the_near_one_cannot_say() -> None:
    level = np.arange(10.0)[:, None]
    near = np.array([0] * 3 + [1] * 7, dtype=np.int32)
    everyone = np.zeros(10, dtype=np.int32)
    found = movement(level, (near, everyone), least=5)
    assert found[0, 0] == 4.5
    assert found[9, 0] == 6


def test_share_of_others_leaves_oneself_out() -> None:
    flags = np.array([[True], [True], [False], [True]])
    codes = np.array([0, 0, 0, -1], dtype=np.int32)
    share, others = share_of_others(flags, codes, np.ones((4, 1), dtype=bool))
    assert share[:3, 0].tolist() == [0.5, 0.5, 1.0]
    assert others[:, 0].tolist() == [2, 2, 2, 0]
    assert np.isnan(share[3, 0])
