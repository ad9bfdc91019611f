from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.peer_group import peer_groups


def _groups(wiring: list[str], kind: list[str], judged: np.ndarray, smallest: int = 3) -> dict:
    found = peer_groups(
        np.array(wiring, dtype=np.str_), np.array(kind, dtype=np.str_), judged, smallest
    )
    return {group.name: (group.members.tolist(), group.reference.tolist()) for group in found}


def test_large_group_is_judged_among_itself() -> None:
    judged = np.ones((6, 1), dtype=bool)
    found = _groups(["1P2W"] * 3 + ["3P4W"] * 3, ["residential"] * 6, judged)
    assert found == {
        "1|1P2W|residential": ([0, 1, 2], [0, 1, 2]),
        "1|3P4W|residential": ([3, 4, 5], [3, 4, 5]),
    }


def test_small_class_borrows_from_its_wiring() -> None:
    judged = np.ones((4, 1), dtype=bool)
    found = _groups(["1P2W"] * 4, ["residential"] * 3 + ["public"], judged)
    assert found["1|1P2W"] == ([3], [0, 1, 2, 3])


def test_small_wiring_borrows_from_its_channels() -> None:
    judged = np.ones((4, 1), dtype=bool)
    found = _groups(["1P2W"] * 3 + ["3P3W"], [""] * 4, judged)
    assert found["1"] == ([3], [0, 1, 2, 3])


def test_rare_channels_are_judged_among_everyone() -> None:
    judged = np.array([[True, False]] * 3 + [[True, True]])
    found = _groups([""] * 4, [""] * 4, judged)
    assert found[""] == ([3], [0, 1, 2, 3])


def test_account_with_nothing_judged_is_in_no_group() -> None:
    judged = np.array([[True], [False], [True]])
    assert _groups([""] * 3, [""] * 3, judged, 1) == {"1||": ([0, 2], [0, 2])}


def test_nobody_makes_no_group() -> None:
    assert _groups([], [], np.zeros((0, 2), dtype=bool)) == {}


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.booleans()), max_size=40)
)
def test_everyone_judged_is_member_once(accounts: list[tuple[str, str, bool]]) -> None:
    judged = np.array([[True, has] for _, _, has in accounts], dtype=bool).reshape(-1, 2)
    wiring = np.array([row[0] for row in accounts], dtype=np.str_)
    kind = np.array([row[1] for row in accounts], dtype=np.str_)
    groups = peer_groups(wiring, kind, judged, 5)
    members = sorted(index for group in groups for index in group.members.tolist())
    assert members == list(range(len(accounts)))
    assert all(set(group.members) <= set(group.reference) for group in groups)
