"""A day scaled down is another thing than another day: where use moved between hours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.consumption_hours import (
    day_profile,
    moved_share,
    other_life_weight,
    same_day_weight,
)
from features.study import study
from features.window import Window

N, D, START = 4, 84, 56
EVENING = 1 + 2 * np.exp(-(((np.arange(24) - 19) / 2.5) ** 2))


def days_of(seed: int = 1) -> np.ndarray:
    """Hourly kWh (n, d, 24) of homes with an evening peak."""
    rng = np.random.default_rng(seed)
    return 0.4 * EVENING * np.exp(rng.normal(0, 0.2, (N, D, 24)))


def window_of(build: Callable[..., Window], hours: np.ndarray) -> Window:
    """A window whose energy is the sum of its hours."""
    facts = {f"hour_{hour:02d}_kwh": hours[:, :, hour] for hour in range(24)}
    return build(N, D, kwh=hours.sum(axis=2), facts=facts)


def splits() -> np.ndarray:
    """Each account's change, the last has none."""
    return np.array([START, START, START, -1], dtype=np.int32)


def test_profile_is_the_share_of_each_hour(build: Callable[..., Window]) -> None:
    window = window_of(build, days_of())
    profile = day_profile(window, np.ones((N, D), dtype=bool))
    assert profile.sum(axis=1) == pytest.approx(1.0)
    assert np.all(profile.argmax(axis=1) == 19)
    assert np.isnan(day_profile(window, np.zeros((N, D), dtype=bool))).all()


def test_scaled_day_moves_nothing_and_a_shifted_one_does(build: Callable[..., Window]) -> None:
    hours = days_of()
    hours[0, START:] *= 0.3
    hours[1, START:] = 0.5 * np.roll(hours[1, START:], 4, axis=1)
    window = window_of(build, hours)
    moved = moved_share(window, splits())
    assert moved[0] < 0.03
    assert moved[1] > 0.15
    assert np.isnan(moved[3])
    weight = same_day_weight(study(window), splits())
    assert weight[0] == pytest.approx(1.0)
    assert weight[1] < 0.7
    assert weight[3] == 1.0


def test_loss_in_one_quarter_counts_in_full(build: Callable[..., Window]) -> None:
    hours = days_of()
    hours[0, START:, 18:] *= 0.2
    weight = other_life_weight(study(window_of(build, hours)), splits())
    assert weight[0] > 0.9
    assert weight[3] == 1.0


def test_use_that_moved_to_the_night_is_no_loss(build: Callable[..., Window]) -> None:
    hours = days_of()
    hours[0, START:] = np.roll(hours[0, START:], 8, axis=1)
    assert other_life_weight(study(window_of(build, hours)), splits())[0] < 0.3


def test_other_people_with_other_hours_count_less(build: Callable[..., Window]) -> None:
    hours = days_of()
    hours[0, START:] = 0.6 * np.roll(hours[0, START:], -4, axis=1)
    hours[1, START:, 18:] *= 0.2
    weight = other_life_weight(study(window_of(build, hours)), splits())
    assert weight[0] < 0.8 * weight[1]


def test_daily_energy_alone_tells_nothing_of_hours(build: Callable[..., Window]) -> None:
    found = study(build(N, D))
    assert np.all(same_day_weight(found, splits()) == 1.0)
    assert np.all(other_life_weight(found, splits()) == 1.0)
