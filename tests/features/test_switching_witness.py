"""A load that is switched off the mains lets the voltage follow; a switched shunt does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.study import Study, study
from features.switching_witness import hear_switching
from features.window import Window

N, D, START = 12, 70, 40
PART = 0.3
Felt = Callable[..., dict[str, np.ndarray]]
AT_WORK = (np.arange(D) >= START) & (np.random.default_rng(7).random(D) < 0.6)


def loads() -> tuple[np.ndarray, np.ndarray]:
    """Currents (3, N, D): all of it, and without the part of the first meter on some days."""
    whole = 20 * np.exp(np.random.default_rng(2).normal(0, 0.2, (3, N, D)))
    less = whole.copy()
    less[:, 0, AT_WORK] *= 1 - PART
    return whole, less


def judged(build: Callable[..., Window], facts: dict[str, np.ndarray]) -> Study:
    return study(build(N, D, facts=facts, text={"wiring": "3P4W"}))


def asked() -> tuple[np.ndarray, np.ndarray]:
    """The load in question and its first day; nothing is asked of the other meters."""
    missing = np.zeros((N, D))
    missing[0, AT_WORK] = PART
    return missing, np.where(np.arange(N) == 0, START, -1).astype(np.int32)


def test_voltage_that_goes_on_says_that_the_load_is_there(
    build: Callable[..., Window], felt: Felt
) -> None:
    whole, less = loads()
    heard = hear_switching(judged(build, felt(whole, less)), *asked())
    assert heard[0] > 5
    assert not heard[1:].any()


def test_voltage_that_follows_says_that_the_load_went(
    build: Callable[..., Window], felt: Felt
) -> None:
    _, less = loads()
    heard = hear_switching(judged(build, felt(less, less)), *asked())
    assert heard[0] < -5
    assert not heard[1:].any()


def test_stiff_grid_tells_nothing(build: Callable[..., Window], felt: Felt) -> None:
    _, less = loads()
    heard = hear_switching(judged(build, felt(less, less, drop_v=0.0)), *asked())
    assert abs(heard[0]) < 1


def test_part_that_is_missing_on_every_day_is_left_to_the_level(
    build: Callable[..., Window], felt: Felt
) -> None:
    whole, _ = loads()
    less = whole.copy()
    less[:, 0, START:] *= 1 - PART
    missing, onset = asked()
    missing[0, START:] = PART
    assert abs(hear_switching(judged(build, felt(whole, less)), missing, onset)[0]) < 2


def test_without_voltage_nothing_is_heard(build: Callable[..., Window]) -> None:
    assert not hear_switching(study(build(N, D)), *asked()).any()
