from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.remote_shunt import RemoteShunt

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Commit


@pytest.mark.parametrize(("strength", "left"), [(1.0, 0.08), (0.8, 0.154), (0.0, 0.9)])
def test_shunt_is_as_deep_as_the_thief_is_strong(
    strength: float, left: float, commit: Commit
) -> None:
    case = commit(RemoteShunt, whom.plants, strength)
    shunted = case.shown["i_a"] < 0.99 * case.usual["i_a"]
    ratio = case.shown["i_a"][shunted] / case.usual["i_a"][shunted]
    assert np.median(ratio) == pytest.approx(left, rel=0.1)
    assert shunted[case.since].mean() > 0.1
    assert not shunted[(case.hours < 7.9) | (case.hours > 21.6)].any()
