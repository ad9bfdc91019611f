"""The echo of a load in losses: of one counted here and fed elsewhere, beside its twins."""

from __future__ import annotations

import numpy as np
import pytest

from features.energy_balance.load_echo import Echo, find_echo
from features.window import Facts

T = 1200
ONE = np.zeros(1, dtype=np.int32)


def _course(coefficient: float, *, noise: float = 1.0, seed: int = 1) -> tuple[Facts, Facts]:
    """A load's movements, and losses in which it shows `coefficient` times; (1, T) each."""
    rng = np.random.default_rng(seed)
    own = rng.standard_t(4, (1, T))
    loss = coefficient * own + noise * rng.standard_t(3, (1, T))
    return own.astype(np.float32), loss.astype(np.float32)


def _echo(coefficient: float, sign: float, **named: float) -> Echo:
    own, loss = _course(coefficient, **named)  # type: ignore[arg-type]
    return find_echo(own, loss, ONE, ONE, sign)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_load_that_is_missed_or_foreign_shows_once(sign: float) -> None:
    echo = _echo(sign, sign, noise=3.0)
    assert echo.odds[0] > 5.0
    assert abs(echo.coefficient[0] - sign) < 3 * echo.error[0]


@pytest.mark.parametrize("coefficient", [0.0, 0.03, 0.3])
def test_load_in_its_place_and_a_small_theft_show_no_missed_load(coefficient: float) -> None:
    assert _echo(coefficient, -1.0).odds[0] <= 0.0


@pytest.mark.parametrize("coefficient", [-0.3, 0.3])
def test_a_part_of_a_load_speaks_against_all_of_it(coefficient: float) -> None:
    assert _echo(coefficient, np.sign(coefficient)).odds[0] < -5.0


def test_a_leap_of_others_does_not_hide_the_echo() -> None:
    own, loss = _course(-1.0)
    loss[0, ::60] += 200.0
    echo = find_echo(own, loss, ONE, ONE, -1.0)
    assert echo.odds[0] > 20.0
    assert abs(echo.coefficient[0] + 1.0) < 0.2


def test_standard_error_is_that_of_repeated_trials() -> None:
    trials = [_echo(-1.0, -1.0, noise=2.0, seed=seed) for seed in range(60)]
    spread = np.std([one.coefficient[0] for one in trials])
    told = np.median([one.error[0] for one in trials])
    assert 0.8 * spread < told < 1.8 * spread


def test_unknown_slots_do_not_count_and_no_node_is_not_looked_at() -> None:
    own, loss = _course(-1.0)
    loss[0, : T // 2] = np.nan
    nodes = np.array([0, -1], dtype=np.int32)
    echo = find_echo(own, loss, np.zeros(2, dtype=np.int32), nodes, -1.0)
    assert echo.count.tolist() == [T // 2, 0]
    assert np.isnan(echo.coefficient[1])
    assert echo.odds[1] == 0.0


def test_a_load_that_stands_still_tells_nothing() -> None:
    own, loss = _course(-1.0)
    echo = find_echo(np.zeros_like(own), loss, ONE, ONE, -1.0)
    assert echo.odds[0] == 0.0
    assert np.isnan(echo.coefficient[0])


def test_hours_are_taken_where_there_are_enough() -> None:
    hourly, daily = _echo(-1.0, -1.0), _echo(-1.0, -1.0, seed=7)
    assert hourly.where_known(T, daily).coefficient[0] == hourly.coefficient[0]
    assert hourly.where_known(T + 1, daily).coefficient[0] == daily.coefficient[0]
