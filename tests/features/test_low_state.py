"""Low states beyond the usual ones are a switched shunt; a process has always had them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, START = 12, 60, 35
Felt = Callable[..., dict[str, np.ndarray]]


def states(
    build: Callable[..., Window],
    minutes: float,
    before: float,
    facts: dict[str, np.ndarray] | None = None,
    wiring: str = "3P4W",
    **more: object,
) -> Measured:
    """Low states of depth one half: `before` minutes a day, `minutes` from START on."""
    rng = np.random.default_rng(9)
    low = np.full((N, D), 5.0)
    low[0] = before
    low[0, START:] = minutes
    low *= rng.uniform(0.6, 1.4, (N, D))
    kwh = 10 * np.exp(rng.normal(0, 0.05, (N, D)))
    kwh[0] *= 1 - 0.5 * low[0] / 1440
    count = np.full((N, D), 2.0)
    depth = {"edge_down_count": count, "edge_up_count": count, "edge_depth_mean": 0.25 * count}
    seen = depth | {"edge_low_minutes": low} | (facts or {})
    table = compute(build(N, D, kwh=kwh, facts=seen, text={"wiring": wiring}, **more))
    return table.measured[[one.name for one in table.features].index("low_state_loss_share")]


def test_energy_of_new_low_states(build: Callable[..., Window]) -> None:
    found = states(build, 600, 5)
    assert found.value[0] == pytest.approx(0.5 * 600 / 1440, rel=0.15)
    assert abs(found.onset[0] - START) <= 1
    assert found.kwh_per_day[0] == pytest.approx(10 * 0.5 * 600 / 1440, rel=0.3)
    assert np.all(found.value[1:] < 0.01)


def test_process_that_always_had_them(build: Callable[..., Window]) -> None:
    assert states(build, 600, 600).value[0] < 0.03


def test_voltage_that_rises_with_them_clears_most(build: Callable[..., Window], felt: Felt) -> None:
    load = 20 * np.exp(np.random.default_rng(1).normal(0, 0.2, (3, N, D)))
    load[:, 0, START:] *= 0.7
    assert states(build, 600, 5, felt(load, load)).value[0] < 0.08


def test_direct_connection_and_one_element(build: Callable[..., Window]) -> None:
    through = states(build, 600, 5).value[0]
    direct = states(build, 600, 5, number={"ct_ratio": 1.0}).value[0]
    assert direct == pytest.approx(0.4 * through)
    assert np.isnan(states(build, 600, 5, wiring="1P2W").value).all()
