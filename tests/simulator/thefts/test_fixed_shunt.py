from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.fixed_shunt import ElementShunt, EqualShunt, FixedShunt, PartialShunt

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Commit


@pytest.mark.parametrize(
    ("build", "strength", "left"),
    [
        (FixedShunt, 1.0, 0.1),
        (FixedShunt, 0.3, 0.31),
        (PartialShunt, 0.0, 0.8),
        (PartialShunt, 1.0, 0.6),
    ],
)
def test_one_phase_loses_its_share_and_the_whole_a_third_of_that(
    build: type[FixedShunt], strength: float, left: float, commit: Commit
) -> None:
    case = commit(build, whom.four_wire_ct, strength)
    assert isinstance(case.theft, FixedShunt)
    for phase, name in enumerate("abc"):
        expected = left if phase == case.theft.phase else 1.0
        assert case.level(f"i_{name}") == pytest.approx(expected, abs=0.01)
        assert case.level(f"u_{name}") == 1.0
    assert case.lost_share == pytest.approx((1 - left) / 3, abs=0.15)


def test_partial_shunt_raises_no_event(commit: Commit) -> None:
    assert commit(PartialShunt, whom.four_wire_ct).codes == []


def test_deep_shunt_raises_unbalance_now_and_then(commit: Commit) -> None:
    assert set(commit(FixedShunt, whom.four_wire_ct).codes) == {"current_unbalance"}


def test_equal_shunt_leaves_balance_power_factor_and_voltage(commit: Commit) -> None:
    case = commit(EqualShunt, whom.four_wire_ct, 1.0)
    lasting = case.ratio("p_kw")[24:]  # put in during the first night
    np.testing.assert_allclose(lasting, 0.3, atol=0.02)
    for name in ("i_a", "i_b", "i_c", "q_kvar"):
        assert case.level(name) == pytest.approx(0.3, abs=0.015)
    assert case.level("pf") == pytest.approx(1.0, abs=0.005)
    assert case.level("u_a") == 1.0
    assert case.codes == []


def test_full_element_shunt_leaves_one_element_and_its_angle(commit: Commit) -> None:
    case = commit(ElementShunt, whom.two_element, 1.0)
    assert isinstance(case.theft, ElementShunt)
    gone, other = ("a", "c") if case.theft.phase == 0 else ("c", "a")
    assert not case.shown[f"i_{gone}"][case.since].any()
    assert case.level(f"i_{other}") == 1.0
    # With phi from the usual power factor, 1/2 + tan(phi) / (2 root 3) is left, or 1/2 minus it.
    side = {"a": 1, "c": -1}[gone]
    tan_phi = case.usual["q_kvar"][case.loaded] / case.usual["p_kw"][case.loaded]
    expected = 0.5 + side * tan_phi / (2 * np.sqrt(3))
    assert np.median(case.ratio("p_kw") - expected) == pytest.approx(0, abs=0.03)
    assert set(case.codes) <= {"current_lost"}


def test_weak_element_shunt_is_partial_and_silent(commit: Commit) -> None:
    case = commit(ElementShunt, whom.two_element, 0.2)
    assert isinstance(case.theft, ElementShunt)
    assert case.level(f"i_{'abc'[case.theft.phase]}") == pytest.approx(0.48, abs=0.01)
    assert case.codes == []
