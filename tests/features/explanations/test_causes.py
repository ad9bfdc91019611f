"""Causes that records, calendars and devices tell of, each beside a twin that it does not clear."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.innocence import explain_innocence
from features.registry import Effect, Explanation
from features.study import study
from features.window import Window

N, D = 12, 60
ONLY_FIRST = [True] + [False] * (N - 1)


def explained(window: Window) -> dict[str, Explanation]:
    """Explanations by name."""
    return {one.name: one for one in explain_innocence(study(window), np.ones(N))}


def on_day(value: float, day: int = 30) -> np.ndarray:
    """(N, D) nothing but `value` at the first account on one day."""
    out = np.zeros((N, D))
    out[0, day] = value
    return out


def test_rollover_and_clock_are_told_by_the_device(build: Callable[..., Window]) -> None:
    facts = {
        "register_last_kwh": np.ones((N, D)),
        "register_rollover_count": on_day(1),
        "event_clock_fault_count": on_day(2),
    }
    found = explained(build(N, D, facts=facts))
    assert found["rollover"].applies.tolist() == ONLY_FIRST
    assert found["clock_fault"].applies.tolist() == ONLY_FIRST


def test_gap_of_all_meters_is_the_concentrator_and_of_one_is_not(
    build: Callable[..., Window],
) -> None:
    rows = np.full((N, D), 96.0)
    rows[:, 20] = np.nan
    assert explained(build(N, D, facts={"rows_count": rows}))["concentrator_gap"].applies.all()
    rows = np.full((N, D), 96.0)
    rows[0, 20] = np.nan
    assert not explained(build(N, D, facts={"rows_count": rows}))["concentrator_gap"].applies.any()


def test_days_before_the_first_reading_are_no_gap(build: Callable[..., Window]) -> None:
    rows = np.full((N, D), 96.0)
    rows[:, :20] = np.nan
    assert not explained(build(N, D, facts={"rows_count": rows}))["concentrator_gap"].applies.any()


def test_disconnection_is_told_from_a_suspension(build: Callable[..., Window]) -> None:
    cut = on_day(1).astype(bool)
    found = explained(build(N, D, work_orders={"disconnection": cut}))
    assert found["disconnection"].applies.tolist() == ONLY_FIRST
    assert not found["approved_suspension"].applies.any()


def test_season_explains_what_it_took_a_year_ago_too(build: Callable[..., Window]) -> None:
    history = 10 * np.exp(np.random.default_rng(6).normal(0, 0.03, (N, 460)))
    history[:2, -28:] *= 0.4
    history[0, -392:-364] *= 0.4
    window = build(N, D, kwh=history[:, -D:], history_kwh=history)
    season = explained(window)["seasonal_use"]
    assert season.tested.all()
    assert season.applies.tolist() == ONLY_FIRST


def test_holidays_explain_a_fall_that_is_theirs_alone(build: Callable[..., Window]) -> None:
    kwh = 10 * np.exp(np.random.default_rng(7).normal(0, 0.03, (N, D)))
    kwh[0, -6:] *= 0.3
    kwh[1, -30:] *= 0.3
    holidays = np.arange(D) >= D - 6
    found = explained(build(N, D, kwh=kwh, holidays=holidays))["holiday"]
    assert found.applies[:2].tolist() == [True, False]


def test_every_weakening_says_what_is_left_of_what(build: Callable[..., Window]) -> None:
    for one in explained(build(N, D)).values():
        assert (one.left is not None) == (one.effect is Effect.WEAKENED)
        assert bool(one.weakens) == (one.effect is Effect.WEAKENED)
        if one.left is not None:
            assert ((one.left > 0) & (one.left <= 1)).all()
