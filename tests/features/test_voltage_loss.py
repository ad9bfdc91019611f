"""Voltages lost, halved and weakened at one meter, and for the whole district."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import ApparentPower
from features.registry import Measured
from features.study import study
from features.voltage_loss import measure
from features.window import Window

Build = Callable[..., Window]


def judge(window: Window) -> tuple[Measured, ...]:
    found = study(window)
    return measure(found, ApparentPower.of(found))


def lowered(left: float, *places: int) -> Callable[..., None]:
    def change(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        volts[list(places)] *= left
        power[list(places)] *= left

    return change


def test_an_open_link_is_seen_and_its_energy_told(electrical: Build) -> None:
    window = electrical(lowered(0.1, 1))
    hours, deficit = judge(window)
    assert hours.value[0] == pytest.approx(24)
    assert deficit.value[0] == pytest.approx(0.3, abs=0.02)
    assert hours.onset[0] == deficit.onset[0] == 35
    missing = (electrical().kwh - window.kwh)[0, 35:].mean()
    assert deficit.kwh_per_day[0] == pytest.approx(missing, rel=0.08)
    assert np.all(deficit.value[1:] == 0)


def test_a_resistor_leaves_too_much_to_be_called_lost(electrical: Build) -> None:
    hours, deficit = judge(electrical(lowered(0.85, 2)))
    assert hours.value[0] == 0
    assert deficit.value[0] > 0.03


@pytest.mark.parametrize("places", [(0,), (0, 2)], ids=["outer wire", "middle wire"])
def test_a_floating_wire_of_a_three_wire_meter(electrical: Build, places: tuple[int, ...]) -> None:
    assert judge(electrical(lowered(0.5, *places), wiring="3P3W"))[1].value[0] > 0.2


def test_a_fuse_of_the_district_is_seen_by_the_neighbours(electrical: Build) -> None:
    window = electrical(lowered(0.1, 1))
    for name, values in window.facts.items():
        if name.startswith("u_"):
            values[1:9] = values[0]
    assert all(one.value[0] == 0 for one in judge(window))


def test_a_link_that_fitters_mended_was_a_fault(electrical: Build) -> None:
    def corroded(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        volts[1, :10] *= 0.2

    mended = np.zeros((12, 60), dtype=bool)
    mended[0, 45] = True
    assert judge(electrical(corroded))[0].value[0] > 5
    assert judge(electrical(corroded, inspected={"fault": mended}))[0].value[0] < 0.5


def test_uneven_loads_part_voltages_a_little(electrical: Build) -> None:
    assert all(one.value[0] == 0 for one in judge(electrical(lowered(0.94, 0))))


def test_three_odd_days_are_not_enough(electrical: Build) -> None:
    def short(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        volts[1, :3] *= 0.2

    assert all(one.value[0] == 0 for one in judge(electrical(short)))
