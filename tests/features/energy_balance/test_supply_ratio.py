"""Supply ratio: a meter that counts in proportion too much is told by how much."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.supply_ratio import with_fitted_supply
from features.window import Window

DAYS, STEP = 42, 20


def found(window: Window, factor: np.ndarray) -> Balance:
    """The balance where the meter of district T1 counts `factor` (d,) times too much."""
    supplied = window.supplied
    assert supplied is not None
    node = supplied.node_ids.tolist().index("T1")
    kwh, hours = supplied.kwh.copy(), supplied.hour_kwh.copy()
    kwh[node] *= factor
    hours[node] *= factor[:, None]
    off = dataclasses.replace(supplied, kwh=kwh, hour_kwh=hours)
    balance = find_balance(dataclasses.replace(window, supplied=off))
    assert balance is not None
    return balance


@pytest.mark.parametrize("since", [0, STEP])
@pytest.mark.parametrize("ratio", [0.5, 1.2, 2.0])
def test_the_ratio_is_fitted_and_taken_out(town: Any, ratio: float, since: int) -> None:
    window = town(seed=3, days=DAYS).window()
    plain = found(window, np.ones(DAYS))
    wrong = found(window, np.where(np.arange(DAYS) < since, 1.0, ratio))
    is_off = wrong.node_ids == "T1"
    fitted = with_fitted_supply(wrong, is_off)
    expected, sent = plain.daily.supplied[is_off], fitted.daily.supplied[is_off]
    np.testing.assert_allclose(sent, expected, rtol=0.04)
    by_hour = fitted.hourly.supplied[is_off].reshape(1, DAYS, 24).sum(axis=2)
    np.testing.assert_allclose(by_hour, sent, rtol=1e-4)


def test_nodes_that_are_not_asked_for_stay(town: Any) -> None:
    wrong = found(town(days=DAYS).window(), np.full(DAYS, 1.5))
    fitted = with_fitted_supply(wrong, np.zeros(len(wrong.node_ids), dtype=bool))
    np.testing.assert_array_equal(fitted.daily.supplied, wrong.daily.supplied)
