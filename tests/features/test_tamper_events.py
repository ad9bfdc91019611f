"""An event alone is weak, an event with a change of consumption is strong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.compute import compute
from features.registry import FeatureTable, Measured
from features.window import Window

N, D, DAY = 12, 60, 40


def measured(table: FeatureTable, name: str = "cover_event_strength") -> Measured:
    """One measured feature."""
    return table.measured[[feature.name for feature in table.features].index(name)]


def with_event(
    build: Callable[..., Window],
    factor: float = 1.0,
    *,
    before: float = 1.0,
    rows: tuple[int, ...] = (0,),
    **changes: object,
) -> Window:
    """Covers of meters `rows` open on DAY; use is `before` until then and `factor` after."""
    rng = np.random.default_rng(7)
    kwh = 10 * np.exp(rng.normal(0, 0.1, (N, D)))
    kwh[0, :DAY] *= before
    kwh[0, DAY:] *= factor
    events = np.zeros((N, D))
    events[list(rows), DAY] = 1
    return build(N, D, kwh=kwh, facts={"event_meter_cover_open_count": events}, **changes)


def test_event_alone_is_weak(build: Callable[..., Window]) -> None:
    found = measured(compute(with_event(build)))
    assert found.value[0] == pytest.approx(0.3)
    assert np.all(found.value[1:] == 0)


def test_event_with_a_fall_is_strong(build: Callable[..., Window]) -> None:
    found = measured(compute(with_event(build, 0.4)))
    assert found.value[0] > 1.5
    assert found.onset[0] == DAY
    assert found.kwh_per_day[0] > 2


def test_event_at_which_use_returned_is_strong_too(build: Callable[..., Window]) -> None:
    assert measured(compute(with_event(build, before=0.3))).value[0] > 1.5


def test_visit_of_the_utility_explains_an_event(build: Callable[..., Window]) -> None:
    visit = np.zeros((N, D), dtype=bool)
    visit[0, DAY + 1] = True
    window = with_event(build, 0.4, work_orders={"site_visit": visit})
    assert measured(compute(window)).value[0] == 0


def test_event_that_the_district_shares_is_innocent(build: Callable[..., Window]) -> None:
    window = with_event(build, 0.4, rows=(0, 1, 2, 3))
    assert np.all(measured(compute(window)).value == 0)


def test_terminal_reports_count_for_its_account(build: Callable[..., Window]) -> None:
    shorted = np.zeros((N, D), dtype=np.float32)
    shorted[2, DAY] = 1
    table = compute(build(N, D, terminal_events={"ct_short": shorted}))
    assert measured(table, "ct_event_strength").value[2] == pytest.approx(0.6)


def test_without_any_reports_nothing_is_judged(build: Callable[..., Window]) -> None:
    assert np.isnan(measured(compute(build(N, D))).value).all()
