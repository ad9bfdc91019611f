"""Usual energy follows the peers and the account's own weekdays, not its thefts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.usual import usual_energy
from features.window import Window


def test_peers_weather_is_expected_of_everybody(build: Callable[..., Window]) -> None:
    weather = 1 + 0.5 * np.sin(np.arange(60) / 6)
    own = np.linspace(5, 50, 20)[:, None]
    found = usual_energy(build(20, 60, kwh=own * weather))
    assert found.has_peers.all()
    assert found.kwh == pytest.approx(own * weather, rel=1e-6)
    assert found.residual == pytest.approx(0.0, abs=1e-9)


def test_single_account_knows_its_own_weekdays(build: Callable[..., Window]) -> None:
    weekend = np.arange(63) % 7 >= 5
    kwh = np.where(weekend, 2.0, 10.0)[None, :]
    found = usual_energy(build(1, 63, kwh=kwh))
    assert not found.has_peers.any()
    assert found.kwh == pytest.approx(kwh, rel=1e-6)


def test_doubtful_days_shape_nothing(build: Callable[..., Window]) -> None:
    kwh = np.full((1, 60), 10.0)
    kwh[0, :29] = 0.5
    doubtful = np.zeros((1, 60), dtype=bool)
    doubtful[0, :29] = True
    found = usual_energy(build(1, 60, kwh=kwh), doubtful)
    assert found.kwh == pytest.approx(10.0)
    assert np.isnan(found.residual[0, :29]).all()


def test_account_that_never_used_anything_has_no_usual(build: Callable[..., Window]) -> None:
    found = usual_energy(build(1, 60, kwh=np.zeros((1, 60))))
    assert np.isnan(found.own_median).all()
    assert np.isnan(found.residual).all()
