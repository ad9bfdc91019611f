"""A shunted element turns Q against P as the algebra says; a load that went does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.element_algebra import element_turn, shunted_turn
from features.phase_shift import PhaseFall, find_phase_fall
from features.study import Study, study
from features.window import Window

N, D, START = 12, 60, 35
THIRTY = np.pi / 6


@pytest.mark.parametrize(("phase", "power_factor"), [(0, 0.997), (2, 0.56)])
def test_full_shunt_at_true_power_factor_of_nine_tenths(phase: int, power_factor: float) -> None:
    turn = np.tan(np.arccos(np.array([0.9])))
    shunted = shunted_turn(turn, np.array([1.0]), np.array([phase]))
    assert 1 / np.hypot(1, shunted[0]) == pytest.approx(power_factor, abs=0.005)


def three_wires(
    build: Callable[..., Window], left: float, phase: str, *, by_algebra: bool
) -> Study:
    """Two-element meters; of the first, one element sees `left` of its current from START on."""
    rng = np.random.default_rng(8)
    size = 4 * np.exp(rng.normal(0, 0.2, (N, D)))
    current = {p: size * np.exp(rng.normal(0, 0.02, (N, D))) for p in "ac"}
    current[phase][0, START:] *= left
    angle = np.arccos(0.88) + rng.normal(0, 0.03, (N, D))
    weights = {p: current[p] if by_algebra else size for p in "ac"}
    power = sum(
        weights[p] * np.exp(1j * (angle + turn)) for p, turn in (("a", THIRTY), ("c", -THIRTY))
    )
    facts = {f"i_{p}_mean_a": current[p] for p in "ac"}
    facts |= {f"ratio_{p}_mean": current[p] / current["c" if p == "a" else "a"] for p in "ac"}
    facts |= {"p_mean_kw": power.real, "q_mean_kvar": power.imag}
    facts["pf_mean"] = power.real / np.abs(power)
    window = build(N, D, facts=facts, kwh=24 * power.real, text={"wiring": "3P3W"})
    return study(window)


def turn_of(found: Study) -> tuple[np.ndarray, PhaseFall]:
    """The feature, and the fall of current that it judges."""
    fall = find_phase_fall(found)
    return element_turn(found, fall), fall


@pytest.mark.parametrize("phase", ["a", "c"])
@pytest.mark.parametrize("left", [0.7, 0.3])
def test_shunted_element(build: Callable[..., Window], left: float, phase: str) -> None:
    value, fall = turn_of(three_wires(build, left, phase, by_algebra=True))
    assert fall.depth[0] == pytest.approx(1 - left, abs=0.06)
    assert value[0] == pytest.approx(1 - left, abs=0.1)
    assert np.all(value[1:] == 0)


@pytest.mark.parametrize("phase", ["a", "c"])
def test_fall_without_the_turn_is_no_shunt(build: Callable[..., Window], phase: str) -> None:
    value, fall = turn_of(three_wires(build, 0.5, phase, by_algebra=False))
    assert fall.depth[0] > 0.3
    assert value[0] < 0.05


def test_four_wires_have_no_such_algebra(build: Callable[..., Window]) -> None:
    found = three_wires(build, 0.5, "a", by_algebra=True)
    other = study(build(N, D, facts=found.window.facts, text={"wiring": "3P4W"}))
    assert np.isnan(turn_of(other)[0]).all()
