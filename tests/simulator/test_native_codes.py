from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, EventProfile
from pipeline.event_codes.maps import canonical_codes
from simulator.journal import Event
from simulator.native_codes import DLT698, in_native_codes


def test_every_native_code_is_read_back_as_what_it_was() -> None:
    profiles = np.array([EventProfile.DLT698.value] * len(DLT698), dtype=object)
    read = canonical_codes(profiles, np.array(list(DLT698.values()), dtype=object))
    assert read.tolist() == [code.value for code in DLT698]


def test_down_and_up_become_one_record_with_an_end() -> None:
    events = [
        Event(100, "M1", EventCode.POWER_DOWN.value),
        Event(100, "M2", EventCode.POWER_DOWN.value),
        Event(400, "M1", EventCode.POWER_UP.value),
        Event(500, "M2", EventCode.POWER_UP.value),
    ]
    told = in_native_codes(events, frozenset({"M1"}))
    assert told[0] == Event(100, "M1", "30110200", ts_end_us=400, profile=EventProfile.DLT698)
    assert told[1:] == [events[1], events[3]]


def test_codes_unknown_to_the_list_stay_canonical() -> None:
    event = Event(100, "M1", EventCode.METER_RESTART.value)
    assert in_native_codes([event], frozenset({"M1"})) == [event]
