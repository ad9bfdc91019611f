"""Voltage, outages and concentrators: each for the other district, for the recorded, or silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.energy_balance.mapping import OtherWitnesses
from features.energy_balance.mapping_candidates import Pairs
from features.energy_balance.mapping_witness import hear_witnesses
from features.window import Window

N, D = 16, 60
# The first account is recorded under node 0 and hangs on node 1.
HOME = np.repeat([0, 1], N // 2).astype(np.int32)
TRUE = np.where(np.arange(N) == 0, 1, HOME)
ALL = (1 << 48) - 1
NOON = ((1 << 8) - 1) << 24


def _volts(rng: np.random.Generator) -> np.ndarray:
    courses = np.cumsum(rng.normal(0, 0.01, (2, D)), axis=1)
    return 230.0 * np.exp(courses[TRUE] + rng.normal(0, 0.002, (N, D)))


def _seen(*outages: tuple[int, int]) -> np.ndarray:
    """Half hours read, with outages at noon of a node on a day."""
    seen = np.full((N, D), ALL, dtype=np.int64)
    for node, day in outages:
        seen[node == TRUE, day] &= ~NOON
    return seen


def _heard(window: Window) -> OtherWitnesses:
    """What is said of the first account and of the second, each for the other node."""
    pairs = Pairs(
        np.array([0, 1], dtype=np.int32), np.array([1, 1], dtype=np.int32), np.ones(2, dtype=bool)
    )
    return hear_witnesses(window, pairs, HOME, 2)


def test_voltage_follows_the_true_district(build: Callable[..., Window]) -> None:
    volts = _volts(np.random.default_rng(3))
    heard = _heard(build(N, D, facts={"u_a_mean_v": volts}))
    assert heard.voltage[0] > 2.0
    assert heard.voltage[1] < -2.0
    assert (heard.outage == 0).all()


def test_one_voltage_for_all_says_nothing(build: Callable[..., Window]) -> None:
    rng = np.random.default_rng(3)
    course = np.cumsum(rng.normal(0, 0.01, D))
    volts = 230.0 * np.exp(course + rng.normal(0, 0.002, (N, D)))
    assert np.abs(_heard(build(N, D, facts={"u_a_mean_v": volts})).voltage).max() < 1.5


@pytest.mark.parametrize("node", [0, 1])
def test_outages_are_shared_with_the_true_district(build: Callable[..., Window], node: int) -> None:
    heard = _heard(build(N, D, facts={"seen_slots": _seen((node, 20), (node, 40))}))
    assert heard.outage[0] > 2.0
    assert heard.outage[1] < -2.0


def test_outage_of_everybody_and_a_dead_meter_say_nothing(build: Callable[..., Window]) -> None:
    seen = _seen((0, 20), (1, 20))
    seen[:2, 30] = 0
    seen[HOME == 1, 30] &= ~NOON
    assert (_heard(build(N, D, facts={"seen_slots": seen})).outage == 0).all()


def test_concentrator_of_the_other_district_speaks(build: Callable[..., Window]) -> None:
    names = [f"K{k}" for k in TRUE]
    heard = _heard(build(N, D, text={"concentrator_id": names}))
    assert heard.concentrator.tolist() == [3.0, 0.0]
    alike = _heard(build(N, D, text={"concentrator_id": "K"}))
    assert alike.concentrator.tolist() == [0.0, 0.0]


def test_without_channels_nobody_speaks(build: Callable[..., Window]) -> None:
    window = build(N, D)
    bare = replace(window, facts={})
    assert _heard(bare).total.tolist() == [0.0, 0.0]
