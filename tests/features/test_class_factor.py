"""A power factor that nobody else of the class has."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import ApparentPower
from features.class_factor import measure
from features.registry import Measured
from features.study import study
from features.window import Window

Build = Callable[..., Window]


def judge(window: Window) -> Measured:
    found = study(window)
    return measure(found, ApparentPower.of(found))[0]


def always(degrees: float, load: float = 1.0) -> Callable[..., None]:
    def change(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        amperes *= load
        power *= load * np.exp(1j * np.radians(degrees))

    return change


def district(electrical: Build, change: Callable[..., None]) -> Window:
    window = electrical(change, onset=0, number={"contract_kw": 5.0})
    window.text["tariff_class"][:] = "industrial"
    return window


def test_an_angle_older_than_the_records_is_a_hint_without_onset(electrical: Build) -> None:
    found = judge(district(electrical, always(50)))
    assert found.value[0] == pytest.approx(0.65, abs=0.1)
    assert np.all(found.onset == -1)
    assert np.all(found.value[1:] == 0)


def test_idle_plants_and_capacitors_have_such_factors_too(electrical: Build) -> None:
    assert np.isnan(judge(district(electrical, always(50, load=0.01))).value[0])
    assert np.isnan(judge(district(electrical, always(-70))).value[0])
