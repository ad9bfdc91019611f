"""Movements: what changes beyond the usual change at that hour."""

from __future__ import annotations

import numpy as np

from features.energy_balance.movement import movements

WEEK = np.arange(14) % 7


def test_daily_rhythm_leaves_no_movement() -> None:
    workday, weekend = np.arange(24.0), np.arange(24.0)[::-1]
    energy = np.concatenate([weekend if day > 4 else workday for day in WEEK])[None, :]
    moved = movements(energy, WEEK, 24)
    inside = np.tile(np.arange(24) > 0, 14)
    np.testing.assert_allclose(moved[0, inside], 0.0, atol=1e-4)


def test_a_load_of_its_own_moves_by_its_steps() -> None:
    energy = np.tile(np.sin(np.arange(24.0)), 14)[None, :]
    energy[0, 100] += 5.0
    moved = movements(energy, WEEK, 24)[0]
    assert moved[100] > 4.0
    assert moved[101] < -4.0
    assert np.abs(moved[110:120]).max() < 1e-3


def test_unknown_slots_move_nothing_and_leave_no_leap() -> None:
    energy = np.full((1, 14), 3.0)
    energy[0, 5] = np.nan
    moved = movements(energy, WEEK, 1)[0]
    assert np.isnan(moved[[0, 5, 6]]).all()
    np.testing.assert_allclose(moved[[1, 2, 3, 4, 7, 8]], 0.0, atol=1e-6)


def test_movements_add_up_as_energy_does() -> None:
    rng = np.random.default_rng(4)
    one, other = rng.gamma(2.0, 1.0, (2, 1, 14 * 24))
    together = movements(one + other, WEEK, 24)
    np.testing.assert_allclose(
        together, movements(one, WEEK, 24) + movements(other, WEEK, 24), atol=1e-4
    )
