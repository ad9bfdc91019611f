from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import EventCode, Outcome, WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Case, Find


def _mismatch(case: Case) -> np.ndarray:
    """(d,) median difference of the two conductors over the larger, where current flows."""
    live, neutral = (case.odd.curve(name, case.row) for name in ("i_a", "i_n"))
    larger = np.maximum(live, neutral)
    share = np.where(larger > 0.5, (neutral - live) / np.maximum(larger, 1e-3), np.nan)
    return np.nanmedian(share, axis=1)


def test_shared_neutral_carries_more_than_the_live_conductor_from_the_first_day(
    find: Find,
) -> None:
    case = find("shared_neutral")
    roster = case.odd.simulation.roster
    assert roster.transformer[case.one.neighbour] == roster.transformer[case.row]
    assert roster.grid_phase[case.one.neighbour] == roster.grid_phase[case.row]
    assert (np.median(_mismatch(case)[:6])) > 0.1
    assert case.codes()[EventCode.NEUTRAL_MISMATCH] >= 2


def test_leaking_heater_returns_less_by_the_neutral_at_night(find: Find) -> None:
    case = find("earth_leakage")
    now, usual = case.curves("i_n")
    hours = case.odd.days[0].day.hours
    share = (now / np.where(usual > 0.5, usual, np.nan))[case.span]
    night, noon = hours < 4.5, (hours > 10) & (hours < 14)
    np.testing.assert_allclose(np.nanmedian(share[:, night]), case.one.left, atol=0.02)
    np.testing.assert_allclose(np.nanmedian(share[:, noon]), 1, atol=0.04)
    assert case.codes()[EventCode.NEUTRAL_MISMATCH] >= 2


def test_swapped_conductors_differ_from_the_electricians_day_on(find: Find) -> None:
    case = find("phase_neutral_swap")
    share = _mismatch(case)
    assert np.abs(share[: case.span.start]).max() < 0.05
    assert share[case.span].min() > 0.15
    visits = [kind for kind, *_ in case.orders]
    assert visits in ([], [WorkOrder.SITE_VISIT])
    assert [one.outcome for one in case.findings] == [Outcome.WIRING_ERROR] * len(visits)
