from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.window import Window
from models.reference_energy import Reference, find_reference
from pipeline.contract.vocabulary import Means

DAYS, ONSET = 40, 25
LOAD = 1.0 + 0.3 * np.sin(np.arange(DAYS))[None, :]
SINCE = np.arange(DAYS)[None, :] >= ONSET


@pytest.fixture
def reference(make_window: Callable[..., Window]) -> Callable[..., Reference]:
    """Find the reference of one account from its facts and kWh."""

    def find(
        means: Means, kwh: np.ndarray, *, wiring: str = "3P4W", **facts: np.ndarray
    ) -> Reference:
        window = make_window(
            ["A"],
            days=DAYS,
            kwh=kwh,
            text={"wiring": [wiring]},
            facts={name: values.astype(np.float32) for name, values in facts.items()},
        )
        onset = np.array([ONSET], dtype=np.int32)
        return find_reference(window, np.array([0]), onset, np.array([means.value], dtype=object))

    return find


def _metered(left: float) -> np.ndarray:
    return 10.0 * LOAD * np.where(SINCE, left, 1.0)


def _phases(**factors: float) -> dict[str, np.ndarray]:
    return {
        f"i_{name}_mean_a": 5.0 * LOAD * np.where(SINCE, factors.get(name, 1.0), 1.0)
        for name in "abc"
    }


def test_currents_tell_what_a_lost_voltage_hides(reference: Callable[..., Reference]) -> None:
    found = reference(Means.PHASE_VOLTAGE_LOST, _metered(2 / 3), **_phases())
    assert found.is_clear(SINCE)[0]
    np.testing.assert_allclose(found.drawn_kwh, 10.0 * LOAD, rtol=1e-5)
    np.testing.assert_allclose(found.missing_share[SINCE], 1 / 3, rtol=1e-4)


def test_a_load_that_went_is_no_loss(reference: Callable[..., Reference]) -> None:
    gone = _phases(a=0.5, b=0.5, c=0.5)
    found = reference(Means.PHASE_VOLTAGE_LOST, _metered(0.5), **gone)
    assert not found.is_clear(SINCE)[0]


def test_phases_that_stand_tell_of_the_one_that_is_tapped(
    reference: Callable[..., Reference],
) -> None:
    found = reference(Means.CT_SHUNT, _metered(0.8), **_phases(b=0.4))
    np.testing.assert_allclose(found.drawn_kwh, 10.0 * LOAD, rtol=1e-5)


def test_phases_are_compared_only_where_a_shunt_is_suspected(
    reference: Callable[..., Reference],
) -> None:
    # An honest load that left phase b looks the same.
    found = reference(Means.CONSUMPTION_DROP, _metered(0.8), **_phases(b=0.4))
    assert not found.is_clear(SINCE)[0]


def test_the_neutral_of_a_one_phase_meter_tells_what_the_line_does_not(
    reference: Callable[..., Reference],
) -> None:
    facts = {"i_a_mean_a": 5.0 * LOAD * np.where(SINCE, 0.3, 1.0), "i_n_mean_a": 5.0 * LOAD}
    found = reference(Means.NEUTRAL_BYPASS, _metered(0.3), wiring="1P2W", **facts)
    np.testing.assert_allclose(found.missing_share[SINCE], 0.7, rtol=1e-4)
    # In three-phase meters the neutral carries only what the phases differ by.
    three = reference(Means.NEUTRAL_BYPASS, _metered(0.3), **facts)
    assert not three.is_clear(SINCE)[0]


def test_a_terminal_is_put_beside_the_daily_energy(reference: Callable[..., Reference]) -> None:
    facts = {"terminal_matched_kwh": 10.0 * LOAD, "terminal_meter_kwh": _metered(0.5)}
    found = reference(Means.CT_SHUNT, _metered(0.5), **facts)
    np.testing.assert_allclose(found.drawn_kwh, 10.0 * LOAD, rtol=1e-5)


def test_a_terminal_that_always_differed_shows_no_loss(
    reference: Callable[..., Reference],
) -> None:
    facts = {"terminal_matched_kwh": 10.0 * LOAD, "terminal_meter_kwh": 8.0 * LOAD}
    assert not reference(Means.CT_SHUNT, _metered(1.0), **facts).is_clear(SINCE)[0]


def test_without_a_second_measurement_nothing_is_told(
    reference: Callable[..., Reference],
) -> None:
    found = reference(Means.CT_SHUNT, _metered(0.5))
    assert np.isnan(found.drawn_kwh).all()
    assert not found.is_clear(SINCE)[0]
