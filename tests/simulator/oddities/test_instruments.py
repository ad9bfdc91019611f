from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode, Outcome, WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_saturated_transformers_press_high_currents_and_leave_low_ones(find: Find) -> None:
    case = find("ct_saturation")
    now, usual = (values[case.span] for values in case.curves("i_a"))
    high, low = usual > 1.3 * case.one.linear_a, (usual < 0.7 * case.one.linear_a) & (usual > 0.05)
    assert (now[high] < 0.97 * usual[high]).all()
    np.testing.assert_allclose(now[low], usual[low], rtol=0.02, atol=0.01)


@pytest.mark.parametrize(
    ("kind", "channel", "code"),
    [
        ("loose_ct_terminal", "i", EventCode.CURRENT_LOST),
        ("corroded_voltage_link", "u", EventCode.VOLTAGE_LOST),
    ],
)
def test_bad_contact_of_one_phase_is_reported_found_and_mended(
    kind: str, channel: str, code: EventCode, find: Find
) -> None:
    case = find(kind)
    first, last = case.one.spans[case.row]
    for phase, name in enumerate("abc"):
        now, usual = case.curves(f"{channel}_{name}")
        is_lost = ((now < 0.5 * usual) & (usual > 0.1)).mean(axis=1)
        assert not is_lost[:first].any()
        assert not is_lost[last + 1 :].any()
        assert (is_lost[first:last].mean() > 0.2) == (phase == case.one.phase)
    assert code in set(case.codes()) <= {code, EventCode.CT_OPEN}
    assert {one.phase for one in case.events()} == {"abc"[case.one.phase]}
    mended = last < 19
    assert case.orders == [(WorkOrder.SITE_VISIT, last, last)] * mended
    assert [one.outcome for one in case.findings] == [Outcome.FAULT] * mended


def test_faulty_terminal_shows_more_than_the_meter_which_is_right(find: Find) -> None:
    case = find("terminal_fault")
    place = int(np.searchsorted(case.odd.simulation.meters.terminal_places, case.row))
    now, usual = (
        np.stack([day.terminals.curves["p_kw"][place] for day in world.days])
        for world in (case.odd, case.plain)
    )
    share = now[case.span] / usual[case.span]
    np.testing.assert_allclose(np.median(share), case.one.gain, rtol=0.01)
    np.testing.assert_array_equal(*case.curves("p_kw"))
    terminal = case.odd.simulation.roster.terminal_id[case.row]
    codes = [
        one.code for one in case.odd.simulation.journal.events if one.device_id == str(terminal)
    ]
    assert codes.count(EventCode.METER_TERMINAL_MISMATCH) >= 3


def test_blown_fuse_halves_the_voltage_of_one_element_until_mended(find: Find) -> None:
    case = find("blown_pt_fuse")
    first, last = case.one.spans[case.row]
    for phase, name in ((0, "a"), (2, "c")):
        now, usual = case.curves(f"u_{name}")
        expected = np.where(phase == case.one.phase, 0.5, 1)
        np.testing.assert_allclose(now[first:last] / usual[first:last], expected, atol=0.01)
        np.testing.assert_allclose(now[last + 1 :] / usual[last + 1 :], 1, atol=0.01)
    assert case.codes() == {EventCode.VOLTAGE_LOST: 1}
    assert case.orders == [(WorkOrder.SITE_VISIT, last, last)] * (last < 19)


def test_terminal_of_one_circuit_shows_a_part_from_the_first_day(find: Find) -> None:
    case = find("terminal_on_part")
    place = int(np.searchsorted(case.odd.simulation.meters.terminal_places, case.row))
    now, usual = (
        np.stack([day.terminals.curves["i_a"][place] for day in world.days])
        for world in (case.odd, case.plain)
    )
    used = usual > 0.2
    np.testing.assert_allclose(now[used] / usual[used], case.one.part, rtol=0.03)
