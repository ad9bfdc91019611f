"""What the grid does to all is taken out of a voltage; what the own load does is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.relative_voltage import relative_voltages
from features.window import Window

N, D = 12, 40
Felt = Callable[..., dict[str, np.ndarray]]


def currents(seed: int = 1) -> np.ndarray:
    """Noisy currents (3, n, d) around 20 A."""
    return 20 * np.exp(np.random.default_rng(seed).normal(0, 0.2, (3, N, D)))


def test_wander_of_the_grid_is_taken_out(build: Callable[..., Window], felt: Felt) -> None:
    load = currents()
    window = build(N, D, facts=felt(load, load), text={"wiring": "3P4W"})
    left = relative_voltages(window)
    assert np.nanstd(left) < 0.3 * np.nanstd(np.log(window.fact("u_a_mean_v")))
    assert np.corrcoef(left[0, 0], load[0, 0])[0, 1] < -0.9


def test_phase_of_a_one_phase_meter_is_found(build: Callable[..., Window], felt: Felt) -> None:
    load = currents()
    facts = felt(load, load)
    facts["u_a_mean_v"][0] = facts["u_c_mean_v"][0]
    facts["i_a_mean_a"][0] = load[2, 0]
    wiring = ["1P2W"] + ["3P4W"] * (N - 1)
    left = relative_voltages(build(N, D, facts=facts, text={"wiring": wiring}))
    assert np.corrcoef(left[0, 0], load[2, 0])[0, 1] < -0.9


@pytest.mark.parametrize("neighbours", [4, 3])
def test_few_neighbours_tell_nothing(
    build: Callable[..., Window], felt: Felt, neighbours: int
) -> None:
    load = currents()[:, :neighbours]
    window = build(neighbours, D, facts=felt(load, load), text={"wiring": "3P4W"})
    assert np.isnan(relative_voltages(window)).all()


def test_elements_between_lines_are_held_against_their_sort(
    build: Callable[..., Window], felt: Felt
) -> None:
    load = currents()
    facts = felt(load, load)
    for name in ("u_b_mean_v", "i_b_mean_a"):
        facts[name][:] = np.nan
    left = relative_voltages(build(N, D, facts=facts, text={"wiring": "3P3W"}))
    assert np.isnan(left[1]).all()
    assert np.corrcoef(left[2, 0], load[2, 0])[0, 1] < -0.9


def test_among_few_an_account_is_not_its_own_yardstick(
    build: Callable[..., Window], felt: Felt
) -> None:
    load = currents()[:, :6]
    window = build(6, D, facts=felt(load, load), text={"wiring": "3P4W"})
    left = relative_voltages(window)
    assert not (left == 0).any()
    assert np.isfinite(left).all()
