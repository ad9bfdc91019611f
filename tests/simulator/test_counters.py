from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.counters import Counters
from simulator.meter_models import MODELS, USUAL, MeterModel, registers_of

QUANTUM_KWH, REGISTER_CAPACITY_KWH = USUAL.quantum_kwh, USUAL.capacity_kwh

POWERS = arrays(np.float32, (2, 96), elements=st.floats(0, 20_000, width=32))


@given(POWERS, st.floats(0, 50_000))
def test_register_is_the_integral_of_metered_power(power_w: np.ndarray, start: float) -> None:
    forward, reverse = Counters(np.full(2, start)).count(power_w)
    integral = start + np.cumsum(power_w.astype(float), axis=1) * 0.25 / 1000
    assert (np.abs(forward - integral) <= QUANTUM_KWH + 1e-5).all()
    assert (np.diff(forward, axis=1) >= 0).all()
    assert (reverse == 0).all()


@given(POWERS)
def test_days_go_on_from_each_other(power_w: np.ndarray) -> None:
    whole, _ = Counters(np.zeros(2)).count(power_w)
    halves = Counters(np.zeros(2))
    halves.count(power_w[:, :48])
    second, _ = halves.count(power_w[:, 48:])
    np.testing.assert_allclose(second, whole[:, 48:], atol=QUANTUM_KWH)


def test_power_fed_in_counts_backwards_in_its_own_register() -> None:
    forward, reverse = Counters(np.zeros(1)).count(np.full((1, 4), -4000, dtype=np.float32))
    assert forward[0, -1] == 0
    assert reverse[0, -1] == pytest.approx(4.0)


def test_register_rolls_over_to_nought() -> None:
    counters = Counters(np.array([REGISTER_CAPACITY_KWH - 1.0]))
    forward, _ = counters.count(np.full((1, 4), 2000, dtype=np.float32))
    assert forward[0].tolist() == [999_999.5, 0.0, 0.5, 1.0]


def test_reset_puts_the_register_to_a_value_before_its_slot() -> None:
    power = np.full((2, 4), 4000, dtype=np.float32)
    forward, _ = Counters(np.array([100.0, 100.0])).count(power, None, ((1, 2, 0.0),))
    assert forward[0].tolist() == [101, 102, 103, 104]
    assert forward[1].tolist() == [101, 102, 1, 2]


def test_step_takes_energy_back() -> None:
    step = np.zeros((1, 4))
    step[0, 2] = -50.0
    power = np.full((1, 4), 4000, dtype=np.float32)
    forward, _ = Counters(np.array([100.0])).count(power, step)
    assert forward[0].tolist() == [101, 102, 53, 54]


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
@given(power_w=POWERS, start=st.floats(0, 9_000))
def test_every_model_shows_the_integral_within_its_last_digit(
    model: MeterModel, power_w: np.ndarray, start: float
) -> None:
    forward, _ = Counters(np.full(2, start), registers_of([model, model])).count(power_w)
    integral = start + np.cumsum(power_w.astype(float), axis=1) * 0.25 / 1000
    behind = (integral - forward) % model.capacity_kwh
    assert (np.minimum(behind, model.capacity_kwh - behind) <= model.quantum_kwh + 1e-5).all()
    steps = forward / model.quantum_kwh
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)
    assert (forward < model.capacity_kwh).all()


def test_six_digits_roll_over_sooner_than_eight() -> None:
    models = [MODELS["Huaxi DD12/2017"], MODELS["Huaxi DD12/2021"]]
    counters = Counters(np.array([99_999.0, 99_999.0]), registers_of(models))
    forward, _ = counters.count(np.full((2, 2), 4000, dtype=np.float32))
    assert forward.tolist() == [[0.0, 1.0], [100_000.0, 100_001.0]]
