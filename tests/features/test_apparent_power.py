"""Apparent power from the facts of a day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import (
    ApparentPower,
    active_ratio,
    phase_volt_amperes,
    volt_amperes,
    voltage_deficit,
)
from features.study import study
from features.window import Window

Build = Callable[..., Window]


@pytest.mark.parametrize("wiring", ["1P2W", "3P3W", "3P4W"])
def test_a_healthy_meter_agrees_with_itself(electrical: Build, wiring: str) -> None:
    window = electrical(wiring=wiring)
    power = ApparentPower.of(study(window))
    assert power.usual_apparent == pytest.approx(1.0, abs=0.01)
    assert np.all(power.deficit < 0.02)
    counted = volt_amperes(window) * active_ratio(window) * 24
    assert counted == pytest.approx(window.kwh, rel=1e-5)
    assert np.all(power.unbilled(study(window), np.zeros(window.shape, bool)) < 0.1 * window.kwh)


def test_three_phases_of_which_one_is_absent(electrical: Build) -> None:
    parts = phase_volt_amperes(electrical(wiring="3P3W"))
    assert np.isnan(parts[1]).all()
    assert np.isfinite(parts[[0, 2]]).all()


def test_power_over_volt_amperes_follows_from_both_factors(electrical: Build) -> None:
    measured = electrical()
    derived = electrical(facts={"active_ratio": np.full((12, 60), np.nan)})
    assert active_ratio(derived) == pytest.approx(active_ratio(measured), rel=1e-5)


def test_days_of_another_meter_or_of_a_lost_voltage_say_nothing(electrical: Build) -> None:
    def open_link(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        volts[0] *= 0.2

    changed = np.zeros((12, 60), dtype=bool)
    changed[1, 20] = True
    power = ApparentPower.of(study(electrical(open_link, meter_changed=changed)))
    assert np.isnan(power.apparent[0, 35:]).all()
    assert np.isnan(power.apparent[1, 20])
    assert np.isfinite(power.apparent[2:]).all()


def test_a_meter_that_never_agreed_is_held_against_one(electrical: Build) -> None:
    facts = {"apparent_ratio": np.full((12, 60), 0.35)}
    assert ApparentPower.of(study(electrical(facts=facts))).deficit == pytest.approx(0.65)


def test_a_stored_deficit_goes_before_that_of_the_means(electrical: Build) -> None:
    stored = np.full((12, 60), 0.25)
    assert voltage_deficit(electrical(facts={"voltage_deficit_share": stored})) == pytest.approx(
        stored
    )


def test_all_voltages_low_are_held_against_the_usual_day(electrical: Build) -> None:
    def middle_wire(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        volts *= 0.5

    found = voltage_deficit(electrical(middle_wire, wiring="3P3W"))
    assert found[0, 35:] == pytest.approx(0.5, abs=0.02)
    assert np.all(found[1:] == 0)
