"""Suspicion order: who takes stands first, where nobody may be named as well."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from features.energy_balance.attribution import attribute
from features.energy_balance.balance import NodeState
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.suspicion_order import NO_HINT, suspicion_order
from features.window import Window

DAYS, ONSET, THIEF = 63, 30, 9


@pytest.fixture
def place(town: Any) -> Any:
    """Three districts of 20, in which one large customer begins to take 70 %."""
    made = town(accounts=60, districts=3, days=DAYS, seed=11)
    made.loads[THIEF] *= 4
    made.counted = made.loads.copy()
    made.counted[THIEF] *= np.where(np.arange(DAYS) < ONSET, 1.0, 0.3)[:, None]
    return made


def supplied_times(window: Window, ratio: float) -> Window:
    """The window where the supply meter of district T0 counts in a wrong ratio."""
    supplied = window.supplied
    assert supplied is not None
    times = np.where(supplied.node_ids == "T0", ratio, 1.0)
    hours = (supplied.hour_kwh * times[:, None, None]).astype(np.float32)
    off = dataclasses.replace(supplied, kwh=supplied.kwh * times[:, None], hour_kwh=hours)
    return dataclasses.replace(window, supplied=off)


def ordered(window: Window, state: str | None = None) -> tuple[str, np.ndarray, np.ndarray]:
    """State of the thief's district, its accounts by suspicion, and who was named."""
    balance = find_balance(window)
    assert balance is not None
    if state is not None:
        balance = dataclasses.replace(balance, state=np.full_like(balance.state, state))
    found = attribute(window, balance)
    strength = suspicion_order(window, balance, found)
    node = balance.node_of[THIEF]
    there = np.flatnonzero(balance.node_of == node)
    assert strength[THIEF] > NO_HINT
    order = there[np.argsort(-strength[there], kind="stable")]
    return str(balance.state[node]), order, found.agreement.is_named[there]


def test_the_likelier_thief_stands_first_though_not_named(place: Any) -> None:
    assert THIEF in ordered(place.window())[1][:3]


@pytest.mark.parametrize("ratio", [0.6, 1.4, 2.0])
def test_a_wrong_ratio_of_the_supply_meter_leaves_the_order(place: Any, ratio: float) -> None:
    right = NodeState.WRONG_RATIO.value
    _, order, is_named = ordered(supplied_times(place.window(), ratio), right)
    assert order[0] == THIEF
    assert not is_named.any()


def test_a_customer_who_is_on_record_in_vain_leaves_the_order(place: Any) -> None:
    state, order, is_named = ordered(place.window({1: 0, 4: 0, 7: 0, 10: 0}))
    assert state == NodeState.NEGATIVE
    assert THIEF in order[:3]
    assert not is_named.any()


def test_a_district_that_stands_still_is_not_ordered(place: Any) -> None:
    window = place.window()
    balance = find_balance(window)
    assert balance is not None
    stuck = dataclasses.replace(balance, state=np.full_like(balance.state, NodeState.STUCK.value))
    assert not suspicion_order(window, stuck, attribute(window, stuck)).any()
