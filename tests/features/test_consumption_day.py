"""Made-up courses of the day, each beside the honest change that looks most like it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.consumption_day import (
    capped_days_share,
    flat_day_share,
    reversed_day,
    rough_day_rise,
)
from features.study import Study, study
from features.window import Window

N, D, START = 6, 84, 50
HOME = {"tariff_class": "residential"}


def hours_of_homes(seed: int = 5) -> np.ndarray:
    """Hourly kWh (n, d, 24): a small morning, a long evening, quiet nights."""
    rng = np.random.default_rng(seed)
    hour = np.arange(24)
    day = 0.2 + 0.5 * np.exp(-(((hour - 7) / 1.5) ** 2)) + np.exp(-(((hour - 19) / 3) ** 2))
    level = np.exp(rng.normal(0, 0.25, (N, D, 1)))
    return day * level * np.exp(rng.normal(0, 0.25, (N, D, 24)))


def study_of(build: Callable[..., Window], hours: np.ndarray, **changes: object) -> Study:
    """A window whose energy is the sum of its hours."""
    facts = {f"hour_{hour:02d}_kwh": hours[:, :, hour] for hour in range(24)}
    return study(build(N, D, kwh=hours.sum(axis=2), facts=facts, **changes))


def test_mean_of_the_day_all_day_is_flat(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:] = hours[0, START:].mean(axis=1, keepdims=True)
    hours[1, START:] *= 0.4
    found = flat_day_share(study_of(build, hours))
    assert found.value[0] > 0.6
    assert abs(found.onset[0] - START) <= 7
    assert np.all(found.value[1:] < 0.2)


def test_every_reading_at_its_own_share_is_rough(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    shares = np.random.default_rng(1).choice([0.05, 1.0], (D - START, 24))
    hours[0, START:] *= shares
    hours[1, START:] *= 0.4
    found = rough_day_rise(study_of(build, hours))
    assert found.value[0] > 0.3
    assert np.all(found.value[1:] < 0.15)


def test_day_backwards_is_no_other_shift(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:] = hours[0, START:, ::-1]
    hours[1, START:] = np.roll(hours[1, START:], 4, axis=1)
    found = reversed_day(study_of(build, hours, text=HOME))
    assert found.value[0] > 0.3
    assert np.all(found.value[1:] == 0)


def test_business_may_move_to_any_hours(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    hours[0, START:] = np.roll(hours[0, START:], 12, axis=1)
    found = reversed_day(study_of(build, hours, text={"tariff_class": "industrial"}))
    assert np.all(found.value < 0.1)


def test_days_cut_off_at_one_level(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    kwh = hours.sum(axis=2)
    kwh[0, START:] = np.minimum(kwh[0, START:], np.median(kwh[0]))
    found = capped_days_share(study(build(N, D, kwh=kwh)))
    assert found.value[0] > 0.3
    assert np.all(found.value[1:] < 0.1)


def test_hours_cut_off_show_beneath_the_days(build: Callable[..., Window]) -> None:
    hours = hours_of_homes()
    top = np.median(hours[0].max(axis=1))
    hours[0, START:] = np.minimum(hours[0, START:], top)
    assert capped_days_share(study_of(build, hours)).value[0] > 0.3


@pytest.mark.parametrize("quantum", [1.0, 2.0])
def test_rounding_is_no_cap(build: Callable[..., Window], quantum: float) -> None:
    kwh = quantum * np.round(hours_of_homes().sum(axis=2) / quantum)
    assert np.all(capped_days_share(study(build(N, D, kwh=kwh))).value < 0.05)


def test_estimated_readings_are_no_cap(build: Callable[..., Window]) -> None:
    kwh = hours_of_homes().sum(axis=2)
    kwh[0, START:] = kwh[0].mean()
    assert capped_days_share(study(build(N, D, kwh=kwh))).value[0] == 0


def test_machine_that_always_ran_at_its_cap_is_usual(build: Callable[..., Window]) -> None:
    kwh = hours_of_homes().sum(axis=2)
    kwh[0] = np.minimum(kwh[0], np.median(kwh[0]))
    assert capped_days_share(study(build(N, D, kwh=kwh))).value[0] < 0.15
