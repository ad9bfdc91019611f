"""Of a meter and its terminal, the one that changed against its own past is wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, START = 12, 60, 35


def pair(
    build: Callable[..., Window],
    name: str,
    *,
    meter: tuple[float, float, float] = (1, 1, 1),
    terminal: tuple[float, float, float] = (1, 1, 1),
) -> Measured:
    """One feature, where phases of the first account's two instruments change from START on."""
    rng = np.random.default_rng(4)
    true = 20 * np.exp(rng.normal(0, 0.08, (N, D))) * np.exp(rng.normal(0, 0.02, (3, N, D)))
    seen = {"meter": true.copy(), "terminal": true * 1.003}
    for one, gains in (("meter", meter), ("terminal", terminal)):
        seen[one][:, 0, START:] *= np.array(gains)[:, None]
    energy = {one: current.sum(axis=0) for one, current in seen.items()}
    facts = {f"i_{p}_mean_a": seen["meter"][k] for k, p in enumerate("abc")}
    ratios = seen["meter"] / seen["terminal"]
    facts |= {f"terminal_i_{p}_ratio": ratios[k] for k, p in enumerate("abc")}
    facts |= {"terminal_matched_kwh": energy["terminal"], "terminal_meter_kwh": energy["meter"]}
    table = compute(build(N, D, kwh=energy["meter"], facts=facts, text={"wiring": "3P4W"}))
    return table.measured[[one.name for one in table.features].index(name)]


BOTH = ("terminal_deficit_share", "terminal_phase_deficit_share")


@pytest.mark.parametrize("name", BOTH)
def test_meter_that_fell_is_wrong(build: Callable[..., Window], name: str) -> None:
    found = pair(build, name, meter=(0.7, 0.7, 0.7))
    assert found.value[0] == pytest.approx(0.3, abs=0.03)
    assert found.onset[0] == START


@pytest.mark.parametrize("name", BOTH)
def test_terminal_that_rose_is_wrong(build: Callable[..., Window], name: str) -> None:
    assert pair(build, name, terminal=(1.4, 1.4, 1.4)).value[0] < 0.03


def test_shunted_phase_shows_in_the_meters_own_balance(build: Callable[..., Window]) -> None:
    found = pair(build, BOTH[1], meter=(0.6, 1, 1))
    assert found.value[0] == pytest.approx(0.4, abs=0.05)


def test_terminal_that_lost_a_phase_of_its_own(build: Callable[..., Window]) -> None:
    assert pair(build, BOTH[1], terminal=(1.5, 1, 1)).value[0] < 0.05


def test_phases_led_to_other_elements_miss_nothing(build: Callable[..., Window]) -> None:
    assert pair(build, BOTH[1], meter=(0.7, 1.3, 1)).value[0] < 0.05
