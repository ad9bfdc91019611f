"""The voltage tells a load that went from one that is only not counted any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.study import Study, study
from features.voltage_witness import hear_voltage
from features.window import Window

N, D, START = 12, 60, 35
Felt = Callable[..., dict[str, np.ndarray]]


def judged(build: Callable[..., Window], facts: dict[str, np.ndarray]) -> Study:
    """The study of four-wire meters in one district."""
    return study(build(N, D, facts=facts, text={"wiring": "3P4W"}))


def loads(left: float) -> tuple[np.ndarray, np.ndarray]:
    """Currents before and after that of the first meter falls to `left`."""
    before = 20 * np.exp(np.random.default_rng(2).normal(0, 0.2, (3, N, D)))
    after = before.copy()
    after[:, 0, START:] *= left
    return before, after


def onsets() -> np.ndarray:
    """The first meter is asked about START, the others about nothing."""
    return np.where(np.arange(N) == 0, START, -1).astype(np.int32)


@pytest.mark.parametrize("left", [0.7, 0.3])
def test_load_beside_the_meter_still_lowers_the_voltage(
    build: Callable[..., Window], felt: Felt, left: float
) -> None:
    true, seen = loads(left)
    heard = hear_voltage(judged(build, felt(true, seen)), onsets())
    assert heard.still_there[0] > 5
    assert abs(heard.rise[0]) < 0.25
    assert heard.doubt[0] > 0.99
    assert np.all(heard.still_there[1:] == 0)


@pytest.mark.parametrize("left", [0.7, 0.3])
def test_load_that_went_lets_the_voltage_rise(
    build: Callable[..., Window], felt: Felt, left: float
) -> None:
    _, seen = loads(left)
    heard = hear_voltage(judged(build, felt(seen, seen)), onsets())
    assert heard.still_there[0] < -5
    assert heard.rise[0] == pytest.approx(1, abs=0.25)
    assert heard.doubt[0] < 0.2


def test_stiff_grid_tells_nothing(build: Callable[..., Window], felt: Felt) -> None:
    true, seen = loads(0.5)
    heard = hear_voltage(judged(build, felt(true, seen, drop_v=0.0)), onsets())
    assert abs(heard.still_there[0]) < 2
    assert heard.doubt[0] > 0.9


def test_step_by_a_tap_is_no_testimony(build: Callable[..., Window], felt: Felt) -> None:
    _, seen = loads(0.7)
    facts = felt(seen, seen)
    for phase in "abc":
        facts[f"u_{phase}_mean_v"][0, START:] += 8
    heard = hear_voltage(judged(build, facts), onsets())
    assert heard.still_there[0] == 0
    assert np.isnan(heard.rise[0])


def test_without_voltage_there_is_no_testimony(build: Callable[..., Window]) -> None:
    _, seen = loads(0.5)
    facts = {f"i_{phase}_mean_a": seen[k] for k, phase in enumerate("abc")}
    heard = hear_voltage(judged(build, facts), onsets())
    assert np.all(heard.still_there == 0)
    assert np.all(heard.doubt > 0.99)


def test_rise_that_others_may_have_led_to_says_less(
    build: Callable[..., Window], felt: Felt
) -> None:
    _, seen = loads(0.7)
    told = judged(build, felt(seen, seen))
    led = np.zeros_like(told.relative_volts)
    led[:, 0, START:] = 5e-3
    sure = hear_voltage(told, onsets()).still_there[0]
    unsure = hear_voltage(replace(told, surrounding_volts=led), onsets()).still_there[0]
    assert sure < unsure < 0
