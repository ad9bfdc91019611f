from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.outcomes.folds import customers_of, time_folds

visits = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), min_size=1, max_size=80)


@given(visits)
def test_the_past_is_before_and_knows_nobody_who_is_judged(made: list[tuple[int, int]]) -> None:
    day = np.array([one for one, _ in made])
    customer = np.array([f"C{one}" for _, one in made])
    judged = []
    for fold in time_folds(day, customer):
        assert len(fold.later)
        judged += fold.later.tolist()
        if len(fold.past):
            assert day[fold.past].max() < day[fold.later].min()
        assert not np.isin(customer[fold.past], customer[fold.later]).any()
    assert len(judged) == len(set(judged))


def test_two_thirds_are_judged_in_four_folds() -> None:
    folds = time_folds(np.arange(300), np.arange(300).astype(str))
    assert [len(fold.later) for fold in folds] == pytest.approx([50] * 4, abs=1)
    assert [len(fold.past) for fold in folds] == pytest.approx([100, 150, 200, 250], abs=1)


def test_one_day_has_no_past() -> None:
    assert time_folds(np.full(9, 4), np.arange(9).astype(str)) == []


def test_an_account_without_a_customer_stands_for_itself() -> None:
    found = customers_of(np.array(["A1", "A2", "A3"]), np.array(["C", "", "C"]))
    assert found.tolist() == ["C", "account A2", "C"]
