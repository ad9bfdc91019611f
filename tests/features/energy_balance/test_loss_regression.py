"""Regression: held against scipy's non-negative least squares; onsets and draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from features.energy_balance.loss_regression import (
    bootstrapped,
    day_products,
    non_negative,
    surest_onset,
)

DAYS, SLOTS = 60, 8


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_coordinate_descent_is_as_good_as_scipy(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    columns, target = rng.normal(size=(40, size)), rng.normal(size=40)
    expected, _ = nnls(columns, target)
    found = non_negative(columns.T @ columns, columns.T @ target)
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_the_order_of_accounts_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    columns, target = rng.normal(size=(40, 5)), rng.normal(size=40)
    order = rng.permutation(5)
    found = non_negative(columns.T @ columns, columns.T @ target)
    mixed = non_negative(columns[:, order].T @ columns[:, order], columns[:, order].T @ target)
    np.testing.assert_allclose(mixed, found[order], atol=1e-4)


def products(since: int, slope: float = 1.2) -> tuple[np.ndarray, np.ndarray]:
    """Products of an account of which `slope` of its use vanishes since a day."""
    rng = np.random.default_rng(7)
    own = rng.normal(size=DAYS * SLOTS)
    is_on = np.arange(DAYS * SLOTS) >= since * SLOTS
    loss = slope * own * is_on + 0.8 * rng.normal(size=DAYS * SLOTS)
    trust = np.ones(DAYS * SLOTS)
    return day_products(own, loss, trust, SLOTS), day_products(own, own, trust, SLOTS)


def test_a_share_since_ever_has_no_onset_inside() -> None:
    onset, slope, z = surest_onset(*products(0))
    assert onset == 0
    assert slope == pytest.approx(1.2, rel=0.1)
    assert z > 10


def test_an_onset_inside_is_found() -> None:
    onset, slope, _ = surest_onset(*products(30))
    assert abs(onset - 30) <= 3
    assert slope == pytest.approx(1.2, rel=0.1)


def test_the_innocent_move_by_chance_alone() -> None:
    _, _, z = surest_onset(*products(0, slope=0.0))
    assert z < 4


def test_a_negative_link_is_nobodys_theft() -> None:
    assert surest_onset(*products(0, slope=-1.0))[2] < 4


def test_unknown_slots_count_nothing() -> None:
    left, trust = np.ones(16), np.repeat([1.0, 0.0], 8)
    np.testing.assert_array_equal(day_products(left, left, trust, 8), [8.0, 0.0])


def test_draws_scatter_around_the_fit_of_all_days() -> None:
    rng = np.random.default_rng(9)
    columns = rng.normal(size=(DAYS, 2))
    target = columns @ [1.0, 0.0] + 0.3 * rng.normal(size=DAYS)
    grams = columns[:, :, None] * columns[:, None, :]
    moments = columns * target[:, None]
    draws = rng.multinomial(DAYS, np.full(DAYS, 1 / DAYS), 50).astype(float)
    fitted = bootstrapped(grams, moments, draws)
    np.testing.assert_allclose(fitted[0], nnls(columns, target)[0], atol=1e-3)
    assert fitted[1:, 0].min() > 0.7
    assert 0.02 < fitted[1:, 0].std() < 0.15
    assert (fitted >= 0).all()
