"""Hour observation: coarse registers are smoothed, and the loss of their district with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from features.energy_balance.attribution import Refusal, refusals
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.hour_observation import HourObservation, observe_hours
from features.energy_balance.observation import observe
from features.window import Window


def observed(window: Window) -> tuple[HourObservation, np.ndarray]:
    """The hours of all districts, and their loss an hour as the balance has it."""
    balance = find_balance(window)
    assert balance is not None
    is_tried = (refusals(balance) == Refusal.TRIED.value) & ~balance.is_feeder
    tried = (balance.node_of >= 0) & is_tried[balance.node_of]
    seen = observe(window, balance, is_tried, tried)
    return observe_hours(window, balance, seen), balance.unexplained_hours[is_tried]


def test_a_coarse_register_shakes_the_hours_of_its_district_less(town: Any) -> None:
    place = town(accounts=40, districts=2)
    register = np.floor(np.cumsum(place.loads[4].ravel()))
    place.counted[4] = np.diff(register, prepend=0.0).reshape(place.loads[4].shape)
    hours, loss = observed(place.window())
    assert hours.loss.shape == loss.shape
    of_coarse, of_fine = hours.loss[0] - loss[0], hours.loss[1] - loss[1]
    assert np.abs(of_fine).max() < 1e-6
    assert np.abs(of_coarse).max() > 0.1
    assert np.diff(hours.loss[0]).std() < 0.9 * np.diff(loss[0]).std()


def test_fine_registers_are_left_as_they_are(town: Any) -> None:
    place = town(accounts=40, districts=2)
    hours, loss = observed(place.window())
    np.testing.assert_allclose(hours.loss, np.nan_to_num(loss))
    np.testing.assert_allclose(hours.own.sum(), place.loads.sum(), rtol=1e-3)
