"""The family as a whole: every part in its place, whatever the channels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.study import study
from features.voltage_wiring import FEATURES, measure
from features.window import Window
from pipeline.contract.vocabulary import Means

Build = Callable[..., Window]


def altered(by: list[complex]) -> Callable[..., None]:
    def change(volts: np.ndarray, amperes: np.ndarray, power: np.ndarray) -> None:
        power *= np.array(by)[:, None]

    return change


def leading(window: Window) -> Means:
    """The means of the feature that is farthest beyond its threshold."""
    found = [
        np.nan_to_num(one.value[0]) / feature.threshold
        for feature, one in zip(FEATURES, measure(study(window)), strict=True)
    ]
    return FEATURES[int(np.argmax(found))].means


@pytest.mark.parametrize(
    ("by", "means"),
    [
        ([0.6, 0.6, 0.6], Means.PARAMETER_CHANGE),
        ([1, -1, 1], Means.CT_REVERSED),
        ([1j, 1, 1], Means.PHASE_SHIFT),
    ],
)
def test_each_deed_leads_to_its_means(electrical: Build, by: list[complex], means: Means) -> None:
    assert leading(electrical(altered(by))) is means


@pytest.mark.parametrize("wiring", ["1P2W", "3P3W", "3P4W"])
def test_honest_meters_raise_nothing(electrical: Build, wiring: str) -> None:
    for feature, one in zip(FEATURES, measure(study(electrical(wiring=wiring))), strict=True):
        assert np.all(np.nan_to_num(one.value) < 0.2 * feature.threshold), feature.name


@pytest.mark.parametrize(("ratio", "judged"), [(1.0, []), (40.0, ["recorded_ratio_fall_share"])])
def test_energy_alone_judges_the_ratio_on_record_alone(
    build: Build, ratio: float, judged: list[str]
) -> None:
    window = build(4, 40, multiplier=np.full((4, 40), ratio))
    found = zip(FEATURES, measure(study(window)), strict=True)
    assert [one.name for one, measured in found if np.isfinite(measured.value).any()] == judged
