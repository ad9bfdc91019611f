"""A batch explains what its meters do everywhere, and no more than that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from features.hang_rate import batch_hangs, batch_weight, hang_surprise, model_rate
from features.window import Flags, Window


def hung(days: Mapping[int, int], n: int = 200, d: int = 60) -> Flags:
    """Account to days with a standstill, from day 10 on."""
    flags = np.zeros((n, d), dtype=bool)
    for row, count in days.items():
        flags[row, 10 : 10 + count] = True
    return flags


def test_lone_standstill_in_a_sound_fleet_is_rare(build: Callable[..., Window]) -> None:
    window = build(200, 60)
    surprise = hang_surprise(window, hung({0: 1}))
    assert surprise[0] > 2
    assert np.all(surprise[1:] == 0)
    assert batch_weight(window, hung({0: 1}))[0] == 1


def test_member_of_a_bad_batch_is_explained(build: Callable[..., Window]) -> None:
    window = build(200, 60)
    flags = hung(dict.fromkeys(range(0, 200, 6), 2))
    assert batch_weight(window, flags)[0] < 0.2
    assert batch_hangs(window, flags)[0] == 33


def test_meter_that_stands_every_day_is_beyond_its_batch(build: Callable[..., Window]) -> None:
    window = build(200, 60)
    flags = hung(dict.fromkeys(range(6, 200, 6), 2) | {0: 25})
    assert batch_weight(window, flags)[0] == 1
    assert hang_surprise(window, flags)[0] > 6


def test_rate_of_a_small_model_is_drawn_to_the_fleet(build: Callable[..., Window]) -> None:
    models = np.zeros(200, dtype=np.int32)
    models[:3] = 1
    rate = model_rate(build(200, 60, groups={"meter_model": models}), hung({1: 1}))
    assert rate.share[0] < 0.05
    assert rate.share[0] > rate.share[10]


def test_sister_meters_are_no_batch(build: Callable[..., Window]) -> None:
    customers = np.arange(200)
    customers[:3] = 0
    window = build(200, 60, groups={"customer_id": customers})
    assert batch_hangs(window, hung({0: 4, 1: 4, 2: 4}))[0] == 0


def test_restarts_elsewhere_tell_of_a_batch_too(build: Callable[..., Window]) -> None:
    window = build(200, 60)
    flags, restarted = hung({0: 1}), hung(dict.fromkeys(range(6, 200, 6), 1))
    assert batch_weight(window, flags, restarted)[0] < batch_weight(window, flags)[0]


def test_dead_week_counts_once(build: Callable[..., Window]) -> None:
    rows = np.full((200, 60), 96.0)
    rows[0, 11:17] = 0
    window = build(200, 60, facts={"rows_count": rows})
    once = hang_surprise(build(200, 60), hung({0: 1}))[0]
    assert hang_surprise(window, hung({0: 7}))[0] == pytest.approx(once)
