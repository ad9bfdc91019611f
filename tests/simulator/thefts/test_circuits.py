from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.circuits import ConsumptionDrop, IrregularUse

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Commit


@pytest.mark.parametrize(("strength", "lost"), [(0.0, 0.4), (1.0, 0.7)])
def test_circuits_leave_one_after_another_and_nothing_else_shows(
    strength: float, lost: float, commit: Commit
) -> None:
    case = commit(ConsumptionDrop, whom.homes, strength)
    share = (case.shown["p_kw"].reshape(-1, 96).sum(axis=1)) / (
        case.usual["p_kw"].reshape(-1, 96).sum(axis=1)
    )
    assert (share[:6] == 1).all()
    assert share[6] < 1
    assert share[-4:].mean() == pytest.approx(1 - lost, abs=0.08)
    assert share[6] > share[-4:].mean()
    assert case.level("u_a") == 1.0
    assert case.level("pf") == pytest.approx(1.0, abs=0.01)
    assert case.codes == []


def test_irregular_use_chops_the_day_at_odd_hours(commit: Commit) -> None:
    case = commit(IrregularUse, whom.homes, 1.0)
    low = case.shown["i_a"] < 0.5 * case.usual["i_a"]
    assert not low[~case.since].any()
    edges = np.abs(np.diff(low.astype(int))).reshape(-1)[case.since[1:]].sum()
    assert edges > 20
    hours = np.histogram(case.hours[low], bins=6, range=(0, 24))[0]
    assert (hours > 0).sum() >= 4
    ratio = (
        case.shown["i_a"][low & (case.usual["i_a"] > 0.2)]
        / (case.usual["i_a"][low & (case.usual["i_a"] > 0.2)])
    )
    assert np.median(ratio) == pytest.approx(0.02, abs=0.01)
    assert case.codes == []


def test_weak_irregular_use_takes_less_at_a_time(commit: Commit) -> None:
    case = commit(IrregularUse, whom.homes, 0.0)
    low = (case.shown["i_a"] < 0.99 * case.usual["i_a"]) & (case.usual["i_a"] > 0.2)
    assert np.median((case.shown["i_a"] / case.usual["i_a"])[low]) == pytest.approx(0.7, abs=0.02)
