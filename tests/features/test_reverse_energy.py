"""Use counted as fed in is found by night; a roof that nobody recorded is no thief."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.registry import Measured
from features.reverse_energy import DAYLIGHT, NIGHT, measure, unrecorded_roof
from features.study import study
from features.window import Window

N, D, DAY = 6, 60, 35
EVERY_HOUR = 0.5


def turned(hours: tuple[int, ...], fed_kwh: float, *, left: float = 0.0) -> dict:
    """From DAY on, every second day, the first meter counts `left` of `hours` and feeds in."""
    kwh = np.full((N, D), 24 * EVERY_HOUR)
    facts = {f"hour_{hour:02d}_kwh": np.full((N, D), EVERY_HOUR) for hour in range(24)}
    export = np.zeros((N, D))
    for hour in hours:
        facts[f"hour_{hour:02d}_kwh"][0, DAY::2] *= left
    kwh[0, DAY::2] -= (1 - left) * EVERY_HOUR * len(hours)
    export[0, DAY::2] = fed_kwh
    return {"kwh": kwh, "facts": facts | {"export_kwh": export}}


def measured(window: Window) -> Measured:
    return measure(study(window))[0]


def test_night_counted_backwards_is_found(build: Callable[..., Window]) -> None:
    found = measured(build(N, D, **turned(NIGHT, 4.0)))
    assert found.value[0] == pytest.approx(1.0)
    assert found.onset[0] == DAY
    assert found.kwh_per_day[0] == pytest.approx(2.0, rel=0.1)
    assert np.all(found.value[1:] == 0)


def test_roof_without_record_is_a_record_error(build: Callable[..., Window]) -> None:
    window = build(N, D, **turned(DAYLIGHT, 9.0))
    assert measured(window).value[0] == 0
    assert unrecorded_roof(study(window)).tolist() == [True] + [False] * (N - 1)


def test_roof_on_record_is_not_judged_at_all(build: Callable[..., Window]) -> None:
    window = build(N, D, **turned(NIGHT, 4.0), has_pv=np.array([True] + [False] * (N - 1)))
    assert measured(window).value[0] == 0


def test_lift_that_brakes_is_innocent(build: Callable[..., Window]) -> None:
    assert measured(build(N, D, **turned((), 0.1))).value[0] == 0


def test_battery_that_empties_by_night_is_not_taken_for_a_swap(
    build: Callable[..., Window],
) -> None:
    # Far more is fed in than the night lacks: there is a source behind it.
    assert measured(build(N, D, **turned(NIGHT, 25.0))).value[0] == 0


def test_without_hours_nothing_is_judged(build: Callable[..., Window]) -> None:
    window = build(N, D, facts={"export_kwh": np.ones((N, D))})
    assert np.isnan(measured(window).value).all()
