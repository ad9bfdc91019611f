"""A register that stands under current alone: a hung meter, or panels and a battery."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.frozen_register import frozen_minutes
from features.window import Window

N, D, DAY = 4, 20, 12
NAMES = ("frozen_minutes", "frozen_longest_minutes")


def standing(
    build: Callable[..., Window], first_hour: int, last_hour: int, **facts: float
) -> Window:
    """Account 0 takes nothing between two hours of day DAY, its register frozen meanwhile."""
    hours = np.full((N, D, 24), 0.4)
    hours[0, DAY, first_hour:last_hour] = 0.0
    minutes = np.zeros((N, D))
    minutes[0, DAY] = 60.0 * (last_hour - first_hour)
    shown = dict.fromkeys(NAMES, minutes)
    shown |= {f"hour_{hour:02d}_kwh": hours[..., hour] for hour in range(24)}
    shown |= {"register_first_kwh": 1000 + 0.1 * np.arange(D) * np.ones((N, 1))}
    return build(N, D, kwh=hours.sum(axis=2), facts=shown | facts)


def left(window: Window) -> float:
    """Frozen minutes of account 0 on DAY that still count, by both facts alike."""
    by_name = [frozen_minutes(window, name)[0, DAY] for name in NAMES]
    assert by_name[0] == by_name[1]
    return float(by_name[0])


@pytest.mark.parametrize(("first", "last"), [(18, 23), (0, 5), (5, 9)])
def test_a_hung_meter_by_night_is_seen_by_its_current(
    build: Callable[..., Window], first: int, last: int
) -> None:
    assert left(standing(build, first, last)) == 60 * (last - first)


def test_panels_without_a_reverse_register_stop_a_register_by_daylight(
    build: Callable[..., Window],
) -> None:
    assert left(standing(build, 10, 15)) == 0


@pytest.mark.parametrize(
    "shown", [{"export_kwh": 0.0}, {"i_a_reversed_minutes": 15.0}, {"p_mean_kw": 0.5}]
)
def test_a_meter_that_would_show_what_is_fed_in_is_believed_by_daylight(
    build: Callable[..., Window], shown: dict[str, float]
) -> None:
    assert left(standing(build, 10, 15, **shown)) == 300


def test_a_customer_who_feeds_in_may_hold_the_exchange_at_zero(
    build: Callable[..., Window],
) -> None:
    assert left(standing(build, 18, 23, export_kwh=1.0)) == 0
    # A little of it is but a braking lift.
    assert left(standing(build, 18, 23, export_kwh=0.05)) == 300
    # Power with its sign tells a load from an exchange at zero.
    assert left(standing(build, 18, 23, export_kwh=1.0, p_mean_kw=0.5)) == 300


def test_panels_on_record_excuse_a_current(build: Callable[..., Window]) -> None:
    window = standing(build, 18, 23)
    window.has_pv[0] = True
    assert left(window) == 0
