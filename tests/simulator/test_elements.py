"""Elements against phasors: complex voltages and currents, worked out apart from our formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract.vocabulary import Wiring
from simulator.elements import Elements, elements_of

POWER_FACTORS = st.floats(0.3, 1.0)
LOADS_KW = st.floats(0.5, 500.0)
ANGLES = st.floats(-1.2, 1.2)
VOLTS_PU = st.tuples(*[st.floats(0.85, 1.1)] * 3)
ON = np.array([True])
MULTIPLIER = {Wiring.ONE_PHASE: 10.0, Wiring.FOUR_WIRE: 10.0, Wiring.TWO_ELEMENT: 2000.0}
TURNS = np.exp(-2j * np.pi * np.arange(3) / 3)  # of the phase voltages a, b, c


def _seen(
    wiring: Wiring,
    p_kw: list[float],
    tan_phi: float | list[float],
    *,
    volts_pu: tuple[float, ...] = (1.0, 1.0, 1.0),
    grid_phase: int = 0,
) -> Elements:
    rated = 100.0 if wiring is Wiring.TWO_ELEMENT else 220.0
    p = np.array(p_kw, dtype=np.float32).reshape(3, 1, 1)
    tan = np.broadcast_to(tan_phi, 3).astype(np.float32).reshape(3, 1, 1)
    return elements_of(
        p,
        p * tan,
        np.array(volts_pu, dtype=np.float32).reshape(3, 1, 1),
        wiring=np.array([wiring.value]),
        rated_voltage_v=np.array([rated]),
        multiplier=np.array([MULTIPLIER[wiring]]),
        grid_phase=np.array([grid_phase]),
    )


def _phasors(
    wiring: Wiring, p_kw: list[float], tan_phi: list[float], volts_pu: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(3,) secondary phase voltages and currents of the load, as complex numbers."""
    rated = 100.0 / np.sqrt(3) if wiring is Wiring.TWO_ELEMENT else 220.0
    volts = rated * np.array(volts_pu) * TURNS
    watts = np.array(p_kw) * 1000 / MULTIPLIER[wiring]
    return volts, np.conj(watts * (1 + 1j * np.array(tan_phi)) / volts)


def _kw(seen: Elements, wiring: Wiring) -> float:
    return float(seen.power_w[0, 0]) * MULTIPLIER[wiring] / 1000


def _complex_power(seen: Elements) -> complex:
    return complex((seen.p_w + 1j * seen.q_var)[:, 0, 0].sum())


def _tan(pf: float) -> float:
    return float(np.tan(np.arccos(pf)))


@given(st.lists(LOADS_KW, min_size=3, max_size=3), st.lists(ANGLES, min_size=3, max_size=3))
def test_four_wire_sums_u_i_cos_phi_of_three_phasors(kw: list[float], angles: list[float]) -> None:
    tan = [float(np.tan(angle)) for angle in angles]
    pu = (1.02, 0.98, 1.0)
    volts, amperes = _phasors(Wiring.FOUR_WIRE, kw, tan, pu)
    seen = _seen(Wiring.FOUR_WIRE, kw, tan, volts_pu=pu)
    np.testing.assert_allclose(seen.u_v[:, 0, 0], np.abs(volts), rtol=1e-4)
    np.testing.assert_allclose(seen.i_a[:, 0, 0], np.abs(amperes), rtol=1e-4)
    by_phase = np.abs(volts) * np.abs(amperes) * np.cos(np.angle(volts) - np.angle(amperes))
    np.testing.assert_allclose(seen.p_w[:, 0, 0], by_phase, rtol=1e-3)
    assert _kw(seen, Wiring.FOUR_WIRE) == pytest.approx(sum(kw), rel=1e-4)
    assert seen.neutral_a[0, 0] == pytest.approx(
        abs(amperes.sum()), rel=1e-3, abs=1e-4 * np.abs(amperes).sum()
    )


@given(LOADS_KW, ANGLES)
def test_two_elements_see_uab_ia_and_ucb_ic(kw: float, angle: float) -> None:
    tan = [float(np.tan(angle))] * 3
    volts, amperes = _phasors(Wiring.TWO_ELEMENT, [kw / 3] * 3, tan, (1.0, 1.0, 1.0))
    seen = _seen(Wiring.TWO_ELEMENT, [kw / 3] * 3, tan)
    elements = {0: volts[0] - volts[1], 2: volts[2] - volts[1]}
    size = float(np.abs(volts * amperes).sum())
    for phase, line in elements.items():
        power = line * np.conj(amperes[phase])
        assert seen.u_v[phase, 0, 0] == pytest.approx(100.0, rel=1e-4)
        assert seen.i_a[phase, 0, 0] == pytest.approx(abs(amperes[phase]), rel=1e-4)
        assert seen.p_w[phase, 0, 0] == pytest.approx(power.real, abs=1e-4 * size)
        assert seen.q_var[phase, 0, 0] == pytest.approx(power.imag, abs=1e-4 * size)
    assert _kw(seen, Wiring.TWO_ELEMENT) == pytest.approx(kw, rel=1e-3)
    assert not seen.u_v[1].any()
    assert not seen.i_a[1].any()


