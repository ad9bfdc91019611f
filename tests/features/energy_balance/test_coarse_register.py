"""Coarse registers: steps are found, spread as the load was, and nothing is made or lost."""

from __future__ import annotations

import numpy as np

from features.energy_balance.coarse_register import register_steps, smooth_steps

DAYS = 60
KIND = np.zeros(DAYS, dtype=np.int64)


def load(kwh: float, seed: int = 1, calm: float = 8.0) -> np.ndarray:
    """(T,) true energy of hours with a daily rhythm; the more `calm`, the nearer to it."""
    rng = np.random.default_rng(seed)
    hour = np.arange(DAYS * 24) % 24
    return kwh * (1 + 0.8 * np.sin(2 * np.pi * hour / 24)) * rng.gamma(calm, 1 / calm, DAYS * 24)


def shown(true: np.ndarray, step: float) -> np.ndarray:
    """(1, T) what a register of whole steps shows an hour."""
    register = np.floor(np.append(0.3 * step, 0.3 * step + np.cumsum(true)) / step) * step
    return np.diff(register)[None].astype(np.float32)


def test_the_step_of_a_coarse_register_is_found_and_a_fine_one_is_left_alone() -> None:
    hours = np.vstack([shown(load(0.4), 1.0), shown(load(14.0), 3.0), shown(load(0.8), 0.01)])
    known = np.ones(hours.shape, dtype=bool)
    np.testing.assert_allclose(register_steps(hours, known), [1.0, 3.0, 0.0])


def test_a_load_that_only_comes_in_pieces_of_any_size_has_no_step() -> None:
    hours = np.where(load(1.0) > 1.5, load(1.0, seed=3), 0.0)[None].astype(np.float32)
    assert register_steps(hours, np.ones(hours.shape, dtype=bool))[0] == 0.0


def test_smoothed_hours_are_nearer_to_the_truth_and_stay_within_the_register() -> None:
    for kwh, step, calm in ((0.4, 1.0, 8.0), (14.0, 6.0, 200.0)):
        true = load(kwh, calm=calm)
        hours = shown(true, step)
        before = hours.copy()
        known = np.ones(hours.shape, dtype=bool)
        smooth_steps(hours, known, np.array([step]), KIND)
        assert (hours >= -1e-4).all()
        assert np.abs(np.cumsum(hours - before)).max() <= step * 1.01
        assert (hours[0] - true).std() < 0.75 * (before[0] - true).std()


def test_unknown_hours_stay_and_nothing_crosses_them() -> None:
    hours = shown(load(0.4), 1.0)
    known = np.ones(hours.shape, dtype=bool)
    hours[0, 500:510], known[0, 500:510] = 7.0, False
    early = hours[0, :500].sum()
    smooth_steps(hours, known, np.array([1.0]), KIND)
    assert (hours[0, 500:510] == 7.0).all()
    assert abs(hours[0, :500].sum() - early) <= 1.0
