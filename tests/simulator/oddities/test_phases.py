from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Case, Find


def test_new_machine_loads_one_phase_in_its_hours(find: Find) -> None:
    case = find("new_single_phase_load")
    phase = "abc"[int(np.argmax(case.one.phase))]
    others = [f"i_{name}" for name in "abc" if name != phase]
    after = slice(case.span.start, None)
    assert (case.left()[after] > 1.15).all()
    now, usual = case.curves(f"i_{phase}")
    assert now[after].mean() > 1.3 * usual[after].mean()
    for other in others:
        now, usual = case.curves(other)
        np.testing.assert_allclose(now[after].mean(), usual[after].mean(), rtol=0.05)


def _currents(case: Case) -> np.ndarray:
    """(3,) mean current of the span over the usual one."""
    return np.array(
        [np.divide(*(v[case.span].mean() for v in case.curves(f"i_{n}"))) for n in "abc"]
    )


def test_scrapped_machine_lowers_one_phase_alone(find: Find) -> None:
    case = find("single_phase_load_gone")
    np.testing.assert_allclose(_currents(case), case.one.left, atol=0.03)
    assert (case.left()[case.span] < 0.92).all()


def test_moved_circuits_shift_current_between_phases_and_keep_the_sum(find: Find) -> None:
    case = find("circuits_moved")
    currents = _currents(case)
    np.testing.assert_allclose(currents[case.one.giver], 1 - case.one.moved, atol=0.03)
    assert currents[case.one.taker] > 1.1
    np.testing.assert_allclose(case.left(), 1, atol=0.01)


def test_one_phase_has_nearly_all_from_the_first_day_and_the_meter_complains(find: Find) -> None:
    case = find("uneven_phases")
    means = [case.curves(f"i_{name}")[0].mean() for name in "abc"]
    assert int(np.argmax(means)) == case.one.phase
    assert max(means) > 0.7 * sum(means)
    np.testing.assert_allclose(case.left(), 1, atol=0.01)
    assert case.codes()["current_unbalance"] >= 6
