"""Ratings of transformers: where known they say what loss to expect, elsewhere the load does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from features.energy_balance.balance import Ledger
from features.energy_balance.node_supply import node_supply
from features.energy_balance.technical_loss import technical_loss
from features.supplied import Supplied

DAYS = 4


def supplied(**changes: object) -> Supplied:
    """Two districts of 240 kWh a day on four days, too few to fit anything."""
    kwh = np.full((2, DAYS), 240.0)
    zero = np.zeros((2, DAYS), dtype=np.float32)
    hours = np.full((2, DAYS, 24), 10, dtype=np.float32)
    made = Supplied(np.array(["T1", "T2"]), kwh, np.ones((2, DAYS)), hours, zero + 60, zero, zero)
    return replace(made, **changes)


def iron_kwh(supply: Supplied) -> np.ndarray:
    sent = [supply.kwh, supply.hour_kwh.reshape(2, -1).astype(float)]
    daily, hourly = (
        Ledger(kwh, np.zeros_like(kwh), 0.97 * kwh, np.zeros_like(kwh), 0.01 * kwh) for kwh in sent
    )
    is_feeder = np.zeros(2, dtype=bool)
    return technical_loss(daily, hourly, is_feeder, supply, np.arange(2, dtype=np.int32)).iron_kwh


def test_a_larger_transformer_is_expected_to_lose_more_in_its_iron() -> None:
    plain = iron_kwh(supplied())
    assert plain[0] == pytest.approx(plain[1])
    known = iron_kwh(supplied(transformer_kva=np.array([np.nan, 400.0])))
    assert known[1] > 2 * known[0] > 0


def test_what_iron_loses_of_a_rating_comes_from_the_settings() -> None:
    rated = supplied(transformer_kva=np.array([100.0, 100.0]))
    assert (iron_kwh(replace(rated, iron_share=0.005)) > 1.3 * iron_kwh(rated)).all()


def test_days_that_share_one_long_interval_are_not_a_meter_that_stands_still() -> None:
    rows = np.arange(2, dtype=np.int32)
    monthly = np.full((2, DAYS), 30 * 1440, dtype=np.float32)
    assert not node_supply(supplied(step_minutes=monthly), rows).is_still.any()
    daily = np.full((2, DAYS), 1440, dtype=np.float32)
    assert node_supply(supplied(step_minutes=daily), rows).is_still.all()
