"""Closures end by themselves; theft does not, and stealing every other day is none."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.closure import LEAST_DAYS, ended_closures

OPEN = [10.0] * 20


def _marked(days: list[float]) -> list[int]:
    return np.flatnonzero(ended_closures(np.array([days]))[0]).tolist()


def test_a_closure_that_ended_is_marked_day_by_day() -> None:
    assert _marked([*OPEN, *[0.8] * 6, *OPEN]) == list(range(20, 26))


def test_what_has_not_ended_is_no_closure() -> None:
    assert _marked([*OPEN, *[0.8] * 6]) == []


def test_a_few_low_days_are_none() -> None:
    assert _marked([*OPEN, *[0.8] * (LEAST_DAYS - 1), *OPEN]) == []


def test_theft_on_every_other_day_is_none() -> None:
    assert _marked([*OPEN, *[0.0, 10.0] * 15]) == []


def test_use_that_returns_to_a_third_has_not_returned() -> None:
    assert _marked([*OPEN, *[0.8] * 6, *[3.3] * 8]) == []


def test_an_unread_day_does_not_break_a_closure() -> None:
    assert _marked([*OPEN, 0.8, 0.8, np.nan, 0.8, 0.8, 0.8, *OPEN]) == list(range(20, 26))


def test_an_account_without_use_has_no_closures() -> None:
    assert _marked([0.0] * 30) == []
    assert _marked([np.nan] * 30) == []


@given(st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_the_unit_of_energy_does_not_matter(days: list[float]) -> None:
    exact = [round(day, 3) for day in days]
    assert _marked([day * 1024.0 for day in exact]) == _marked(exact)


def test_a_wire_taken_away_for_single_days_ends_no_closure() -> None:
    assert _marked([*OPEN, *[0.8] * 8, 9.0, *[0.8] * 8, 9.0, *[0.8] * 8]) == []
    assert _marked([*OPEN, *[0.8] * 8, 9.0, *[0.8] * 8, *OPEN]) != []
