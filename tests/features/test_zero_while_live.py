"""A meter that stands again and again under supply is found; a house shut once is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.registry import Measured
from features.study import study
from features.window import Window
from features.zero_while_live import measure

N, D, DAY = 6, 60, 30
USUAL = 12.0


def measured(window: Window) -> Measured:
    return measure(study(window))[0]


def standing(
    build: Callable[..., Window], zero: list[int], left: float = 0.0, **more: object
) -> Window:
    """The first meter counts `left` of its use on days `zero`."""
    kwh = np.full((N, D), USUAL)
    kwh[0, zero] = USUAL * left
    register = 5000.25 + np.cumsum(kwh, axis=1)
    return build(N, D, kwh=kwh, facts={"register_first_kwh": register}, **more)


TWICE = [*range(DAY, DAY + 8), *range(DAY + 10, DAY + 18)]


def test_meter_that_stands_again_and_again(build: Callable[..., Window]) -> None:
    found = measured(standing(build, TWICE))
    assert found.value[0] == len(TWICE)
    assert found.onset[0] == DAY
    assert found.kwh_per_day[0] == pytest.approx(USUAL * len(TWICE) / (D - DAY))
    assert np.all(found.value[1:] == 0)


def test_house_shut_once_is_weak(build: Callable[..., Window]) -> None:
    assert measured(standing(build, list(range(DAY, DAY + 20)))).value[0] == 3


def test_empty_house_with_a_fridge_is_innocent(build: Callable[..., Window]) -> None:
    assert measured(standing(build, TWICE, left=0.03)).value[0] == 0


def test_suspension_is_innocent(build: Callable[..., Window]) -> None:
    suspended = np.zeros((N, D), dtype=bool)
    suspended[0, TWICE] = True
    window = standing(build, TWICE, work_orders={"suspension": suspended})
    assert measured(window).value[0] == 0


def test_single_days_of_a_coarse_register_count_nothing(build: Callable[..., Window]) -> None:
    kwh = np.full((N, D), 2.0)
    kwh[0, DAY::3] = 0
    register = np.rint(5000 + np.cumsum(kwh, axis=1))
    window = build(N, D, kwh=kwh, facts={"register_first_kwh": register})
    assert measured(window).value[0] == 0


def test_dead_supply_is_no_zero_use(build: Callable[..., Window]) -> None:
    kwh = np.full((N, D), USUAL)
    kwh[0, TWICE] = 0
    live = np.full((N, D), 1440.0)
    live[0, TWICE] = 0
    window = build(N, D, kwh=kwh, facts={"live_minutes": live})
    assert measured(window).value[0] == 0
