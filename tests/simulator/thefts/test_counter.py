from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.counter import Magnet, RegisterRollback, StandingMagnet

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Commit


def test_register_goes_back_and_curves_stay(commit: Commit) -> None:
    case = commit(RegisterRollback, whom.low_voltage, 1.0)
    assert (np.diff(case.shown["register_kwh"]) < 0).sum() >= 2
    assert not (np.diff(case.usual["register_kwh"]) < 0).any()
    for name in ("p_kw", "u_a", "i_a"):
        np.testing.assert_array_equal(case.shown[name], case.usual[name])
    assert set(case.codes) <= {"register_decrease"}


def test_magnet_slows_the_evening_and_is_told(commit: Commit) -> None:
    case = commit(Magnet, whom.homes, 1.0)
    slow = case.shown["i_a"] < 0.5 * case.usual["i_a"]
    assert slow[case.since].any()
    assert not slow[(case.hours > 1.5) & (case.hours < 14.5)].any()
    np.testing.assert_array_equal(case.shown["u_a"], case.usual["u_a"])
    assert set(case.codes) == {"magnetic_field"}


def test_standing_magnet_takes_more_from_the_nearer_phases(commit: Commit) -> None:
    case = commit(StandingMagnet, whom.direct_four_wire, 1.0)
    on = case.loaded & (case.shown["p_kw"] < 0.95 * case.usual["p_kw"])
    left = [np.median((case.shown[f"i_{p}"] / case.usual[f"i_{p}"])[on]) for p in "abc"]
    np.testing.assert_allclose(sorted(left), [0.1, 0.325, 0.595], atol=0.02)
    np.testing.assert_array_equal(case.shown["u_b"], case.usual["u_b"])
    assert case.level("u_a") == 1.0


def test_standing_magnet_is_told_when_it_comes(commit: Commit) -> None:
    codes = [
        code
        for seed in range(4)
        for code in commit(StandingMagnet, whom.direct_four_wire, 0.5, seed=seed).codes
    ]
    assert set(codes) == {"magnetic_field"}
    assert 2 <= len(codes) < 20


@pytest.mark.parametrize("strength", [0.0, 0.4])
def test_rollback_takes_more_the_stronger(strength: float, commit: Commit) -> None:
    case = commit(RegisterRollback, whom.low_voltage, strength)
    assert case.lost_share < {0.0: 0.15, 0.4: 0.75}[strength]
