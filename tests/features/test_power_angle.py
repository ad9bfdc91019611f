"""Each deed leaves days of its own kind, and of no other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.apparent_power import ApparentPower
from features.power_angle import PowerAngle
from features.study import study
from features.window import Window

Build = Callable[..., Window]
KINDS = ("scaled", "swapped", "turned", "unnamed")


def altered(by: list[complex]) -> Callable[..., None]:
    def change(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power *= np.array(by)[:, None]

    return change


def turn(degrees: float) -> complex:
    return complex(np.exp(1j * np.radians(degrees)))


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ([0.7, 0.7, 0.7], "scaled"),
        ([turn(40), turn(40), turn(40)], "turned"),
        ([turn(50), 1, 1], "turned"),
        ([turn(120), turn(-120), 1], "swapped"),
        ([-1, 1, 1], None),
        ([1, 1, 1], None),
    ],
)
def test_a_deed_leaves_days_of_one_kind(
    electrical: Build, by: list[complex], kind: str | None
) -> None:
    found = study(electrical(altered(by)))
    angle = PowerAngle.of(found, ApparentPower.of(found))
    for name in KINDS:
        days = getattr(angle, name)
        assert days[0, 35:].all() == (name == kind), name
        assert days[0, :35].sum() + days[1:].sum() <= 2, name


def test_without_reactive_power_no_kind_is_told(electrical: Build) -> None:
    unread = {name: np.full((12, 60), np.nan) for name in ("apparent_ratio", "pf_mean")}
    found = study(electrical(altered([0.7, 0.7, 0.7]), facts=unread))
    angle = PowerAngle.of(found, ApparentPower.of(found))
    assert angle.unnamed[0, 35:].all()
    assert not angle.scaled.any()
