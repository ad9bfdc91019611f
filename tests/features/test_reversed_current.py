"""A reversed current of one phase, and what else runs backwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import ApparentPower
from features.registry import Measured
from features.reversed_current import measure
from features.study import study
from features.window import Window

Build = Callable[..., Window]


def judge(window: Window) -> Measured:
    found = study(window)
    return measure(found, ApparentPower.of(found))[0]


def turned_round(*places: int) -> Callable[..., None]:
    def change(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power[list(places)] *= -1

    return change


def missing_kwh(one: Window, honest: Window) -> float:
    return float((honest.kwh - one.kwh)[0, 35:].mean())


@pytest.mark.parametrize(("wiring", "place"), [("3P4W", 1), ("3P3W", 0), ("3P3W", 2)])
def test_one_current_turned_round_is_seen_from_its_day_on(
    electrical: Build, wiring: str, place: int
) -> None:
    window = electrical(turned_round(place), wiring=wiring)
    found = judge(window)
    assert found.value[0] == pytest.approx(24)
    assert found.onset[0] == 35
    assert np.all(found.value[1:] == 0)
    expected = missing_kwh(window, electrical(wiring=wiring))
    assert found.kwh_per_day[0] == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(("wiring", "place"), [("3P4W", 0), ("3P3W", 2)])
def test_a_meter_that_shows_no_sign_is_told_by_what_is_left(
    electrical: Build, wiring: str, place: int
) -> None:
    unsigned = {f"i_{phase}_reversed_minutes": np.zeros((12, 60)) for phase in "abc"}
    found = judge(electrical(turned_round(place), wiring=wiring, facts=unsigned))
    assert found.value[0] > 10
    assert np.all(found.value[1:] == 0)


def test_a_constant_set_to_a_half_is_no_reversal(electrical: Build) -> None:
    def halved(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power *= 0.5

    assert judge(electrical(halved)).value[0] == 0


def test_generation_turns_all_phases_and_is_innocent(electrical: Build) -> None:
    assert judge(electrical(turned_round(0, 1, 2))).value[0] == 0
    minutes = np.zeros((12, 60))
    minutes[0, 35:] = 300
    facts = {"i_a_reversed_minutes": minutes, "export_kwh": minutes}
    assert judge(electrical(facts=facts)).value[0] == 0


def test_a_low_power_factor_turns_one_of_two_elements_by_itself(electrical: Build) -> None:
    def idling(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        turned = np.exp(1j * np.radians(48))
        power *= turned

    window = electrical(idling, wiring="3P3W")
    assert window.fact("i_a_reversed_minutes")[0, -1] == 1440
    assert judge(window).value[0] == 0


def test_a_lost_voltage_explains_the_sign_of_its_element(electrical: Build) -> None:
    def floating(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        volts[0] *= 0.5
        power[0] *= 0.5 * np.exp(1j * np.pi / 3)

    window = electrical(floating, wiring="3P3W")
    assert window.fact("i_a_reversed_minutes")[0, -1] == 1440
    assert judge(window).value[0] == 0


def test_a_reversal_that_fitters_left_weighs_less(electrical: Build) -> None:
    exchange = np.zeros((12, 60), dtype=bool)
    exchange[0, 34] = True
    orders = {"meter_exchange": exchange}
    left = judge(electrical(turned_round(1), work_orders=orders)).value[0]
    assert 0 < left < 0.5 * judge(electrical(turned_round(1))).value[0]
