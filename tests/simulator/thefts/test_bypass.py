from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.bypass import (
    CoverTamper,
    MeterBypass,
    NeutralBypass,
    ZeroUse,
    ZeroUseAllPhases,
)

if TYPE_CHECKING:
    from simulator.happening import Theft
    from tests.simulator.thefts.conftest import Commit, Whom


@pytest.mark.parametrize(("strength", "left"), [(0.0, 0.9), (0.4, 0.36), (1.0, 0.15)])
def test_bypass_leaves_a_share_of_live_and_neutral(
    strength: float, left: float, commit: Commit
) -> None:
    case = commit(MeterBypass, whom.homes, strength)
    for name in ("i_a", "i_n", "p_kw"):
        assert case.level(name) == pytest.approx(left, rel=0.15)
    assert case.level("u_a") == 1.0
    assert case.codes == []


def test_neutral_bypass_leaves_the_neutral_current(commit: Commit) -> None:
    case = commit(NeutralBypass, whom.homes, 1.0)
    assert case.level("i_a") == pytest.approx(0.2, abs=0.01)
    np.testing.assert_array_equal(case.shown["i_n"], case.usual["i_n"])
    assert set(case.codes) == {"neutral_mismatch"}


@pytest.mark.parametrize(
    ("build", "who", "phases"),
    [(ZeroUse, whom.homes, "a"), (ZeroUseAllPhases, whom.four_wire, "abc")],
)
def test_zero_use_is_live_and_counts_nothing(
    build: type[Theft], who: Whom, phases: str, commit: Commit
) -> None:
    case = commit(build, who, 1.0)
    for phase in phases:
        assert not case.shown[f"i_{phase}"][case.since].any()
        np.testing.assert_array_equal(case.shown[f"u_{phase}"], case.usual[f"u_{phase}"])
    assert np.ptp(case.shown["register_kwh"][case.since]) == 0
    assert case.lost_share == pytest.approx(1.0, abs=1e-6)


def test_weak_zero_use_counts_on_some_days(commit: Commit) -> None:
    shares = [commit(ZeroUse, whom.homes, 0.0, seed=seed).lost_share for seed in range(3)]
    assert 0.2 < min(shares) < 1


def test_opened_cover_is_told_before_the_meter_slows(commit: Commit) -> None:
    case = commit(CoverTamper, whom.low_voltage, 1.0)
    assert case.codes == ["seal_broken", "terminal_cover_open", "meter_cover_open"]
    assert case.level("p_kw") == pytest.approx(0.2, abs=0.02)
