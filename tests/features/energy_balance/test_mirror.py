"""Mirror test: falls of use that appear in the district's loss, and falls that do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.energy_balance.common_moves import day_basis
from features.energy_balance.mirror import (
    clipped,
    low_days,
    mirror,
    orthonormal,
    two_states,
    without,
)

DAYS = 60
ALL = np.ones(DAYS, dtype=bool)
WEEKEND = np.arange(DAYS) % 7 >= 5


def heard(own: np.ndarray, loss: np.ndarray) -> np.ndarray:
    """Beta, z and fall of one account in a district of 500 kWh a day."""
    rng = np.random.default_rng(3)
    total, weight = 500 + 20 * rng.normal(size=DAYS), np.ones(DAYS)
    basis = day_basis(total, weight, WEEKEND)
    threshold, _, _ = two_states(own, ALL)
    low = low_days(own, ALL, threshold)
    return np.asarray(mirror(low, own, clipped(without(loss, basis), ALL), weight, basis))


def use(off: np.ndarray, seed: int = 1) -> np.ndarray:
    """20 kWh a day, of which days `off` leave nothing to the meter."""
    rng = np.random.default_rng(seed)
    return np.where(off, 0.5, 20.0) * np.exp(0.1 * rng.normal(size=DAYS))


def noise(size: float = 2.0) -> np.ndarray:
    """Loss of a district in which nobody steals."""
    return 10 + size * np.random.default_rng(2).normal(size=DAYS)


OFF = np.isin(np.arange(DAYS) % 11, (2, 3, 4, 7))


def test_what_the_meter_misses_shows_in_the_loss() -> None:
    beta, z, fall = heard(use(OFF), noise() + np.where(OFF, 19.0, 0.0))
    assert beta == pytest.approx(1, abs=0.15)
    assert z > 5
    assert fall == pytest.approx(19, rel=0.1)


def test_an_honest_guest_who_comes_and_goes_leaves_no_mirror() -> None:
    beta, z, _ = heard(use(OFF), noise())
    assert abs(beta) < 0.15
    assert abs(z) < 3


def test_one_lasting_switch_is_a_mirror_too() -> None:
    off = np.arange(DAYS) >= 25
    beta, z, _ = heard(use(off), noise() + np.where(off, 19.0, 0.0))
    assert beta == pytest.approx(1, abs=0.3)
    assert z > 2.5


def test_an_honest_customer_who_moves_out_leaves_none() -> None:
    _, z, _ = heard(use(np.arange(DAYS) >= 25), noise())
    assert z < 2


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 1000))
def test_the_unit_of_energy_does_not_matter(scale: float) -> None:
    own, loss = use(OFF), noise() + np.where(OFF, 19.0, 0.0)
    once, scaled = heard(own, loss), heard(scale * own, scale * loss)
    np.testing.assert_allclose(scaled[:2], once[:2], rtol=1e-6)
    assert scaled[2] == pytest.approx(scale * once[2], rel=1e-6)


def test_steady_use_has_no_two_states() -> None:
    own = 20 * np.exp(0.05 * np.random.default_rng(4).normal(size=DAYS))
    assert np.isnan(two_states(own, ALL)[0])


def test_few_days_have_no_two_states() -> None:
    assert np.isnan(two_states(use(OFF), np.arange(DAYS) < 9)[0])


def test_states_are_those_of_the_switches() -> None:
    threshold, low, high = two_states(use(OFF), ALL)
    np.testing.assert_array_equal(low_days(use(OFF), ALL, threshold) > 0.5, OFF)
    assert low < 1
    assert high > 15


def test_a_basis_is_orthonormal_and_drops_what_repeats() -> None:
    rng = np.random.default_rng(6)
    columns = rng.normal(size=(3, DAYS))
    columns[2] = columns[0] - 2 * columns[1]
    basis = orthonormal(columns, np.ones(DAYS))
    np.testing.assert_allclose(basis[:2] @ basis[:2].T, np.eye(2), atol=1e-9)
    np.testing.assert_array_equal(basis[2], 0)
    values = rng.normal(size=DAYS)
    fit, *_ = np.linalg.lstsq(columns[:2].T, values, rcond=None)
    np.testing.assert_allclose(without(values, basis), values - fit @ columns[:2], atol=1e-9)
