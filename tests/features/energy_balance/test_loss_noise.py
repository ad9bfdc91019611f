"""Loss noise: what is filtered by it is white, on calm days and on wild ones."""

from __future__ import annotations

import numpy as np

from features.energy_balance.loss_noise import less_usual, loss_noise, whitened

DAYS = 90


def noisy(seed: int, wild: np.ndarray) -> np.ndarray:
    """(d, 24) noise that goes on within a day, larger by day and on wild days."""
    rng = np.random.default_rng(seed)
    size = 1.0 + (np.arange(24) > 8) + 9.0 * wild[:, None]
    out = rng.normal(size=(DAYS, 24))
    for hour in range(1, 24):
        out[:, hour] += 0.6 * out[:, hour - 1]
    return np.asarray(size * out)


def test_filtered_noise_is_alike_in_all_hours_and_does_not_go_on() -> None:
    wild = np.arange(DAYS) % 3 == 0
    loss, known = noisy(1, wild), np.ones((DAYS, 24), dtype=bool)
    noise = loss_noise(loss, known)
    assert (noise.kind == wild).mean() > 0.95
    fresh = whitened(noisy(2, wild)[None], known, noise).reshape(DAYS, 24)
    for kind in (wild, ~wild):
        spread = fresh[kind].std(axis=0)
        assert spread.max() < 2.2 * spread.min()
    assert abs(np.corrcoef(fresh[:, :-1].ravel(), fresh[:, 1:].ravel())[0, 1]) < 0.15


def test_days_that_are_alike_are_of_one_kind() -> None:
    noise = loss_noise(noisy(3, np.zeros(DAYS, dtype=bool)), np.ones((DAYS, 24), dtype=bool))
    assert (noise.kind == 0).all()


def test_a_day_hardly_known_has_no_weight() -> None:
    known = np.ones((DAYS, 24), dtype=bool)
    known[7, 3:] = False
    assert loss_noise(noisy(4, np.zeros(DAYS, dtype=bool)), known).weight[7] == 0.0


def test_what_is_the_same_every_day_is_nothing() -> None:
    rows = np.repeat(np.arange(24.0)[None, None], 40, axis=1)
    known = np.ones((40, 24), dtype=bool)
    known[3, 5] = False
    np.testing.assert_allclose(less_usual(rows, known, np.ones(40)), 0.0, atol=1e-9)
