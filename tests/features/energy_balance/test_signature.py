"""Signature: what the registry is told of a thief, of the honest, and without a balance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from features.energy_balance import signature
from features.study import study
from features.window import Window

DAYS = 63
OFF = np.isin(np.arange(DAYS) % 9, (1, 2, 5))


@pytest.fixture
def place(town: Callable[..., Any]) -> Any:
    made = town(accounts=60, districts=3, days=DAYS, seed=11)
    made.loads[4] *= 6
    made.counted = made.loads.copy()
    return made


def test_a_bypass_now_and_then_is_a_near_proof(place: Any) -> None:
    place.counted[4] *= np.where(OFF[:, None], 0.02, 1.0)
    share, mirrored = signature.measure(study(place.window()))
    others = np.arange(60) != 4
    assert share.value[4] > 2 * signature.FEATURES[0].threshold
    assert mirrored.value[4] >= signature.PROOF_SHARE
    assert share.onset[4] == np.flatnonzero(OFF)[0]
    assert share.kwh_low[4] <= share.kwh_per_day[4] <= share.kwh_high[4]
    for one in (share, mirrored):
        assert not (one.value[others] > 0).any()
        assert np.isnan(one.kwh_per_day[others]).all()
        assert (one.onset[others] == -1).all()


def test_its_honest_twin_has_nothing(place: Any) -> None:
    place.loads[4] *= np.where(OFF[:, None], 0.02, 1.0)
    place.counted = place.loads.copy()
    for one in signature.measure(study(place.window())):
        assert not (one.value > 0).any()


def test_without_supply_meters_nobody_is_judged(build: Callable[..., Window]) -> None:
    for one in signature.measure(study(build(5, 40, kwh=np.full((5, 40), 7.0)))):
        assert np.isnan(one.value).all()
