from __future__ import annotations

import numpy as np
import pytest

from simulator.meter_models import MODELS, USUAL, gains_of, models_of
from simulator.population import build_roster


def test_models_of_the_usual_city_are_all_known() -> None:
    assert set(build_roster(600, 3).meter_model) <= set(MODELS)


def test_meters_are_alike_unless_they_are_varied() -> None:
    names = np.array([*MODELS, "Unheard of/1999"])
    assert set(models_of(names, varied=False)) == {USUAL}
    assert models_of(names, varied=True) == [*MODELS.values(), USUAL]


def test_errors_follow_the_model_and_a_few_meters_leave_their_class() -> None:
    names = np.repeat(np.array(list(MODELS)), 2000)
    models = models_of(names, varied=True)
    normal = np.random.default_rng(1).standard_normal(len(names))
    gains = gains_of(models, normal, 4, varied=True).reshape(len(MODELS), -1)
    outside = np.abs(gains - 1) > 0.0295
    assert 0.003 < outside.mean() < 0.01
    assert (gains[outside] < 1).mean() > 0.5
    for model, own, out in zip(MODELS.values(), gains, outside, strict=True):
        assert own[~out].mean() - 1 == pytest.approx(model.bias_share, abs=5e-4)
        assert own[~out].std() == pytest.approx(model.error_share, rel=0.1)


def test_registers_have_several_capacities_and_steps_of_whole_digits() -> None:
    assert {model.quantum_kwh for model in MODELS.values()} == {0.01, 0.1, 1.0}
    assert {model.digits for model in MODELS.values()} == {6, 8}
    assert USUAL.capacity_kwh == 1_000_000
