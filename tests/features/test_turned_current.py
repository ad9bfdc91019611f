"""Angles that are altered, and loads whose own angle changes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import ApparentPower
from features.power_angle import PowerAngle
from features.registry import Measured
from features.study import study
from features.turned_current import measure
from features.window import Window

Build = Callable[..., Window]


def judge(window: Window) -> Measured:
    found = study(window)
    power = ApparentPower.of(found)
    return measure(found, power, PowerAngle.of(found, power))[0]


def turned(degrees: float, *places: int) -> Callable[..., None]:
    def change(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power[list(places)] *= np.exp(1j * np.radians(degrees))

    return change


def swapped(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
    power[[0, 1]] *= np.exp(1j * np.array([[1], [-1]]) * 2 * np.pi / 3)


def worse_load(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
    """A capacitor fails: the same P at 0.75 or so, and the more current."""
    before = np.abs(power)
    power += 1j * 0.5 * power.real
    amperes *= np.abs(power) / before


CHANGES = {"all": turned(40, 0, 1, 2), "one": turned(45, 0), "swap": swapped}


@pytest.mark.parametrize("kind", CHANGES)
def test_an_altered_angle_is_seen_and_its_energy_told(electrical: Build, kind: str) -> None:
    window = electrical(CHANGES[kind])
    found = judge(window)
    share = 1 - window.kwh[0, 35:].mean() / electrical().kwh[0, 35:].mean()
    assert found.value[0] == pytest.approx(share, rel=0.1)
    assert found.onset[0] == 35
    assert found.kwh_per_day[0] == pytest.approx(
        (electrical().kwh - window.kwh)[0, 35:].mean(), rel=0.05
    )
    assert np.all(found.value[1:] < 0.01)


def test_three_wires_are_read_too(electrical: Build) -> None:
    assert judge(electrical(turned(40, 0, 2), wiring="3P3W")).value[0] > 0.2


def test_a_capacitor_that_fails_costs_nobody_energy(electrical: Build) -> None:
    window = electrical(worse_load)
    assert window.fact("pf_mean")[0, -1] < 0.8
    assert judge(window).value[0] < 0.02


def test_a_leading_current_is_a_matter_of_capacitors(electrical: Build) -> None:
    assert judge(electrical(turned(-60, 0, 1, 2))).value[0] == 0


def test_an_empty_plant_has_an_angle_of_its_own(electrical: Build) -> None:
    def closed(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        amperes *= 0.1
        power *= 0.1 * np.exp(1j * np.radians(40))

    assert judge(electrical(closed)).value[0] < 0.01


def test_a_shunted_element_of_two_turns_the_sum_and_no_angle(electrical: Build) -> None:
    def shunted(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        amperes[2] *= 0.3
        power[2] *= 0.3

    window = electrical(shunted, wiring="3P3W")
    assert window.fact("pf_mean")[0, -1] < 0.85
    assert judge(window).value[0] == 0


def test_without_reactive_power_less_is_sure(electrical: Build) -> None:
    unread = {name: np.full((12, 60), np.nan) for name in ("apparent_ratio", "pf_mean")}
    whole = judge(electrical(turned(40, 0, 1, 2))).value[0]
    half = judge(electrical(turned(40, 0, 1, 2), facts=unread)).value[0]
    assert 0.05 < half < whole
