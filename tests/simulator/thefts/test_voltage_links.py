from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.voltage_links import FloatingVoltage, PhaseVoltageLost, WeakVoltage

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Case, Commit


def _open(case: Case, phase: str) -> np.ndarray:
    return case.shown[f"u_{phase}"] < 0.95 * case.usual[f"u_{phase}"]


def test_lost_voltage_takes_the_power_of_its_phase_with_it(commit: Commit) -> None:
    case = commit(PhaseVoltageLost, whom.four_wire)
    phase = "abc"[case.theft.phase]
    open_ = _open(case, phase)
    assert open_[case.since].mean() > 0.3
    assert case.shown[f"u_{phase}"][open_].max() < 0.31 * 250
    np.testing.assert_array_equal(case.shown[f"i_{phase}"], case.usual[f"i_{phase}"])
    assert (case.shown["p_kw"] / case.usual["p_kw"])[open_ & case.loaded].max() < 0.95
    assert set(case.codes) == {"voltage_lost"}


@pytest.mark.parametrize(("strength", "codes"), [(0.1, set()), (1.0, {"voltage_lost"})])
def test_weak_voltage_is_partial_and_told_only_when_low(
    strength: float, codes: set[str], commit: Commit
) -> None:
    case = commit(WeakVoltage, whom.four_wire, strength)
    phase = "abc"[case.theft.phase]
    assert case.level(f"u_{phase}") == pytest.approx(0.9 - 0.5 * strength, abs=0.002)
    assert case.level(f"i_{phase}") == 1.0
    assert set(case.codes) == codes


@pytest.mark.parametrize(("wire", "low"), [("a", "a"), ("b", "ac"), ("c", "c")])
def test_floating_wire_halves_voltage_and_power(wire: str, low: str, commit: Commit) -> None:
    cases = (commit(FloatingVoltage, whom.two_element, 1.0, seed=seed) for seed in range(20))
    case = next(one for one in cases if one.theft.wire == wire)
    open_ = _open(case, low[0])
    assert open_[case.since].mean() > 0.4
    for phase in "ac":
        ratio = case.shown[f"u_{phase}"][open_] / case.usual[f"u_{phase}"][open_]
        assert np.median(ratio) == pytest.approx(0.5 if phase in low else 1.0, abs=0.02)
        np.testing.assert_array_equal(np.abs(case.shown[f"i_{phase}"]), case.usual[f"i_{phase}"])
    for name in ("p_kw", "q_kvar"):
        power = case.shown[name][open_] / case.usual[name][open_]
        assert np.median(power) == pytest.approx(0.5, abs=0.04)
    assert set(case.codes) == {"voltage_lost"}
