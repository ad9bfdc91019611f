from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Case, Find


def _edges(case: Case, name: str = "p_kw") -> np.ndarray:
    """Steps of more than half between neighbouring quarter hours, by day."""
    steps = np.abs(np.diff(np.log(np.abs(case.curves(name)[0]) + 1e-6), axis=1))
    return (steps > np.log(1.6)).sum(axis=1)


def test_batch_process_switches_power_and_current_alike_from_the_first_day(find: Find) -> None:
    case = find("batch_process")
    workdays = np.arange(20) % 7 < 5
    assert case.span.start == 0
    assert np.median(_edges(case)[workdays]) >= 4
    now, usual = (case.curves(name) for name in ("p_kw", "i_a"))
    down = now[0] < 0.6 * now[1]
    shares = now[0][down] / now[1][down], usual[0][down] / usual[1][down]
    np.testing.assert_allclose(shares[0], shares[1], atol=0.12)


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("batch_process", 0, 0.06), ("plant_switching", 0.03, 0.6)]
)
def test_power_factor_moves_with_idle_motors_alone(
    kind: str, least: float, most: float, find: Find
) -> None:
    case = find(kind)
    now, usual = case.curves("p_kw")
    down = (now < 0.6 * usual) & (usual > 0)
    moved = np.abs(np.subtract(*case.curves("pf")))[down]
    assert down.sum() > 20
    assert least <= np.median(moved) < most


def test_stuck_capacitors_make_the_current_lead_at_low_load(find: Find) -> None:
    case = find("capacitor_overcompensation")
    now, usual = case.curves("q_kvar")
    leads = (now < 0).mean(axis=1)
    assert not (usual < 0).any()
    assert (leads[: case.span.start] == 0).all()
    assert (leads[case.span.start :] > 0.3).all()
    np.testing.assert_allclose(*case.kw(), rtol=0.01)
