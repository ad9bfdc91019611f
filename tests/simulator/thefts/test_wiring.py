from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.wiring import CurrentReversed, ElementReversed, ReverseEnergy

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Commit


def test_reversed_current_shows_its_sign_and_a_third_is_counted(commit: Commit) -> None:
    case = commit(CurrentReversed, whom.four_wire, 1.0)
    for phase, name in enumerate("abc"):
        sign = -1 if phase == case.theft.phase else 1
        np.testing.assert_array_equal(
            case.shown[f"i_{name}"][case.since], sign * case.usual[f"i_{name}"][case.since]
        )
    assert case.level("p_kw") == pytest.approx(1 / 3, abs=0.15)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reversed_element_leaves_tan_phi_over_root_three(seed: int, commit: Commit) -> None:
    case = commit(ElementReversed, whom.two_element, 1.0, seed=seed)
    sign = 1 if case.theft.phase == 0 else -1
    tan_phi = case.usual["q_kvar"][case.loaded] / case.usual["p_kw"][case.loaded]
    gap = case.ratio("p_kw") - sign * tan_phi / np.sqrt(3)
    assert np.median(gap) == pytest.approx(0, abs=0.06)
    assert case.lost_share > 0.5


def test_weak_thief_turns_it_on_some_days_alone(commit: Commit) -> None:
    case = commit(CurrentReversed, whom.four_wire, 0.0)
    days = (case.shown["p_kw"] < 0.95 * case.usual["p_kw"]).reshape(-1, 96).mean(axis=1) > 0.5
    assert 0 < days[case.since[::96]].mean() < 0.95


def test_reversed_meter_feeds_in_at_night(commit: Commit) -> None:
    case = commit(ReverseEnergy, whom.homes, 1.0)
    fed_in = np.diff(case.shown["export_kwh"], prepend=0) > 0
    assert fed_in[case.since].sum() > 50
    assert not fed_in[~case.since].any()
    assert not fed_in[(case.hours > 7) & (case.hours < 17.5)].any()
    assert not case.run.simulation.journal.changes[len(case.honest.simulation.journal.changes) :]
