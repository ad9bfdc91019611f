"""Node states: what a balance says of meters and records before anyone is suspected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from features.energy_balance.balance import NodeState
from features.energy_balance.bookkeeping import find_balance
from features.window import Window

Towns = Callable[..., Any]
SPLIT = 20


def state(window: Window, node_id: str = "T1") -> str:
    found = find_balance(window)
    assert found is not None
    return str(found.state[list(found.node_ids).index(node_id)])


def with_supply(window: Window, factor: Any = 1.0, plus: Any = 0.0, node_id: str = "T1") -> Window:
    """The window with the supply of one node, (d, 24), times a factor and more by some."""
    supplied = window.supplied
    assert supplied is not None
    place = list(supplied.node_ids).index(node_id)
    has_hours = np.isfinite(supplied.hour_kwh).any()
    hours, kwh = supplied.hour_kwh.copy(), supplied.kwh.copy()
    if has_hours:
        hours[place] = hours[place] * factor + plus
        kwh[place] = hours[place].sum(axis=1)
    else:
        kwh[place] *= factor
    return replace(window, supplied=replace(supplied, hour_kwh=hours, kwh=kwh))


def from_split(value: float, days: int = 42) -> np.ndarray:
    """(d, 1) one, and another value from the split on."""
    return np.where(np.arange(days) < SPLIT, 1.0, value)[:, None]


def test_an_honest_town_is_balanced_from_district_to_feeder(town: Towns) -> None:
    found = find_balance(town().window())
    assert found is not None
    assert set(found.state) == {NodeState.BALANCED}


@pytest.mark.parametrize("is_hourly", [True, False])
@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (2.0, NodeState.WRONG_RATIO),
        (1.2, NodeState.WRONG_RATIO),
        (0.5, NodeState.WRONG_RATIO),
        (0.96, NodeState.NEGATIVE),
    ],
)
def test_a_fixed_proportion_is_told_from_a_theft(
    town: Towns, factor: float, expected: NodeState, *, is_hourly: bool
) -> None:
    assert state(with_supply(town().window(is_hourly=is_hourly), factor)) == expected


def test_a_supply_meter_exchanged_for_a_wrong_one_is_told(town: Towns) -> None:
    window = town().window()
    assert state(with_supply(window, from_split(1.1))) == NodeState.WRONG_RATIO
    assert state(with_supply(window, from_split(0.9))) == NodeState.WRONG_RATIO


@pytest.mark.parametrize("is_hourly", [True, False])
def test_one_customer_who_takes_is_unexplained_and_no_wrong_ratio(
    town: Towns, *, is_hourly: bool
) -> None:
    made = town()
    thief = int(np.flatnonzero(made.fed_by == 1)[0])
    made.loads[thief] *= 6.0
    for first in (0, SPLIT):
        made.counted = made.loads.copy()
        made.counted[thief, first:] *= 0.2
        assert state(made.window(is_hourly=is_hourly)) == NodeState.UNEXPLAINED


def test_a_lamp_at_a_flat_rate_is_unexplained(town: Towns) -> None:
    lamp = np.where((np.arange(24) >= 18) | (np.arange(24) < 6), 2.5, 0.0)
    assert state(with_supply(town().window(), plus=lamp)) == NodeState.UNEXPLAINED


def test_loss_too_small_for_the_customers_stays_balanced(town: Towns) -> None:
    """A fifth of a kWh a customer and day is nobody's theft."""
    assert state(with_supply(town().window(), plus=4.0 / 24)) == NodeState.BALANCED


@pytest.mark.parametrize("last", [True, False])
def test_a_supply_meter_that_stands_still_is_stuck_and_makes_no_loss(
    town: Towns, *, last: bool
) -> None:
    window = town().window()
    supplied = window.supplied
    place = list(supplied.node_ids).index("T1")
    days = slice(39, 42) if last else slice(5, 20)
    hours, kwh, still = (
        of.copy() for of in (supplied.hour_kwh, supplied.kwh, supplied.still_minutes)
    )
    hours[place, days] = 3.0
    kwh[place, days], still[place, days] = 72.0, 1440.0
    stuck = replace(supplied, hour_kwh=hours, kwh=kwh, still_minutes=still)
    found = find_balance(replace(window, supplied=stuck))
    assert found is not None
    node = list(found.node_ids).index("T1")
    assert found.state[node] == NodeState.STUCK
    assert np.isnan(found.daily.loss[node, days]).all()
    assert np.isnan(found.hourly.loss.reshape(-1, 42, 24)[node, days]).all()


def test_days_alone_that_equal_each_other_are_stuck(town: Towns) -> None:
    window = town().window(is_hourly=False)
    supplied = window.supplied
    kwh = supplied.kwh.copy()
    kwh[list(supplied.node_ids).index("T1"), -4:] = 80.0
    assert state(replace(window, supplied=replace(supplied, kwh=kwh))) == NodeState.STUCK
    assert state(window) == NodeState.BALANCED


def test_too_few_days_are_unread(town: Towns) -> None:
    window = town().window()
    supplied = window.supplied
    kwh, coverage = supplied.kwh.copy(), supplied.coverage.copy()
    place = list(supplied.node_ids).index("T1")
    kwh[place, 5:], coverage[place, 5:] = np.nan, 0.0
    part = replace(supplied, kwh=kwh, coverage=coverage)
    assert state(replace(window, supplied=part)) == NodeState.UNREAD


def test_a_rise_over_its_own_past_is_unexplained_where_the_level_is_not(town: Towns) -> None:
    """A twentieth of the energy from a day on, in the evening, is more than the past knew."""
    window = town().window()
    evening = np.zeros((42, 24))
    evening[SPLIT:, 18:23] = 3.0
    assert state(with_supply(window, plus=evening)) == NodeState.UNEXPLAINED
