"""The expected line follows the account's own week and the peers' movement, not their week."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from features.window import Window
from models.expected_energy import expected_energy
from models.scoring import Scored

N, D, ONSET = 12, 56, 40


def scored(window: Window, onset: int) -> Scored:
    """What the expected line needs of a scored window: the window and the onsets."""
    loss = SimpleNamespace(onset=np.full(N, onset, dtype=np.int32))
    return cast("Scored", SimpleNamespace(window=window, loss=loss))


def window_of(make_window: Callable[..., Window], kwh: np.ndarray) -> Window:
    return make_window([f"A{k}" for k in range(N)], kwh=kwh, days=D)


@pytest.fixture
def kwh(make_window: Callable[..., Window]) -> np.ndarray:
    """Peers use a third at weekends and follow the weather; the first works every day."""
    weekend = window_of(make_window, np.ones((N, D))).weekdays >= 5
    weather = np.where(np.arange(D) >= 49, 1.2, 1.0)
    out = 10.0 * np.where(weekend, 1 / 3, 1.0) * weather * np.ones((N, D))
    out[0] = 30.0 * weather
    return out


def test_weekends_of_the_peers_are_not_put_upon_an_account_without(
    make_window: Callable[..., Window], kwh: np.ndarray
) -> None:
    truth = kwh[0].copy()
    kwh[0, ONSET:] *= 0.3
    found = expected_energy(scored(window_of(make_window, kwh), ONSET), np.array([0]))
    assert found[0] == pytest.approx(truth)


def test_own_weekends_are_kept(make_window: Callable[..., Window], kwh: np.ndarray) -> None:
    found = expected_energy(scored(window_of(make_window, kwh), ONSET), np.array([3]))
    assert found[0] == pytest.approx(kwh[3])


def test_without_days_before_the_onset_all_days_tell(
    make_window: Callable[..., Window], kwh: np.ndarray
) -> None:
    found = expected_energy(scored(window_of(make_window, kwh), 3), np.array([3]))
    assert found[0] == pytest.approx(kwh[3])


def test_unknown_energy_makes_no_warning(make_window: Callable[..., Window]) -> None:
    window = window_of(make_window, np.full((N, D), np.nan))
    assert np.isnan(expected_energy(scored(window, 10), np.array([0, 1]))).all()
