from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode, Wiring

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Case, Find


def _voltage_share(case: Case, name: str, row: int) -> np.ndarray:
    """(d, T) voltage with the disturbance over voltage without; NaN where there is none."""
    now, usual = (world.curve(name, row) for world in (case.odd, case.plain))
    with np.errstate(invalid="ignore"):
        return now / np.where(usual > 0, usual, np.nan)


def _rows(case: Case, wiring: Wiring) -> list[int]:
    roster = case.odd.simulation.roster
    return [row for row in case.one.spans if roster.wiring[row] == wiring.value]


def test_tap_change_steps_every_voltage_of_the_district_for_good(befall: Find) -> None:
    case = befall("tap_change")
    onset = case.one.stage.onset
    for row in case.one.spans:
        share = _voltage_share(case, "u_a", row)
        np.testing.assert_allclose(share[:onset], 1, atol=1e-3)
        np.testing.assert_allclose(share[onset + 1 :], case.one.factor, atol=2e-3)
    other = next(row for row in range(500) if row not in case.one.spans)
    np.testing.assert_allclose(_voltage_share(case, "u_a", other), 1, atol=2e-3)


def test_blown_fuse_darkens_one_phase_of_the_whole_district(befall: Find) -> None:
    case = befall("blown_fuse")
    roster, day = case.odd.simulation.roster, case.one.stage.onset
    during = case.odd.days[day].day.between(case.one.start, case.one.end)
    for row in _rows(case, Wiring.FOUR_WIRE):
        for phase, name in enumerate("abc"):
            share = _voltage_share(case, f"u_{name}", row)[day, during]
            assert (share < 0.25).all() if phase == case.one.phase else (share > 0.97).all()
        assert case.codes(row) == {EventCode.VOLTAGE_LOST: 1}
        assert {one.phase for one in case.events(row)} == {"abc"[case.one.phase]}
    for row in _rows(case, Wiring.ONE_PHASE):
        answered = case.odd.days[day].on_time[row, during] | case.odd.days[day].late[row, during]
        on_it = roster.grid_phase[row] == case.one.phase
        assert answered.any() != on_it
        assert case.codes(row)[EventCode.POWER_DOWN] == int(on_it)
    assert np.abs(case.odd.simulation.lost_kwh).max() < 0.05


def test_floating_neutral_raises_some_phases_and_lowers_one(befall: Find) -> None:
    case = befall("floating_neutral")
    day = case.one.stage.onset
    during = case.odd.days[day].day.between(case.one.start, case.one.end)
    row = _rows(case, Wiring.FOUR_WIRE)[0]
    shares = [np.median(_voltage_share(case, f"u_{n}", row)[day, during]) for n in "abc"]
    assert min(shares) < 0.78
    assert sorted(shares)[1] > 1.02
    assert case.codes(row) == {EventCode.VOLTAGE_LOST: 1}


@pytest.mark.parametrize("wiring", list(Wiring))
def test_broken_conductor_halves_two_phases_of_the_whole_feeder(
    wiring: Wiring, befall: Find
) -> None:
    case = befall("broken_conductor")
    roster, day = case.odd.simulation.roster, case.one.stage.onset
    assert len(set(roster.feeder[list(case.one.spans)])) == 1
    assert len(set(roster.transformer[list(case.one.spans)])) > 2
    during = case.odd.days[day].day.between(case.one.start, case.one.end)
    low = 0
    for row in _rows(case, wiring):
        share = np.nanmedian(_voltage_share(case, "u_a", row)[day, during])
        low += bool(share < 0.85)
        if wiring is not Wiring.ONE_PHASE:
            assert case.codes(row)[EventCode.VOLTAGE_LOST] == 2
    assert low > 0
