from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract.vocabulary import Wiring
from simulator.elements import Elements, elements_of

POWER_FACTORS = st.floats(0.3, 1.0)
LOADS_KW = st.floats(0.5, 500.0)


def _seen(
    wiring: Wiring,
    p_kw: list[float],
    tan_phi: float,
    *,
    volts_pu: tuple[float, float, float] = (1.0, 1.0, 1.0),
    grid_phase: int = 0,
) -> Elements:
    rated = 100.0 if wiring is Wiring.TWO_ELEMENT else 220.0
    multiplier = 2000.0 if wiring is Wiring.TWO_ELEMENT else 10.0
    p = np.array(p_kw, dtype=np.float32).reshape(3, 1, 1)
    return elements_of(
        p,
        p * np.float32(tan_phi),
        np.array(volts_pu, dtype=np.float32).reshape(3, 1, 1),
        wiring=np.array([wiring.value]),
        rated_voltage_v=np.array([rated]),
        multiplier=np.array([multiplier]),
        grid_phase=np.array([grid_phase]),
    )


def _primary_kw(seen: Elements, multiplier: float) -> float:
    return float(seen.power_w[0, 0]) * multiplier / 1000


def _tan(pf: float) -> float:
    return float(np.tan(np.arccos(pf)))


@given(LOADS_KW, LOADS_KW, LOADS_KW, POWER_FACTORS)
def test_four_wire_power_is_the_sum_of_u_i_cos_phi(a: float, b: float, c: float, pf: float) -> None:
    seen = _seen(Wiring.FOUR_WIRE, [a, b, c], _tan(pf), volts_pu=(1.02, 0.98, 1.0))
    by_hand = (seen.u_v * seen.i_a).sum() * pf * 10 / 1000
    assert _primary_kw(seen, 10) == pytest.approx(a + b + c, rel=1e-4)
    assert by_hand == pytest.approx(a + b + c, rel=1e-4)


@given(LOADS_KW, POWER_FACTORS)
def test_two_elements_sum_to_three_phase_power(kw: float, pf: float) -> None:
    seen = _seen(Wiring.TWO_ELEMENT, [kw / 3] * 3, _tan(pf))
    phi = np.arccos(pf)
    u_ab, u_cb = seen.u_v[0, 0, 0], seen.u_v[2, 0, 0]
    i_a, i_c = seen.i_a[0, 0, 0], seen.i_a[2, 0, 0]
    by_hand = u_ab * i_a * np.cos(np.pi / 6 + phi) + u_cb * i_c * np.cos(np.pi / 6 - phi)
    assert u_ab == pytest.approx(100.0, rel=1e-5)
    assert _primary_kw(seen, 2000) == pytest.approx(kw, rel=1e-4)
    assert by_hand * 2000 / 1000 == pytest.approx(kw, rel=1e-3, abs=kw * 1e-3)
    assert (seen.u_v[1] == 0).all()
    assert (seen.i_a[1] == 0).all()


@given(LOADS_KW, POWER_FACTORS, st.integers(0, 2))
def test_one_phase_sees_its_own_phase(kw: float, pf: float, phase: int) -> None:
    load = [0.0, 0.0, 0.0]
    load[phase] = kw
    volts = (1.0, 0.97, 0.94)
    seen = _seen(Wiring.ONE_PHASE, load, _tan(pf), volts_pu=volts, grid_phase=phase)
    assert seen.u_v[0, 0, 0] == pytest.approx(220 * volts[phase], rel=1e-5)
    assert seen.u_v[0, 0, 0] * seen.i_a[0, 0, 0] * pf == pytest.approx(kw * 100, rel=1e-4)
    assert seen.neutral_a[0, 0] == seen.i_a[0, 0, 0]


@pytest.mark.parametrize(("phase", "left"), [(0, 0.64), (2, 0.36)])
def test_full_shunt_of_one_element_at_power_factor_090(phase: int, left: float) -> None:
    seen = _seen(Wiring.TWO_ELEMENT, [30.0] * 3, _tan(0.90))
    before = float(seen.power_w[0, 0])
    seen.scale_current(0, 0.0, (phase,))
    assert float(seen.power_w[0, 0]) / before == pytest.approx(left, abs=0.005)


def test_shunt_of_all_elements_scales_p_q_and_i_alike_and_leaves_u() -> None:
    seen = _seen(Wiring.TWO_ELEMENT, [30.0] * 3, _tan(0.90))
    before = seen.rows(np.array([0]))
    seen.scale_current(0, 0.2)
    for name in ("i_a", "p_w", "q_var"):
        np.testing.assert_allclose(getattr(seen, name), 0.2 * getattr(before, name), rtol=1e-5)
    np.testing.assert_array_equal(seen.u_v, before.u_v)


def test_one_of_three_currents_reversed_counts_a_third() -> None:
    seen = _seen(Wiring.FOUR_WIRE, [10.0] * 3, 0.3)
    seen.reverse(0, np.array([True]), (1,))
    assert _primary_kw(seen, 10) == pytest.approx(10.0, rel=1e-4)


def test_balanced_phases_leave_no_neutral_current() -> None:
    balanced = _seen(Wiring.FOUR_WIRE, [10.0] * 3, 0.3)
    one_sided = _seen(Wiring.FOUR_WIRE, [10.0, 0.0, 0.0], 0.3)
    assert balanced.neutral_a[0, 0] == pytest.approx(0.0, abs=1e-3)
    assert one_sided.neutral_a[0, 0] == pytest.approx(one_sided.i_a[0, 0, 0], rel=1e-4)


def test_nothing_flows_where_there_is_no_voltage() -> None:
    for wiring in Wiring:
        seen = _seen(wiring, [10.0, 0.0, 0.0], 0.3, volts_pu=(0.0, 0.0, 0.0))
        assert float(seen.power_w[0, 0]) == 0
        assert (seen.i_a == 0).all()