@given(LOADS_KW, POWER_FACTORS, st.integers(0, 2))
def test_one_phase_sees_its_own_phase(kw: float, pf: float, phase: int) -> None:
    load = [0.0, 0.0, 0.0]
    load[phase] = kw
    volts = (1.0, 0.97, 0.94)
    seen = _seen(Wiring.ONE_PHASE, load, _tan(pf), volts_pu=volts, grid_phase=phase)
    assert seen.u_v[0, 0, 0] == pytest.approx(220 * volts[phase], rel=1e-5)
    assert seen.u_v[0, 0, 0] * seen.i_a[0, 0, 0] * pf == pytest.approx(kw * 100, rel=1e-4)
    assert seen.neutral_a[0, 0] == seen.i_a[0, 0, 0]


@given(st.sampled_from(list(Wiring)), LOADS_KW, ANGLES)
def test_reactive_power_is_what_the_load_takes(wiring: Wiring, kw: float, angle: float) -> None:
    alone = wiring is Wiring.ONE_PHASE
    loads = [kw, 0.0, 0.0] if alone else [kw / 3] * 3
    power = _complex_power(_seen(wiring, loads, float(np.tan(angle)))) * MULTIPLIER[wiring] / 1000
    assert power.imag == pytest.approx(kw * np.tan(angle), abs=1e-3 * abs(power))
    assert power.real / abs(power) == pytest.approx(np.cos(angle), abs=1e-3)


@pytest.mark.parametrize(("phase", "left", "pf"), [(0, 0.64, 0.997), (2, 0.36, 0.56)])
def test_full_shunt_of_one_element_at_power_factor_090(phase: int, left: float, pf: float) -> None:
    seen = _seen(Wiring.TWO_ELEMENT, [30.0] * 3, _tan(0.90))
    before = _complex_power(seen).real
    seen.scale_current(0, 0.0, (phase,))
    after = _complex_power(seen)
    assert after.real / before == pytest.approx(left, abs=0.005)
    assert after.real / abs(after) == pytest.approx(pf, abs=0.003)


def test_shunt_of_all_elements_scales_p_q_and_i_alike_and_leaves_u() -> None:
    seen = _seen(Wiring.TWO_ELEMENT, [30.0] * 3, _tan(0.90))
    before = seen.rows(np.array([0]))
    seen.scale_current(0, 0.2)
    for name in ("i_a", "p_w", "q_var"):
        np.testing.assert_allclose(getattr(seen, name), 0.2 * getattr(before, name), rtol=1e-5)
    np.testing.assert_array_equal(seen.u_v, before.u_v)


@given(st.floats(0, 1), st.integers(0, 2), POWER_FACTORS)
def test_shunt_of_one_phase_loses_a_third_of_its_depth(depth: float, phase: int, pf: float) -> None:
    seen = _seen(Wiring.FOUR_WIRE, [10.0] * 3, _tan(pf))
    seen.scale_current(0, 1 - depth, (phase,))
    assert 1 - _kw(seen, Wiring.FOUR_WIRE) / 30 == pytest.approx(depth / 3, abs=1e-4)


def test_one_of_three_currents_reversed_counts_a_third() -> None:
    seen = _seen(Wiring.FOUR_WIRE, [10.0] * 3, 0.3)
    seen.reverse(0, ON, (1,))
    assert _kw(seen, Wiring.FOUR_WIRE) == pytest.approx(10.0, rel=1e-4)


@given(POWER_FACTORS, st.sampled_from([(0, 1.0), (2, -1.0)]))
def test_one_element_reversed_counts_tan_phi_over_root_three(
    pf: float, turned: tuple[int, float]
) -> None:
    phase, sign = turned
    seen = _seen(Wiring.TWO_ELEMENT, [10.0] * 3, _tan(pf))
    seen.reverse(0, ON, (phase,))
    left = _kw(seen, Wiring.TWO_ELEMENT) / 30
    assert left == pytest.approx(sign * _tan(pf) / np.sqrt(3), abs=1e-3)


