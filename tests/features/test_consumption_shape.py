"""What is left of use, who looks empty, and whose register is coarse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.consumption_base_load import base_energy_weight, base_load_loss
from features.consumption_shape import energy_quantum, is_vacant, last_known, left_share
from features.study import study
from features.window import Window

N, D, H = 4, 84, 364


def history(seed: int = 1) -> np.ndarray:
    """A year of homes with restless days."""
    return 10 * np.exp(np.random.default_rng(seed).normal(0, 0.4, (N, H)))


def window_of(build: Callable[..., Window], past: np.ndarray) -> Window:
    """Daily kWh alone."""
    return build(N, D, kwh=past[:, -D:], history_kwh=past, text={"tariff_class": "residential"})


def test_last_known_days_end_with_the_last_reading() -> None:
    kwh = np.array([[1.0, 2.0, np.nan, 3.0, np.nan, np.nan]])
    assert np.nansum(last_known(kwh, 2)) == 5.0


def test_monthly_readings_tell_what_is_left_though_the_last_weeks_are_not_read(
    build: Callable[..., Window],
) -> None:
    past = history()
    past[0, -60:] *= 0.1
    past[:, -20:] = np.nan
    left = left_share(study(window_of(build, past)))
    assert left[0] == pytest.approx(0.1, abs=0.05)
    assert np.all(left[1:] > 0.5)


def test_half_a_year_at_nothing_is_not_the_usual_use(build: Callable[..., Window]) -> None:
    past = history()
    past[0, -300:] *= 0.02
    assert left_share(study(window_of(build, past)))[0] < 0.05


def test_bypassed_home_keeps_its_rhythm_and_an_empty_one_does_not(
    build: Callable[..., Window],
) -> None:
    past = history()
    past[0, -30:] *= 0.1
    past[1, -30:] = 0.4 * np.exp(np.random.default_rng(2).normal(0, 0.02, 30))
    vacant = is_vacant(study(window_of(build, past)))
    assert vacant.tolist() == [False, True, False, False]


def hourly(build: Callable[..., Window], hours: np.ndarray) -> Window:
    """A window whose energy is the sum of its hours."""
    facts = {f"hour_{hour:02d}_kwh": hours[:, :, hour] for hour in range(24)}
    return build(N, D, kwh=hours.sum(axis=2), facts=facts)


def hours_of_homes() -> np.ndarray:
    """Hourly kWh (n, d, 24) with a quiet night."""
    rng = np.random.default_rng(3)
    day = 0.2 + np.exp(-(((np.arange(24) - 19) / 3) ** 2))
    return day * np.exp(rng.normal(0, 0.2, (N, D, 24)))


def test_only_whole_steps_make_a_coarse_register(build: Callable[..., Window]) -> None:
    fine = hours_of_homes()
    fine[0, :, 3] = 0.0
    assert energy_quantum(hourly(build, fine))[0] == 0.0
    coarse = 0.5 * np.floor(4 * fine)
    assert energy_quantum(hourly(build, coarse))[0] == 0.5


def test_quiet_hour_alone_is_no_lost_base_load(build: Callable[..., Window]) -> None:
    hours, split = hours_of_homes(), 56
    hours[0, split:] *= 0.25
    hours[1, split:, 2:5] *= 0.1
    hours[1, split:, 18:21] *= 0.8
    found = study(hourly(build, hours))
    base = base_load_loss(found)
    assert base.value[0] > 0.4
    assert base.value[1] > 0.4
    weight = base_energy_weight(found, np.full(N, split), np.ones(N))
    assert weight[0] > 0.9
    assert weight[1] < weight[0]
