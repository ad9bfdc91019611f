"""Onset mirror: one who begins to take against one who only uses less."""

from __future__ import annotations

import numpy as np

from features.energy_balance.onset_mirror import NodeDays, onset_mirror

DAYS, ACCOUNTS, ONSET, FALL = 60, 40, 35, 8.0


def evidence(*, takes: bool, fall: float = FALL) -> np.ndarray:
    """Evidence of the accounts of a district in which account 3 uses less since a day."""
    rng = np.random.default_rng(4)
    own = 10.0 * np.exp(0.1 * rng.normal(size=(ACCOUNTS, DAYS)))
    own[3, ONSET:] -= fall
    loss = 12.0 + 1.5 * rng.normal(size=(1, DAYS))
    loss[0, ONSET:] += fall if takes else 0.0
    known = np.ones((1, DAYS), dtype=bool)
    nodes = NodeDays(loss, known, own.sum(axis=0)[None] + loss)
    seen = np.ones(own.shape, dtype=bool)
    return onset_mirror(nodes, own, seen, np.zeros(ACCOUNTS, dtype=np.int32))


def test_one_who_begins_to_take_is_far_likelier_than_all_others() -> None:
    found = evidence(takes=True)
    assert found[3] > 2.5
    assert found.argmax() == 3


def test_one_who_only_uses_less_speaks_for_innocence() -> None:
    found = evidence(takes=False)
    assert found[3] < -4.0
    assert found[3] == found.min()


def test_who_never_used_less_is_not_blamed_for_what_the_district_lost() -> None:
    found = evidence(takes=True)
    assert (np.delete(found, 3) < 2.0).all()


def test_nothing_is_said_where_nothing_is_known() -> None:
    unknown = np.zeros((1, DAYS), dtype=bool)
    nodes = NodeDays(np.zeros((1, DAYS)), unknown, np.ones((1, DAYS)))
    own = np.ones((2, DAYS))
    found = onset_mirror(nodes, own, np.ones(own.shape, bool), np.zeros(2, dtype=np.int32))
    assert (found == 0.0).all()
