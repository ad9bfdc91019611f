from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.large_shunt import BlindShunt, LargeShunt, WatchedShunt

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Case, Commit


def _at_work(case: Case) -> np.ndarray:
    shunted = case.shown["i_a"] < 0.95 * case.usual["i_a"]
    assert shunted[case.since].mean() > 0.3
    assert not shunted[~case.since].any()
    return shunted


def test_terminal_on_its_own_transformers_disagrees(commit: Commit) -> None:
    case = commit(WatchedShunt, whom.large_apart, 1.0)
    shunted = _at_work(case)
    terminal, before = case.run.terminal(case.row), case.honest.terminal(case.row)
    np.testing.assert_array_equal(terminal["i_a"], before["i_a"])
    np.testing.assert_array_equal(terminal["register_kwh"], before["register_kwh"])
    ratio = case.shown["i_a"][shunted] / terminal["i_a"][shunted]
    assert np.median(ratio) == pytest.approx(0.2, abs=0.02)


def test_terminal_on_the_same_transformers_is_blind(commit: Commit) -> None:
    case = commit(BlindShunt, whom.large_together, 1.0)
    shunted = _at_work(case)
    terminal = case.run.terminal(case.row)
    ratio = case.shown["i_a"][shunted] / terminal["i_a"][shunted]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("build", "who"), [(WatchedShunt, whom.large_apart), (BlindShunt, whom.large_together)]
)
def test_shunt_is_off_at_night_and_on_some_days(
    build: type[LargeShunt], who: object, commit: Commit
) -> None:
    case = commit(build, who, 0.3)
    shunted = case.shown["i_a"] < 0.95 * case.usual["i_a"]
    assert not shunted[(case.hours > 2) & (case.hours < 4)].any()
    assert case.level("u_a") == 1.0
    days = shunted.reshape(-1, 96).any(axis=1)[case.since[::96]]
    assert 0 < days.mean() < 1
