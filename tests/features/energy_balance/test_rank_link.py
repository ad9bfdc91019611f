"""Rank link: held against scipy; outliers and the district's common moves make none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from features.energy_balance.rank_link import rank_link
from features.robust import mid_ranks

SLOTS = 200
ALL = np.ones(SLOTS, dtype=bool)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_ranks_are_those_of_scipy(values: list[int]) -> None:
    found = mid_ranks(np.array(values, dtype=float))
    np.testing.assert_array_equal(found, rankdata(values))


def series(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=SLOTS)


def test_what_is_taken_is_linked() -> None:
    partial, z = rank_link(series(1) + series(2), series(1), series(3), ALL)
    assert partial > 0.5
    assert z > 6


def test_a_leak_in_the_rain_links_nobody() -> None:
    loss = series(4) + np.where(np.arange(SLOTS) % 40 < 3, 1000.0, 0.0)
    assert abs(rank_link(loss, series(1), series(3), ALL)[1]) < 3


def test_what_the_whole_district_moves_is_no_link() -> None:
    total = series(5)
    loss, own = total + 0.3 * series(6), total + 0.3 * series(7)
    direct = np.corrcoef(loss, own)[0, 1]
    partial, _ = rank_link(loss, own, total, ALL)
    assert direct > 0.8
    assert abs(partial) < 0.25


def test_only_known_slots_are_read() -> None:
    known = np.arange(SLOTS) < 100
    loss = np.where(known, series(1), -50.0)
    assert rank_link(loss, series(1), series(3), known)[0] == pytest.approx(0.999)


def test_few_slots_say_nothing() -> None:
    assert rank_link(series(1), series(1), series(3), np.arange(SLOTS) < 6) == (0.0, 0.0)
