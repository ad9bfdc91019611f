"""Hours without use inside normal days: theft for hours, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.consumption_zero_hours import zero_hours
from features.study import study
from features.window import Window

N, D, START = 6, 84, 50


def hours_of_homes(seed: int = 3) -> np.ndarray:
    """Hourly kWh (n, d, 24) of homes that always run something."""
    rng = np.random.default_rng(seed)
    day = 0.3 + 0.8 * np.exp(-(((np.arange(24) - 19) / 3) ** 2))
    return day * np.exp(rng.normal(0, 0.25, (N, D, 24)))


def window_of(build: Callable[..., Window], hours: np.ndarray, **changes: object) -> Window:
    """A window whose energy is the sum of its hours."""
    facts = {f"hour_{hour:02d}_kwh": hours[:, :, hour] for hour in range(24)}
    return build(N, D, kwh=hours.sum(axis=2), facts=facts, **changes)


def test_nights_led_round_the_meter_are_counted(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:, :6] = 0.0
    found = zero_hours(study(window_of(build, hours)))
    assert found.value[0] == pytest.approx(6.0, abs=0.5)
    assert abs(found.onset[0] - START) <= 7
    assert np.all(found.value[1:] < 0.5)


def test_empty_home_is_not_taken_for_it(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:] = 0.0
    assert zero_hours(study(window_of(build, hours))).value[0] == 0


def test_panels_on_the_roof_hardly_count(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:, 9:16] = 0.0
    assert zero_hours(study(window_of(build, hours))).value[0] < 2.0


def test_hours_that_returned_are_past(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:-10, :6] = 0.0
    assert zero_hours(study(window_of(build, hours))).value[0] == 0


def test_coarse_register_cannot_tell(build: Callable[..., Window]) -> None:
    coarse = np.floor(np.cumsum(hours_of_homes().reshape(N, -1), axis=1))
    steps = np.diff(coarse, axis=1, prepend=0.0).reshape(N, D, 24)
    assert np.isnan(zero_hours(study(window_of(build, steps))).value).all()


def test_daily_energy_alone_is_not_judged(build: Callable[..., Window]) -> None:
    assert np.isnan(zero_hours(study(build(N, D))).value).all()
