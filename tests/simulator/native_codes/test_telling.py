from __future__ import annotations

import pytest

from pipeline.contract.vocabulary import EventCode, EventProfile
from simulator.journal import Event
from simulator.native_codes import in_native_codes

OUTAGE = [
    Event(100, "M1", EventCode.POWER_DOWN.value),
    Event(100, "M2", EventCode.POWER_DOWN.value),
    Event(400, "M1", EventCode.POWER_UP.value),
    Event(500, "M2", EventCode.POWER_UP.value),
]


def test_down_and_up_become_one_record_with_an_end() -> None:
    told = in_native_codes(OUTAGE, {"M1": EventProfile.DLT698})
    assert told[0] == Event(100, "M1", "30110200", ts_end_us=400, profile=EventProfile.DLT698)
    assert told[1:] == [OUTAGE[1], OUTAGE[3]]


@pytest.mark.parametrize("profile", [EventProfile.CIM, EventProfile.IDIS, EventProfile.CSG])
def test_down_and_up_stay_two_where_the_list_has_both(profile: EventProfile) -> None:
    told = [one for one in in_native_codes(OUTAGE, {"M1": profile}) if one.device_id == "M1"]
    assert [one.ts_us for one in told] == [100, 400]
    assert len({one.code for one in told}) == 2
    assert {one.profile for one in told} == {profile}


def test_each_device_speaks_its_own_list_and_others_the_canonical_words() -> None:
    events = [Event(k, f"M{k}", EventCode.METER_COVER_OPEN.value) for k in range(3)]
    devices = {"M0": EventProfile.CIM, "M1": EventProfile.CSG}
    told = in_native_codes(events, devices)
    assert [one.code for one in told] == ["0.12.141.212", "E200004E", "meter_cover_open"]


def test_codes_unknown_to_the_list_stay_canonical_by_default() -> None:
    event = Event(100, "M1", EventCode.METER_RESTART.value)
    assert in_native_codes([event], {"M1": EventProfile.DLT698}) == [event]


def test_real_devices_tell_the_nearest_once_or_nothing() -> None:
    events = [
        Event(100, "M1", EventCode.DISPLAY_BLANK.value),
        Event(100, "M1", EventCode.METER_RESTART.value),
        Event(100, "M1", EventCode.PROCESSOR_RESET.value),
    ]
    told = in_native_codes(events, {"M1": EventProfile.C1219}, keeps_unknown=False)
    assert told == [Event(100, "M1", "38", profile=EventProfile.C1219)]


def test_nothing_that_a_list_can_tell_is_lost() -> None:
    devices = {f"M{k}": profile for k, profile in enumerate(EventProfile)}
    devices.pop("M0")
    events = [
        Event(100 + n, device, code.value) for n, code in enumerate(EventCode) for device in devices
    ]
    told = in_native_codes(events, devices)
    merged = [one for one in told if one.ts_end_us is not None]
    assert len(merged) == 3
    assert len(told) + len(merged) == len(events)
