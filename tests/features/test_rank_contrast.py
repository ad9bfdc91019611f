"""Ranks of two kinds of days against each other."""

from __future__ import annotations

import numpy as np
import pytest

from features.rank_contrast import rank_sigmas


def test_rank_sigmas_count_ties_in_the_middle() -> None:
    values = np.array([[1.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    on = np.array([[True, True, True, False, False, False]] * 2)
    found = rank_sigmas(values, on, ~on)
    assert found[0] == pytest.approx(0)
    assert found[1] == pytest.approx(3 / np.sqrt(6 * 7 / 12 * (2 / 3)))


def test_days_that_are_unknown_are_left_out() -> None:
    values = np.array([[np.nan, 1.0, 2.0, 3.0, np.nan, 4.0], [np.nan] * 6])
    on = np.array([[True, True, True, False, False, False]] * 2)
    found = rank_sigmas(values, on, ~on)
    assert found[0] == pytest.approx(2 / np.sqrt(4 * 5 / 12))
    assert np.isnan(found[1])
