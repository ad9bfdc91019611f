"""What others draw from the same wires is taken out of a voltage; the own load's part stays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.surrounding_load import surrounding_volts
from features.window import Window

N, D, START = 12, 70, 40
OWN_SLOPE, DISTRICT_SLOPE = -0.006, -0.02


@pytest.fixture
def energy() -> np.ndarray:
    """kWh (N, D) of a district that works five days a week."""
    rng = np.random.default_rng(4)
    week = np.where(np.arange(D) % 7 < 5, 1.2, 0.6)
    return 10 * week * np.exp(rng.normal(0, 0.15, (N, D)))


def volts_of(energy: np.ndarray) -> np.ndarray:
    """Relative log voltages (3, N, D) of which the first account is at the far end."""
    load = energy / 10
    district = energy[1:].sum(axis=0) / np.median(energy[1:], axis=1).sum()
    volts = OWN_SLOPE * load + np.random.default_rng(5).normal(0, 2e-4, (N, D))
    volts[0] += DISTRICT_SLOPE * district
    return np.stack([volts] * 3)


def taken_out(build: Callable[..., Window], seen: np.ndarray, volts: np.ndarray) -> np.ndarray:
    """What is left of the first account's voltage where meters see `seen`."""
    facts = {f"i_{phase}_mean_a": seen for phase in "abc"}
    window = build(N, D, kwh=seen, facts=facts, text={"wiring": "3P4W"})
    return np.asarray((volts - surrounding_volts(window, volts))[0, 0])


def own_slope(volts: np.ndarray, energy: np.ndarray) -> float:
    return float(np.polyfit(energy[0] / 10, volts, 1)[0])


def test_far_end_of_a_line_no_longer_moves_with_the_district(
    build: Callable[..., Window], energy: np.ndarray
) -> None:
    volts = volts_of(energy)
    left = taken_out(build, energy, volts)
    district = energy[1:].sum(axis=0)
    assert np.corrcoef(volts[0, 0], district)[0, 1] < -0.9
    assert np.std(left) < 0.4 * np.std(volts[0, 0])
    assert own_slope(left, energy) == pytest.approx(OWN_SLOPE, rel=0.25)


@pytest.mark.parametrize("is_stolen", [True, False])
def test_load_that_falls_for_good_keeps_its_trace(
    build: Callable[..., Window], energy: np.ndarray, *, is_stolen: bool
) -> None:
    drawn = energy.copy()
    drawn[0, START:] *= 0.5
    left = taken_out(build, drawn, volts_of(energy if is_stolen else drawn))
    rise = np.median(left[START:]) - np.median(left[:START])
    called_for = -0.5 * OWN_SLOPE * np.median(energy[0, START:]) / 10
    assert rise == pytest.approx(0 if is_stolen else called_for, abs=0.3 * called_for)


def test_without_others_nothing_is_taken_out(
    build: Callable[..., Window], energy: np.ndarray
) -> None:
    volts = volts_of(energy)
    groups = {name: np.full(N, -1) for name in ("transformer_id", "feeder_id")}
    window = build(N, D, kwh=energy, groups=groups)
    assert not surrounding_volts(window, volts).any()
