"""Energy of rows, and less of it in registers and intervals, against hand-computed values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.injection.curve import Curve
from models.injection.energy import (
    MOST_DECIMALS,
    reduced_energy,
    register_decimals,
    register_energy,
    row_energy,
    scaled_energy,
)


def test_delivered_intervals_go_before_the_register(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"interval_kwh": 0.5, "register_kwh": 100.0})
    assert row_energy(curve).tolist() == [0.5] * 96


def test_power_alone_is_energy_over_the_span(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"p_kw": 2.0}, step=30)
    assert row_energy(curve) == pytest.approx(np.full(192, 1.0))


def test_a_register_read_now_and_then_shares_its_advance_by_power(
    make_curve: Callable[..., Curve],
) -> None:
    register = [10.0, np.nan, np.nan, 16.0]
    curve = make_curve(
        {"register_kwh": register, "p_kw": [1.0, 1.0, 3.0, 2.0]}, days=(0, 1), step=360
    )
    assert register_energy(curve).tolist() == pytest.approx([0.0, 1.0, 3.0, 2.0])


def test_without_power_the_advance_is_shared_evenly(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"register_kwh": [10.0, np.nan, np.nan, 16.0]}, days=(0, 1), step=360)
    assert register_energy(curve).tolist() == pytest.approx([0.0, 2.0, 2.0, 2.0])


def test_a_fall_of_the_register_is_no_energy_and_stays(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"register_kwh": [100.0, 104.0, 3.0, 5.0]}, days=(0, 1), step=360)
    assert register_energy(curve).tolist() == [0.0, 4.0, 0.0, 2.0]
    halved = scaled_energy(curve, np.array([1.0, 0.5, 0.5, 0.5]))["register_kwh"]
    assert halved.tolist() == [100.0, 102.0, 1.0, 2.0]


def test_a_register_keeps_its_steps(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"register_kwh": [7.11, 7.22, 7.37, 7.41]}, days=(0, 1), step=360)
    third = scaled_energy(curve, np.full(4, 1 / 3))["register_kwh"]
    # 7.11 + (0.11, 0.26, 0.30) / 3, to two decimals.
    assert third.tolist() == [7.11, 7.15, 7.20, 7.21]


@pytest.mark.parametrize(
    ("register", "decimals"),
    [([1.0, 3.0], 0), ([1.5, np.nan], 1), ([0.123, 4.0], 3), ([0.1234567, 1.0], MOST_DECIMALS)],
)
def test_the_steps_of_a_register_are_seen(register: list[float], decimals: int) -> None:
    assert register_decimals(np.array(register)) == decimals


def test_nothing_lost_changes_no_bit(make_curve: Callable[..., Curve]) -> None:
    register = 1000.0 + np.cumsum(np.full(96, 0.1))
    curve = make_curve({"register_kwh": register, "interval_kwh": 0.1})
    same = reduced_energy(curve, np.zeros(96))
    assert same["register_kwh"].tobytes() == curve.channel("register_kwh").tobytes()
    assert same["interval_kwh"].tobytes() == curve.channel("interval_kwh").tobytes()


def test_a_monthly_reading_is_attacked_for_its_part_after_the_onset(
    make_curve: Callable[..., Curve],
) -> None:
    month = 30 * 1440
    curve = make_curve({"register_kwh": [0.0, 300.0, 600.0]}, days=(-75, 15), step=month)
    assert curve.since.tolist() == pytest.approx([0.0, 0.0, 0.5])
    stopped = scaled_energy(curve, 1.0 - curve.since)["register_kwh"]
    assert stopped.tolist() == [0.0, 300.0, 450.0]
