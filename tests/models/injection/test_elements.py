"""Measuring elements: what each wiring still counts when one of them is changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.injection.curve import Curve
from models.injection.elements import Gain, element_powers, with_gains

ROWS = 96


def three_wire(power_factor: float, **more: object) -> dict[str, object]:
    """100 V and 3 A on both elements: P = sqrt(3) U I cos phi."""
    active = np.sqrt(3) * 100 * 3 * power_factor / 1000
    reactive = active * np.tan(np.arccos(power_factor))
    volts = {"u_a": 100.0, "u_c": 100.0, "i_a": 3.0, "i_c": 3.0}
    return {**volts, "p_kw": active, "q_kvar": reactive, "pf": power_factor, **more}


def gain(*, voltage: float = 1.0, current: float = 1.0, degrees: float = 0.0) -> Gain:
    one = np.ones(ROWS)
    return Gain(voltage * one, current * one, np.radians(degrees) * one)


@pytest.mark.parametrize(("phase", "left", "power_factor"), [("a", 0.64, 0.997), ("c", 0.36, 0.56)])
def test_a_full_shunt_of_a_three_wire_meter_at_power_factor_090(
    make_curve: Callable[..., Curve], phase: str, left: float, power_factor: float
) -> None:
    register = np.cumsum(np.full(ROWS, 0.5))
    channels = three_wire(0.90, register_kwh=register)
    shunted = with_gains(make_curve(channels, wiring="3P3W"), {phase: gain(current=0.0)})
    own = float(np.asarray(channels["p_kw"]))
    assert shunted.channel("p_kw")[-1] / own == pytest.approx(left, abs=0.002)
    assert shunted.channel("pf")[-1] == pytest.approx(power_factor, abs=0.003)
    after = shunted.channel("register_kwh")
    assert (after[-1] - after[47]) / (register[-1] - register[47]) == pytest.approx(left, abs=0.01)
    assert shunted.channel(f"i_{phase}")[-1] == 0.0
    assert np.all(after[:48] == register[:48])


def test_a_reversed_phase_of_a_four_wire_meter_leaves_a_third(
    make_curve: Callable[..., Curve],
) -> None:
    phases = {f"u_{k}": 220.0 for k in "abc"} | {f"i_{k}": 5.0 for k in "abc"}
    curve = make_curve({**phases, "p_kw": 3.0, "q_kvar": 0.9, "interval_kwh": 3.0}, wiring="3P4W")
    reversed_ = with_gains(curve, {"b": gain(current=-1.0)})
    assert reversed_.channel("p_kw")[-1] == pytest.approx(1.0)
    assert reversed_.channel("q_kvar")[-1] == pytest.approx(0.3)
    assert reversed_.channel("interval_kwh")[-1] == pytest.approx(1.0)
    assert reversed_.channel("i_b")[-1] == -5.0
    assert reversed_.channel("interval_kwh")[0] == 3.0


def test_a_one_phase_meter_reversed_counts_backwards(make_curve: Callable[..., Curve]) -> None:
    export = np.zeros(ROWS)
    curve = make_curve(
        {"u_a": 230.0, "i_a": 4.0, "p_kw": 1.0, "q_kvar": 0.0}
        | {"interval_kwh": 1.0, "export_register_kwh": export}
    )
    turned = with_gains(curve, {"a": gain(current=-1.0)})
    assert turned.channel("interval_kwh")[48:].tolist() == [0.0] * 48
    assert turned.channel("export_register_kwh")[[47, -1]].tolist() == [0.0, 48.0]


def test_sixty_degrees_turned_at_power_factor_one_leaves_half(
    make_curve: Callable[..., Curve],
) -> None:
    curve = make_curve({"u_a": 230.0, "i_a": 4.0, "p_kw": 1.0, "q_kvar": 0.0, "pf": 1.0})
    turned = with_gains(curve, {"a": gain(degrees=60.0)})
    assert turned.channel("p_kw")[-1] == pytest.approx(0.5)
    assert turned.channel("pf")[-1] == pytest.approx(0.5)
    assert turned.channel("i_a")[-1] == 4.0


@given(
    st.sampled_from(["1P2W", "3P3W", "3P4W"]),
    st.lists(st.floats(0.0, 50.0), min_size=3, max_size=3),
    st.floats(0.0, 20.0),
    st.floats(-10.0, 10.0),
)
def test_elements_sum_up_to_the_meter(
    make_curve: Callable[..., Curve],
    wiring: str,
    amperes: list[float],
    active: float,
    reactive: float,
) -> None:
    phases = {f"u_{k}": 220.0 for k in "abc"} | dict(
        zip(("i_a", "i_b", "i_c"), amperes, strict=True)
    )
    curve = make_curve({**phases, "p_kw": active, "q_kvar": reactive}, wiring=wiring)
    total = np.sum(list(element_powers(curve).values()), axis=0)
    assert total == pytest.approx(np.full(ROWS, active + 1j * reactive), rel=1e-6, abs=1e-9)