@given(
    VOLTS_PU, st.lists(LOADS_KW, min_size=3, max_size=3), st.lists(ANGLES, min_size=3, max_size=3)
)
def test_swapped_currents_are_the_phasors_of_each_other(
    pu: tuple[float, ...], kw: list[float], angles: list[float]
) -> None:
    tan = [float(np.tan(angle)) for angle in angles]
    volts, amperes = _phasors(Wiring.FOUR_WIRE, kw, tan, pu)
    seen = _seen(Wiring.FOUR_WIRE, kw, tan, volts_pu=pu)
    seen.swap_currents(0, ON, (0, 1), Wiring.FOUR_WIRE.value)
    power = volts * np.conj(amperes[[1, 0, 2]])
    size = np.abs(power).sum()
    np.testing.assert_allclose(seen.p_w[:, 0, 0], power.real, atol=1e-4 * size)
    np.testing.assert_allclose(seen.q_var[:, 0, 0], power.imag, atol=1e-4 * size)
    np.testing.assert_allclose(seen.i_a[:, 0, 0], np.abs(amperes)[[1, 0, 2]], rtol=1e-4)
    np.testing.assert_allclose(seen.u_v[:, 0, 0], np.abs(volts), rtol=1e-4)


@given(LOADS_KW, ANGLES)
def test_swapped_currents_of_two_elements_are_the_phasors_of_each_other(
    kw: float, angle: float
) -> None:
    tan = [float(np.tan(angle))] * 3
    volts, amperes = _phasors(Wiring.TWO_ELEMENT, [kw / 3] * 3, tan, (1.0, 1.0, 1.0))
    seen = _seen(Wiring.TWO_ELEMENT, [kw / 3] * 3, tan)
    seen.swap_currents(0, ON, (0, 2), Wiring.TWO_ELEMENT.value)
    for phase, other in ((0, 2), (2, 0)):
        power = (volts[phase] - volts[1]) * np.conj(amperes[other])
        assert seen.p_w[phase, 0, 0] == pytest.approx(power.real, abs=1e-4 * abs(power))
        assert seen.q_var[phase, 0, 0] == pytest.approx(power.imag, abs=1e-4 * abs(power))


@given(
    st.sampled_from(
        [(Wiring.FOUR_WIRE, pair) for pair in ((0, 1), (1, 2), (0, 2))]
        + [(Wiring.TWO_ELEMENT, (0, 2))]
    ),
    POWER_FACTORS,
)
def test_adjacent_swap_of_balanced_load_counts_nothing(
    swap: tuple[Wiring, tuple[int, int]], pf: float
) -> None:
    wiring, pair = swap
    seen = _seen(wiring, [10.0] * 3, _tan(pf))
    before = seen.rows(np.array([0]))
    seen.swap_currents(0, ON, pair, wiring.value)
    assert abs(_complex_power(seen)) < 1e-4 * abs(_complex_power(before))
    np.testing.assert_allclose(seen.i_a, before.i_a, rtol=1e-4)
    np.testing.assert_array_equal(seen.u_v, before.u_v)


def test_swap_outside_its_slots_and_without_voltage_changes_nothing() -> None:
    seen, dark = (
        _seen(Wiring.FOUR_WIRE, [5.0, 9.0, 2.0], 0.3, volts_pu=v) for v in ((1,) * 3, (0,) * 3)
    )
    before = seen.rows(np.array([0]))
    seen.swap_currents(0, ~ON, (0, 1), Wiring.FOUR_WIRE.value)
    dark.swap_currents(0, ON, (0, 1), Wiring.FOUR_WIRE.value)
    np.testing.assert_array_equal(seen.p_w, before.p_w)
    np.testing.assert_array_equal(seen.i_a, before.i_a)
    assert not dark.p_w.any()
    assert not dark.i_a.any()


@given(POWER_FACTORS, st.floats(-1.5, 1.5))
def test_turned_current_keeps_its_size_and_loses_by_the_angle(pf: float, lag: float) -> None:
    seen = _seen(Wiring.FOUR_WIRE, [10.0] * 3, _tan(pf))
    before = seen.rows(np.array([0]))
    seen.turn(0, lag)
    power, usual = _complex_power(seen), _complex_power(before)
    assert power.real == pytest.approx(
        abs(usual) * np.cos(np.arccos(pf) + lag), abs=1e-3 * abs(usual)
    )
    assert abs(power) == pytest.approx(abs(usual), rel=1e-4)
    np.testing.assert_array_equal(seen.i_a, before.i_a)
    np.testing.assert_array_equal(seen.u_v, before.u_v)


def test_scaled_power_leaves_voltage_and_current_as_shown() -> None:
    seen = _seen(Wiring.FOUR_WIRE, [10.0, 20.0, 5.0], 0.3)
    before = seen.rows(np.array([0]))
    seen.scale_power(0, 0.6)
    assert _complex_power(seen) == pytest.approx(0.6 * _complex_power(before), rel=1e-4)
    np.testing.assert_array_equal(seen.i_a, before.i_a)


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
