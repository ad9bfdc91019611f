from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.lone_hang import FrozenHang, LoneHang, SilentHang

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Case, Commit


def _standing(case: Case) -> np.ndarray:
    """(T - 1,) slots in which the register stood and would have moved by three quanta."""
    usual = np.diff(case.usual["register_kwh"])
    return (np.diff(case.shown["register_kwh"]) == 0) & (usual > 0.03)


def test_silent_meter_does_not_answer_while_it_stands(commit: Commit) -> None:
    case = commit(SilentHang, whom.unwatched)
    standing, answers = _standing(case), case.run.answers(case.row)
    assert standing.sum() > 40
    assert not standing[~case.since[1:]].any()
    assert answers[1:][standing].mean() < 0.1
    assert answers[~case.since].mean() > 0.9


def test_frozen_meter_repeats_its_last_values(commit: Commit) -> None:
    case = commit(FrozenHang, whom.unwatched)
    standing, answers = _standing(case), case.run.answers(case.row)
    assert standing.sum() > 40
    assert answers[1:][standing].mean() > 0.8
    for name in ("u_a", "i_a", "p_kw"):
        same = np.diff(case.shown[name]) == 0
        assert same[standing].mean() > 0.9
        assert (np.diff(case.usual[name]) == 0)[standing].mean() < 0.3


@pytest.mark.parametrize("build", [SilentHang, FrozenHang])
def test_each_hang_ends_with_a_power_cycle_at_a_meter_that_stays(
    build: type[LoneHang], commit: Commit
) -> None:
    case = commit(build, whom.unwatched)
    counts = {code: case.codes.count(code) for code in set(case.codes)}
    assert counts["meter_restart"] >= 4
    assert counts["power_up"] == counts["power_down"] == counts["meter_restart"]
    assert counts["processor_reset"] + counts["memory_error"] >= 3
    assert case.run.simulation.journal.orders == case.honest.simulation.journal.orders
    assert not case.run.simulation.roster.has_terminal[case.row]


def test_weak_thief_hangs_it_less_and_shorter(commit: Commit) -> None:
    weak, strong = (commit(SilentHang, whom.unwatched, strength) for strength in (0.0, 1.0))
    assert weak.codes.count("meter_restart") < strong.codes.count("meter_restart")
    assert 0 < weak.lost_share < 0.5 * strong.lost_share
