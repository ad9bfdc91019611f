"""A register that falls behind the intervals of its own meter was touched; units were not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import ALL_FEATURES
from features.needs import WINDOW_FACTS
from features.register_intervals import FEATURES, measure
from features.registry import Measured
from features.study import study
from features.window import Window

N, D, DAY = 6, 60, 40
EVERY_15_MINUTES, ONCE_A_DAY = 96, 1


def metered(
    build: Callable[..., Window],
    counted: np.ndarray | float = 1.0,
    *,
    rows: int = EVERY_15_MINUTES,
    step: float = 0.01,
    unit: float = 1.0,
    **changes: object,
) -> Window:
    """Meters whose registers count the share `counted` of what their intervals tell, by `unit`."""
    kwh = 30 * np.exp(np.random.default_rng(5).normal(0, 0.3, (N, D)))
    share = np.ones((N, D))
    share[0, DAY:] = counted
    register = 5000 + np.cumsum(kwh * share, axis=1)
    last = np.floor(register / step) * step
    before = np.hstack([last[:, :1] - 30, last[:, :-1]])
    first = last if rows == ONCE_A_DAY else before + 0.01 * (last - before)
    facts = {
        "register_first_kwh": first,
        "register_last_kwh": last,
        "interval_kwh": unit * kwh,
        "gap_minutes": np.zeros((N, D)),
        "rows_count": np.full((N, D), rows),
    } | dict(changes.pop("facts", {}))  # type: ignore[call-overload]
    seam = (first - before).astype(np.float32)
    return build(N, D, kwh=kwh * share, facts=facts, seam_register_kwh=seam, **changes)


def behind(window: Window) -> Measured:
    return measure(study(window))[0]


@pytest.mark.parametrize("rows", [EVERY_15_MINUTES, ONCE_A_DAY])
@pytest.mark.parametrize("left", [0.8, 0.4])
def test_register_that_is_slowed_falls_behind(
    build: Callable[..., Window], left: float, rows: int
) -> None:
    found = behind(metered(build, left, rows=rows))
    assert found.value[0] == pytest.approx(1 - left, abs=0.02)
    assert found.onset[0] == DAY
    assert found.kwh_per_day[0] == pytest.approx(30 * (1 - left), rel=0.2)
    assert np.all(found.value[1:] == 0)


@pytest.mark.parametrize("unit", [1000.0, 0.01, 1.0])
def test_other_units_are_no_theft(build: Callable[..., Window], unit: float) -> None:
    value = behind(metered(build, unit=unit)).value
    assert np.all(np.nan_to_num(value) == 0)


def test_register_of_whole_numbers_is_innocent(build: Callable[..., Window]) -> None:
    assert np.all(behind(metered(build, step=1.0)).value == 0)


def test_intervals_that_are_missing_are_innocent(build: Callable[..., Window]) -> None:
    intervals = np.array(metered(build).fact("interval_kwh"))
    intervals[0, DAY:] *= 0.5
    assert behind(metered(build, facts={"interval_kwh": intervals})).value[0] == 0


def test_days_with_holes_are_not_compared(build: Callable[..., Window]) -> None:
    gaps = np.zeros((N, D))
    gaps[0, DAY:] = 30
    assert np.isnan(behind(metered(build, 0.5, facts={"gap_minutes": gaps})).value[0])


def test_register_that_matches_again_is_innocent(build: Callable[..., Window]) -> None:
    late = np.ones(D - DAY)
    late[:5] = 0.5
    assert behind(metered(build, late)).value[0] == 0


def test_new_meter_may_tell_the_two_otherwise(build: Callable[..., Window]) -> None:
    assert behind(metered(build, 0.7)).value[0] > 0.25
    day = np.zeros((N, D), dtype=bool)
    day[0, DAY] = True
    assert behind(metered(build, 0.7, meter_changed=day)).value[0] == 0
    assert behind(metered(build, 0.7, work_orders={"site_visit": day})).value[0] == 0


def test_without_intervals_nothing_is_judged(build: Callable[..., Window]) -> None:
    assert np.isnan(behind(build(N, D)).value).all()


def test_it_is_registered_with_the_facts_it_reads() -> None:
    assert FEATURES[0] in ALL_FEATURES
    assert set(FEATURES[0].channels) <= set(WINDOW_FACTS)
