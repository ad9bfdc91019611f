"""Constants and ratios set lower in a meter, and what else falls short."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import ApparentPower
from features.power_angle import PowerAngle
from features.registry import Measured
from features.scaled_power import measure
from features.study import study
from features.window import Window

Build = Callable[..., Window]


def judge(window: Window) -> tuple[Measured, ...]:
    found = study(window)
    power = ApparentPower.of(found)
    return measure(found, power, PowerAngle.of(found, power))


def scaled(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
    power *= 0.6


@pytest.mark.parametrize("wiring", ["1P2W", "3P3W", "3P4W"])
def test_a_constant_set_lower_is_seen_and_its_energy_told(electrical: Build, wiring: str) -> None:
    window, honest = electrical(scaled, wiring=wiring), electrical(wiring=wiring)
    found = judge(window)[0]
    assert found.value[0] == pytest.approx(0.4, abs=0.01)
    assert found.onset[0] == 35
    assert found.kwh_per_day[0] == pytest.approx((honest.kwh - window.kwh)[0, 35:].mean(), rel=0.05)
    assert np.all(found.value[1:] == 0)


def test_an_angle_or_a_reversal_is_no_constant(electrical: Build) -> None:
    def turned(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power[0] *= np.exp(1j * np.radians(60))

    def reversed_(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power[0] *= -1

    assert judge(electrical(turned))[0].value[0] == 0
    assert judge(electrical(reversed_))[0].value[0] == 0


def test_a_shunt_lowers_voltage_times_current_too(electrical: Build) -> None:
    def shunted(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        amperes *= 0.5
        power *= 0.5

    assert judge(electrical(shunted))[0].value[0] == 0


def without_q() -> dict[str, np.ndarray]:
    return {name: np.full((12, 60), np.nan) for name in ("apparent_ratio", "pf_mean")}


def test_of_one_phase_power_voltage_and_current_are_enough(electrical: Build) -> None:
    assert judge(electrical(scaled, wiring="1P2W", facts=without_q()))[0].value[0] > 0.2


def test_what_runs_in_an_empty_home_has_its_own_power_factor(electrical: Build) -> None:
    def empty(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        amperes *= 0.1
        power *= 0.1 * np.exp(1j * np.radians(40))

    assert judge(electrical(empty, wiring="1P2W", facts=without_q()))[0].value[0] == 0


def test_power_that_flows_both_ways_adds_up_to_less(electrical: Build) -> None:
    export = np.zeros((12, 60))
    export[0, 34:] = 2
    found = judge(electrical(scaled, wiring="1P2W", facts={"export_kwh": export}))
    assert found[0].value[0] == 0


def beside_terminal(
    electrical: Build, *, left: tuple[float, ...], low: float, falls: bool
) -> Measured:
    def lowered(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        amperes *= 0.5
        power *= 0.5

    facts = {}
    for phase, share in zip("abc", left, strict=True):
        facts[f"terminal_i_{phase}_ratio"] = np.ones((12, 60))
        facts[f"terminal_i_{phase}_ratio"][0, 35:] = share
    facts["terminal_ratio_low_minutes"] = np.zeros((12, 60))
    facts["terminal_ratio_low_minutes"][0, 35:] = low
    return judge(electrical(lowered if falls else None, facts=facts))[1]


ALIKE = (0.5, 0.5, 0.5)


def test_a_ratio_set_lower_is_short_of_the_terminal_by_one_factor(electrical: Build) -> None:
    found = beside_terminal(electrical, left=ALIKE, low=1400, falls=True)
    assert found.value[0] == pytest.approx(0.5, abs=0.05)
    assert found.onset[0] == 35


@pytest.mark.parametrize(
    ("left", "low", "falls"),
    [((0.45, 0.5, 0.55), 1400, True), (ALIKE, 400, True), (ALIKE, 1400, False)],
    ids=["uneven shunts", "switched shunts", "terminal reads too much"],
)
def test_what_else_is_short_of_the_terminal(
    electrical: Build, left: tuple[float, ...], low: float, falls: bool
) -> None:
    assert beside_terminal(electrical, left=left, low=low, falls=falls).value[0] == 0
