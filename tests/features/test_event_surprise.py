"""An event near a change of use says something only where chance seldom brings one there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.event_effect import lasting_effect
from features.event_surprise import days_from_change, surprise
from features.study import study
from features.tamper_events import FEATURES, measure
from features.window import Window

N, D, DAY = 60, 60, 35
NAME = "clock_event_strength"


def using(change: int | None = DAY, left: float = 0.4, *, until: bool = False) -> np.ndarray:
    """Use of N accounts; the first one's is `left` from day `change` on, or until it."""
    kwh = 10 * np.exp(np.random.default_rng(4).normal(0, 0.1, (N, D)))
    if change is not None:
        kwh[0, slice(None, change) if until else slice(change, None)] *= left
    return kwh


def clocks(build: Callable[..., Window], kwh: np.ndarray, *days: int, **named: object) -> Window:
    """Clocks of the first meter are set on `days`; `more` names other meters' (rows, days)."""
    told = np.zeros(kwh.shape)
    told[0, list(days)] = 1
    for row, day in named.pop("more", ()):  # type: ignore[attr-defined]
        told[row, day] = 1
    code = named.pop("code", "clock_set")
    return build(*kwh.shape, kwh=kwh, facts={f"event_{code}_count": told}, **named)


def strength(window: Window) -> np.ndarray:
    return measure(study(window))[[one.name for one in FEATURES].index(NAME)].value


@pytest.mark.parametrize("code", ["clock_set", "clock_fault"])
def test_rare_setting_with_which_use_falls_counts(build: Callable[..., Window], code: str) -> None:
    value = strength(clocks(build, using(), DAY, code=code))
    assert value[0] >= 1.0
    assert np.all(value[1:] == 0)


def test_setting_at_which_use_returned_counts_too(build: Callable[..., Window]) -> None:
    assert 0.6 < strength(clocks(build, using(until=True), DAY))[0] < 1.0


@pytest.mark.parametrize("event", [DAY - 3, DAY + 3])
def test_both_directions_of_time(build: Callable[..., Window], event: int) -> None:
    assert strength(clocks(build, using(), event))[0] > 0.6


def test_setting_alone_is_next_to_nothing(build: Callable[..., Window]) -> None:
    assert strength(clocks(build, using(None), DAY))[0] < 0.2


def test_setting_in_a_visit_is_innocent(build: Callable[..., Window]) -> None:
    visit = np.zeros((N, D), dtype=bool)
    visit[0, DAY] = True
    window = clocks(build, using(), DAY, work_orders={"site_visit": visit})
    assert strength(window)[0] == 0


def test_setting_by_the_concentrator_is_innocent(build: Callable[..., Window]) -> None:
    synchronised = [(row, DAY - 1 + row % 3) for row in range(1, N)]
    assert strength(clocks(build, using(), DAY, more=synchronised))[0] == 0


def test_fleet_that_sets_clocks_all_the_time_tells_nothing(build: Callable[..., Window]) -> None:
    rng = np.random.default_rng(1)
    everywhere = [(row, day) for row in range(1, N) for day in np.flatnonzero(rng.random(D) < 0.04)]
    assert strength(clocks(build, using(), DAY, more=everywhere))[0] < 0.1


def test_clock_that_wanders_tells_nothing(build: Callable[..., Window]) -> None:
    assert strength(clocks(build, using(), *range(3, D, 3)))[0] < 0.1


def test_batch_of_bad_clocks_tells_nothing(build: Callable[..., Window]) -> None:
    count = 240
    kwh = 10 * np.exp(np.random.default_rng(4).normal(0, 0.1, (count, D)))
    kwh[0, DAY:] *= 0.4
    bad = [(row, (7 * row + 11 * k) % D) for row in range(1, 24) for k in range(3)]
    apart = {"transformer_id": np.arange(count) // 3, "feeder_id": np.arange(count) // 3}
    apart["concentrator_id"] = apart["transformer_id"]
    batch = np.where(np.arange(count) < 24, 0, 1)
    in_batch = clocks(build, kwh, DAY, more=bad, groups=apart | {"meter_model": batch})
    others = clocks(build, kwh, DAY, more=bad, groups=apart | {"meter_model": np.zeros(count)})
    found = surprise(in_batch, told(in_batch), np.zeros(count))
    assert found[0] < 0.1
    assert surprise(others, told(others), np.zeros(count))[0] > 0.4


def told(window: Window) -> np.ndarray:
    return np.asarray(window.fact("event_clock_set_count") > 0)


def test_rarity_is_what_surprises(build: Callable[..., Window]) -> None:
    rare, common = np.zeros((2, N, D), dtype=bool)
    rare[0, DAY] = True
    common[:, ::20] = True
    days = np.array([0.0, 9.0, np.inf] + [0.0] * (N - 3))
    assert surprise(build(N, D), rare, days)[[0, 2]].tolist() == [1.0, 0.0]
    assert surprise(build(N, D), common, days).max() == 0


@pytest.mark.parametrize(("change", "away"), [(DAY, 0), (DAY + 1, 0), (DAY - 4, 4), (DAY + 5, 4)])
def test_days_between_event_and_step(build: Callable[..., Window], change: int, away: int) -> None:
    event = np.zeros((N, D), dtype=bool)
    event[0, DAY] = True
    for until in (False, True):
        found = study(build(N, D, kwh=using(change, until=until)))
        days = days_from_change(found, lasting_effect(found, event))
        assert days[0] == pytest.approx(away, abs=1)
        assert np.isinf(days[1:]).all()
