from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import EventCode

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_monitor_of_the_current_circuit_cries_and_no_current_changes(find: Find) -> None:
    case = find("false_ct_alarm")
    roster = case.odd.simulation.roster
    device = str(roster.terminal_id[case.row] or roster.meter_id[case.row])
    cries = [
        one
        for one in case.odd.simulation.journal.events
        if one.device_id == device and one.code == case.one.code
    ]
    assert len(cries) >= 2
    assert {one.phase for one in cries} == {case.one.phase}
    for name in ("i_a", "i_c"):
        now, usual = case.curves(name)
        np.testing.assert_allclose(now, usual, rtol=0.02, atol=0.01)


def test_worn_switch_reports_a_cover_at_any_hour_without_a_ticket(find: Find) -> None:
    case = find("worn_cover_switch")
    assert set(case.codes()) == {case.one.code}
    assert case.orders == []
    days = {case.day_of(one.ts_us) for one in case.events()}
    assert days <= set(range(case.span.start, 20))


def test_restored_register_falls_on_its_days_and_says_so(find: Find) -> None:
    case = find("register_restored")
    now, usual = (world.registers(case.row)[:, -1] for world in (case.odd, case.plain))
    short = usual - now
    fell = np.flatnonzero(np.diff(short, prepend=0) > 0.5)
    assert set(fell.tolist()) == case.one.days
    codes = case.codes()
    assert codes[EventCode.REGISTER_DECREASE] == codes[EventCode.MEMORY_ERROR] == len(fell)
