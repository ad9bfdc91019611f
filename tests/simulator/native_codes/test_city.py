"""A whole city that reports in seven lists: all that it sends is read back as what it was."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode, EventProfile
from pipeline.event_codes import canonical_codes
from simulator.journal import Event
from simulator.native_codes import in_native_codes, native_devices
from simulator.native_codes.code_lists import INSTEAD
from simulator.region import Region
from simulator.scenario import EVERYTHING
from simulator.simulation import Simulation
from simulator.timeline import Timeline

LISTS = tuple(one.value for one in EventProfile if one is not EventProfile.CANONICAL)
# One code for two events: read as the first of them.
SHARED = {
    EventCode.PROCESSOR_RESET: EventCode.MEMORY_ERROR,
    EventCode.NEUTRAL_MISMATCH: EventCode.CURRENT_UNBALANCE,
    EventCode.RATIO_CHANGE: EventCode.PROGRAM_CHANGE,
    EventCode.CURRENT_LOST: EventCode.CT_OPEN,
}


@pytest.fixture(scope="module")
def city() -> tuple[Simulation, dict[str, EventProfile]]:
    scenario = EVERYTHING.model_copy(update={"region": Region(district_accounts=8)})
    timeline = Timeline(dt.date(2026, 3, 1), 21, "Asia/Shanghai")
    simulation = Simulation(300, timeline, 3, scenario)
    for day in range(21):
        simulation.deliver(day)
    known = (simulation.roster, simulation.happenings, simulation.journal.changes)
    return simulation, native_devices(*known, LISTS, everywhere=True)


def _read(events: list[Event]) -> list[str]:
    profile = np.array([one.profile.value for one in events], dtype=object)
    code = np.array([one.code for one in events], dtype=object)
    return [str(one) for one in canonical_codes(profile, code)]


def test_every_event_sent_is_read_back_as_one_that_happened(
    city: tuple[Simulation, dict[str, EventProfile]],
) -> None:
    simulation, devices = city
    happened = {(one.ts_us, one.device_id, one.code) for one in simulation.journal.events}
    told = in_native_codes(simulation.journal.events, devices, keeps_unknown=False)
    spoken = Counter(one.profile for one in told)
    assert set(spoken) == set(EventProfile)
    for event, read in zip(told, _read(told), strict=True):
        meant = {read, *(one.value for one, other in SHARED.items() if other == read)}
        meant |= {one.value for one, other in INSTEAD.items() if other.value in meant}
        assert {(event.ts_us, event.device_id, code) for code in meant} & happened, event


def test_what_each_list_has_is_told_in_it_as_often_as_it_happened(
    city: tuple[Simulation, dict[str, EventProfile]],
) -> None:
    simulation, devices = city
    told = in_native_codes(simulation.journal.events, devices)
    covers = Counter(
        one.device_id
        for one, read in zip(told, _read(told), strict=True)
        if read == EventCode.METER_COVER_OPEN
    )
    opened = Counter(
        one.device_id for one in simulation.journal.events if one.code == EventCode.METER_COVER_OPEN
    )
    assert opened
    assert covers == opened
