from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.phase_shift import PhaseShifter, SwappedCurrents

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Case, Commit


def _apparent_kva(case: Case) -> np.ndarray:
    shown = case.shown
    return sum(shown[f"u_{p}"] * np.abs(shown[f"i_{p}"]) for p in "abc") / 1000


def test_turned_current_keeps_its_size_and_loses_power(commit: Commit) -> None:
    case = commit(PhaseShifter, whom.four_wire_ct, 1.0)
    for name in "abc":
        np.testing.assert_array_equal(case.shown[f"u_{name}"], case.usual[f"u_{name}"])
        np.testing.assert_array_equal(np.abs(case.shown[f"i_{name}"]), case.usual[f"i_{name}"])
    assert case.level("p_kw") < 0.85
    assert case.level("q_kvar") > 1.2
    assert case.level("pf") < 0.9


def test_all_elements_turned_make_the_power_factor_of_the_greater_angle(commit: Commit) -> None:
    cases = (commit(PhaseShifter, whom.four_wire_ct, 0.4, seed=seed) for seed in range(9))
    case = next(one for one in cases if one.theft.phases == (0, 1, 2))
    usual = np.arctan2(case.usual["q_kvar"], case.usual["p_kw"])[case.loaded]
    shown = np.arctan2(case.shown["q_kvar"], case.shown["p_kw"])[case.loaded]
    assert np.median(np.degrees(shown - usual)) == pytest.approx(38, abs=2)


def test_device_in_the_loop_deceives_a_terminal_in_it(commit: Commit) -> None:
    case = commit(PhaseShifter, whom.large_together, 1.0)
    terminal = case.run.terminal(case.row)
    agree = terminal["p_kw"][case.loaded] / case.shown["p_kw"][case.loaded]
    assert np.median(agree) == pytest.approx(1.0, abs=0.02)
    assert case.level("p_kw") < 0.9


def test_swapped_currents_count_next_to_nothing_while_current_flows(commit: Commit) -> None:
    case = commit(SwappedCurrents, whom.four_wire_ct, 1.0)
    real = np.abs(case.shown["p_kw"])[case.loaded] / _apparent_kva(case)[case.loaded]
    assert np.median(real) < 0.2
    assert np.median(_apparent_kva(case)[case.loaded]) > 0.1
    for name in "abc":
        np.testing.assert_array_equal(case.shown[f"u_{name}"], case.usual[f"u_{name}"])
    assert case.lost_share > 0.75


def test_swapped_elements_of_two_leave_currents_and_no_power(commit: Commit) -> None:
    case = commit(SwappedCurrents, whom.two_element, 1.0)
    assert case.theft.pair == (0, 2)
    np.testing.assert_allclose(
        np.abs(case.shown["i_a"])[case.since], case.usual["i_c"][case.since], atol=2e-3
    )
    assert case.level("p_kw") == pytest.approx(0, abs=0.1)
    assert case.lost_share > 0.85


def test_weak_thief_swaps_on_some_days_alone(commit: Commit) -> None:
    case = commit(SwappedCurrents, whom.four_wire_ct, 0.1)
    days = np.abs(case.shown["p_kw"] - case.usual["p_kw"]).reshape(-1, 96).max(axis=1) > 0.01
    assert 0 < days[case.since[::96]].mean() < 0.8
    assert not days[~case.since[::96]].any()
