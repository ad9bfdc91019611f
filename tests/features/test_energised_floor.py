"""Power under half of the iron loss on live days is not counted; a dead supply takes none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, LOW_DAYS = 12, 60, 6


def floor(
    build: Callable[..., Window],
    left: float,
    *,
    live: float = 1440.0,
    pt_ratio: float = 100.0,
    **more: object,
) -> Measured:
    """Meters of 1000 kW whose smallest power is 1.4 kW; the first has `left` of it of late."""
    smallest = 1.4e-3 * np.exp(np.random.default_rng(3).normal(0, 0.03, (N, D)))
    smallest[0, -LOW_DAYS:] *= left
    minutes = np.full((N, D), 1440.0)
    minutes[0, -LOW_DAYS:] = live
    window = build(
        N,
        D,
        facts={"kw_min": smallest, "live_minutes": minutes},
        number={"pt_ratio": pt_ratio, "contract_kw": 1000.0},
        multiplier=np.full((N, D), 1000.0),
        text={"wiring": "3P3W"},
        **more,
    )
    table = compute(window)
    names = [one.name for one in table.features]
    return table.measured[names.index("energised_floor_deficit_share")]


def test_power_below_the_iron_loss(build: Callable[..., Window]) -> None:
    found = floor(build, 0.2)
    assert found.value[0] == pytest.approx(0.8, abs=0.05)
    assert found.onset[0] == D - LOW_DAYS
    assert np.all(found.value[1:] == 0)


def test_little_load_above_half_of_it_is_innocent(build: Callable[..., Window]) -> None:
    assert floor(build, 0.7).value[0] == 0


def test_transformer_switched_out_takes_nothing(build: Callable[..., Window]) -> None:
    assert np.nan_to_num(floor(build, 0.2, live=300.0).value[0]) == 0


def test_approved_suspension_is_innocent(build: Callable[..., Window]) -> None:
    suspended = np.zeros((N, D), dtype=bool)
    suspended[0, -LOW_DAYS:] = True
    found = floor(build, 0.2, work_orders={"suspension": suspended})
    assert np.nan_to_num(found.value[0]) == 0


def test_nought_may_be_a_coarse_register(build: Callable[..., Window]) -> None:
    assert np.nan_to_num(floor(build, 0.0).value[0]) == 0


def test_low_voltage_meters_do_not_see_the_iron(build: Callable[..., Window]) -> None:
    assert np.isnan(floor(build, 0.2, pt_ratio=1.0).value).all()
