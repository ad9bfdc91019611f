"""Days at nothing between full days: a wire put on and taken off, not a house that is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.consumption_zero_days import on_and_off
from features.study import study
from features.window import Window

N, D, ONSET = 12, 90, 45


def use() -> np.ndarray:
    return 10 * np.exp(np.random.default_rng(11).normal(0, 0.25, (N, D)))


def found(build: Callable[..., Window], kwh: np.ndarray, **changes: object) -> tuple[float, int]:
    shape = on_and_off(study(build(N, D, kwh=kwh, **changes)))
    assert np.all(np.nan_to_num(shape.value[1:]) == 0)
    return float(shape.value[0]), int(shape.onset[0])


def away(left: float, first: int = ONSET) -> np.ndarray:
    """Of each ten days from `first` on, seven at `left` of the usual use."""
    kwh = use()
    kwh[0, first:] *= np.where(np.arange(D - first) % 10 < 7, left, 1.0)
    return kwh


def test_wire_put_on_and_taken_off_is_seen_to_the_day(build: Callable[..., Window]) -> None:
    value, onset = found(build, away(0.0))
    assert value == pytest.approx(0.7, abs=0.05)
    assert onset == ONSET


def test_people_who_leave_keep_a_standby(build: Callable[..., Window]) -> None:
    assert found(build, away(0.06)) == (0.0, -1)


def test_house_for_weekends_has_always_been_so(build: Callable[..., Window]) -> None:
    assert found(build, away(0.0, 0))[0] == 0


def test_empty_building_does_not_come_and_go(build: Callable[..., Window]) -> None:
    kwh = use()
    kwh[0, ONSET:] = 0.0
    assert found(build, kwh)[0] == 0


def test_days_at_nothing_that_ended_are_no_theft_of_today(build: Callable[..., Window]) -> None:
    kwh = away(0.0)
    kwh[0, -30:] = 10.0
    assert found(build, kwh)[0] == 0


def test_credit_that_runs_out_now_and_then_is_no_theft(build: Callable[..., Window]) -> None:
    kwh = use()
    kwh[0, ONSET::9] = 0.0
    assert found(build, kwh)[0] == 0


def test_suspended_supply_is_no_theft(build: Callable[..., Window]) -> None:
    suspended = np.zeros((N, D), dtype=bool)
    suspended[0, ONSET:] = True
    assert found(build, away(0.0), work_orders={"suspension": suspended})[0] == 0


def test_own_generation_and_farm_pumps_are_not_judged(build: Callable[..., Window]) -> None:
    has_pv = np.zeros(N, dtype=bool)
    has_pv[0] = True
    assert np.isnan(found(build, away(0.0), has_pv=has_pv)[0])
    assert np.isnan(found(build, away(0.0), text={"tariff_class": "agricultural"})[0])


def test_workmen_in_an_empty_house_are_hardly_suspected(build: Callable[..., Window]) -> None:
    kwh = use()
    kwh[0, ONSET:] = 0.0
    kwh[0, [ONSET + 12, ONSET + 30]] = 9.0
    assert found(build, kwh)[0] < 0.35


def test_outages_of_a_day_are_rare(build: Callable[..., Window]) -> None:
    kwh = use()
    kwh[0, [50, 60]] = 0.0
    assert found(build, kwh)[0] == 0
