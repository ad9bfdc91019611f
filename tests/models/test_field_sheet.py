import cmath
import math

import numpy as np
import pytest

from models.field_load import HOURS, UsualLoad
from models.field_sheet import (
    Basis,
    Connection,
    Expectation,
    best_span,
    connection_of,
    expectation,
    expected_load,
    primary_current,
)
from pipeline.contract.vocabulary import Wiring


def load(kw: float | list[float] = 1.0, **own: object) -> UsualLoad:
    hours = np.full(HOURS, kw) if isinstance(kw, float) else np.array(kw)
    parts = {"currents": {}, "volts": {}, "power_factor": 0.9, "days": 28} | own
    return UsualLoad(hours, True, **parts)  # type: ignore[arg-type]


def expected(
    connection: Connection, before: UsualLoad | None, now: UsualLoad | None
) -> Expectation:
    found = expectation(connection, before, now, None)
    assert found is not None
    return found


def _phasors(volts: float, amperes: float, angle: float) -> list[tuple[complex, complex]]:
    """Voltage to neutral and current of three balanced phases."""
    turns = [cmath.rect(1, -2 * math.pi * k / 3) for k in range(3)]
    return [(volts * t, cmath.rect(amperes, -angle) * t) for t in turns]


def test_one_phase_against_ohm() -> None:
    # 2.3 kW at 230 V and cos phi 1 are 10 A.
    assert primary_current(2.3, Connection(Wiring.ONE_PHASE, 230.0), 1.0) == pytest.approx(10.0)


def test_four_wires_against_phasors() -> None:
    amperes = primary_current(30.0, Connection(Wiring.FOUR_WIRE, 220.0, 40.0), 0.8)
    total = sum((u * i.conjugate()).real for u, i in _phasors(220.0, amperes, math.acos(0.8)))
    assert total == pytest.approx(30_000)


def test_two_elements_against_the_sum_of_both() -> None:
    connection = Connection(Wiring.TWO_ELEMENT, 100.0, 15.0, 100.0)
    amperes = primary_current(250.0, connection, 0.85)
    (ua, ia), (ub, _), (uc, ic) = _phasors(10_000 / math.sqrt(3), amperes, math.acos(0.85))
    power = ((ua - ub) * ia.conjugate() + (uc - ub) * ic.conjugate()).real
    assert power == pytest.approx(250_000)


def test_phases_keep_their_usual_share_of_the_current() -> None:
    connection = Connection(Wiring.FOUR_WIRE, 220.0, 30.0)
    usual = load(1.0, currents={"a": 1.0, "b": 2.0, "c": 3.0}, power_factor=0.9)
    found = expected(connection, usual, None)
    balanced = 30_000 / (3 * 220 * 0.9)
    amperes = [one.expected for one in found.phases]
    assert amperes == pytest.approx([balanced / 2, balanced, balanced * 1.5])


def test_a_shunted_phase_shows_less_than_expected() -> None:
    connection = Connection(Wiring.FOUR_WIRE, 220.0, 30.0)
    before = load(1.0, currents={"a": 2.0, "b": 2.0, "c": 2.0})
    now = load(0.75, currents={"a": 2.0, "b": 2.0, "c": 0.5})
    a, _, c = expected(connection, before, now).phases
    assert a.metered == pytest.approx(60.0)
    assert c.metered == pytest.approx(15.0)
    assert c.displayed == pytest.approx(0.5)
    assert c.expected == pytest.approx(30_000 / (3 * 220 * 0.9))


def test_hours_of_a_visit_are_those_in_which_most_is_missing() -> None:
    before, now = [2.0] * HOURS, [2.0] * HOURS
    now[20:23] = [0.0] * 3
    now[13:16] = [1.0] * 3
    found = expected(Connection(Wiring.ONE_PHASE, 230.0), load(before), load(now))
    assert (found.first, found.last) == (13, 16)
    assert found.best == (20, 23)
    assert (found.expected_kw, found.metered_kw) == (2.0, 1.0)


def test_without_days_before_the_estimated_loss_is_added() -> None:
    found = expected_load(None, load(1.0), 48.0, 2.0)
    assert found is not None
    assert found[1] is Basis.ESTIMATE
    assert found[0].mean_kw == pytest.approx(1.0 + 48.0 / 2.0 / 24.0)
    idle = expected_load(None, load(0.0), 48.0, 2.0)
    assert idle is not None
    assert idle[0].mean_kw == pytest.approx(1.0)
    recent = expected_load(None, load(1.0), None, 1.0)
    assert recent is not None
    assert recent[1] is Basis.RECENT


def test_nothing_is_expected_where_nothing_is_known() -> None:
    connection = Connection(Wiring.ONE_PHASE, 230.0)
    assert expectation(connection, None, None, 12.0) is None
    assert expectation(connection, None, load(float("nan")), None) is None


def test_an_impossible_power_factor_is_not_believed() -> None:
    found = expected(Connection(Wiring.ONE_PHASE, 230.0), load(1.0, power_factor=0.01), None)
    assert (found.power_factor, found.is_factor_assumed) == (0.9, True)


def test_a_connection_needs_wiring_and_voltage() -> None:
    account = {"wiring": "3P3W", "rated_voltage_v": 100.0, "ct_ratio": 15.0, "pt_ratio": 100.0}
    found = connection_of(account)
    assert found == Connection(Wiring.TWO_ELEMENT, 100.0, 15.0, 100.0)
    assert found.phases == ("a", "c")
    assert found.primary_volts == 10_000
    assert connection_of(account | {"wiring": "2P2W"}) is None
    assert connection_of(account | {"rated_voltage_v": None}) is None


def test_the_best_span_stays_within_its_bounds() -> None:
    weights = np.zeros(HOURS)
    weights[22] = 9.0
    weights[8] = 1.0
    assert best_span(weights) == (20, 23)
    assert best_span(weights, 8, 18) == (8, 11)
