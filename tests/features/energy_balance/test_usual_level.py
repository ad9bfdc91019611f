"""What nodes of a kind usually lose, and how far one of them may be from it."""

from __future__ import annotations

import numpy as np
import pytest

from features.energy_balance.usual_level import (
    FEEDER_ERROR,
    LEAST_ERROR,
    MOST_LEVEL,
    NODE_ERROR,
    beyond_usual,
    common_level,
)

DISTRICTS = np.zeros(40, dtype=bool)


def levels(middle: float, spread: float) -> np.ndarray:
    return middle + spread * np.random.default_rng(3).normal(size=len(DISTRICTS))


def test_nodes_that_agree_move_the_start_and_are_sure_of_it() -> None:
    found = common_level(levels(0.7, 0.05), DISTRICTS)
    np.testing.assert_allclose(found.usual, 0.7, atol=0.05)
    np.testing.assert_allclose(found.error, LEAST_ERROR, rtol=0.05)


def test_nodes_that_disagree_leave_it_and_say_so() -> None:
    found = common_level(levels(1.0, 6.0), DISTRICTS)
    assert (np.abs(found.usual - 1) < 0.35).all()
    assert (found.error > 0.9 * NODE_ERROR).all()
    assert (found.other > 3).all()


def test_a_few_thieves_move_nobody_else() -> None:
    robbed = levels(1.0, 0.1)
    robbed[:8] += 5.0
    usual = common_level(robbed, DISTRICTS).usual
    np.testing.assert_allclose(usual, common_level(levels(1.0, 0.1), DISTRICTS).usual, atol=0.06)


@pytest.mark.parametrize(("is_feeder", "error"), [(True, FEEDER_ERROR), (False, NODE_ERROR)])
def test_few_nodes_tell_nothing_of_each_other(*, is_feeder: bool, error: float) -> None:
    found = common_level(np.full(7, 3.0), np.full(7, is_feeder))
    assert (found.usual == 1).all()
    assert (found.error == error).all()


def test_only_what_is_out_of_the_usual_counts_as_beyond() -> None:
    low = levels(1.0, 0.1)
    low[:3] = 1.0, 4.0, np.nan
    beyond = beyond_usual(low, common_level(low, DISTRICTS))
    assert beyond[0] == 0
    assert beyond[1] == pytest.approx(2.85, abs=0.2)
    assert beyond[2] == pytest.approx(MOST_LEVEL - 1.15, abs=0.2)
