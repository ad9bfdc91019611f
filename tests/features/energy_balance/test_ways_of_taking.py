"""Ways of taking: each idea moves as what is taken would."""

from __future__ import annotations

import numpy as np

from features.energy_balance.ways_of_taking import Ways, ways_of_taking

DAYS, ONSET = 60, 35
WEEKEND = np.arange(DAYS) % 7 >= 5
LOAD = np.random.default_rng(5).gamma(9.0, 0.1, (DAYS, 24)).astype(np.float32)


def ways(left: np.ndarray) -> Ways:
    """The ways of one account of whose load that share (d,) is counted."""
    hours = (LOAD * left[:, None])[None].astype(np.float32)
    known = np.ones((1, DAYS), dtype=bool)
    return ways_of_taking(hours, hours.sum(axis=2).astype(np.float64), known, WEEKEND)


def test_an_even_account_may_only_take_since_ever() -> None:
    found = ways(np.ones(DAYS))
    assert found.is_old.tolist() == [True]
    np.testing.assert_array_equal(found.energy[0], LOAD)


def test_a_fall_tells_day_and_size_of_a_share() -> None:
    found = ways(np.where(np.arange(DAYS) < ONSET, 1.0, 0.4))
    share, missing = found.energy[1], found.energy[2]
    assert (share[:ONSET] == 0.0).all()
    taken = found.slope[1] * share[ONSET:].sum()
    assert abs(taken / (0.6 * LOAD[ONSET:].sum()) - 1.0) < 0.15
    assert abs(missing.sum() / (0.6 * LOAD[ONSET:].sum()) - 1.0) < 0.1


def test_nothing_is_taken_on_a_day_of_full_use() -> None:
    left = np.where(np.arange(DAYS) < ONSET, 1.0, 0.4)
    left[50] = 1.0
    found = ways(left)
    assert (found.energy[1:, 50] == 0.0).all()
    assert (found.energy[1, 51] > 0.0).all()


def test_two_states_that_change_often_are_seen_as_such() -> None:
    off = np.arange(DAYS) % 4 == 1
    found = ways(np.where(off, 0.0, 1.0))
    missing = found.energy[-1]
    assert (missing[~off] == 0.0).all()
    assert abs(missing.sum() / LOAD[off].sum() - 1.0) < 0.1
