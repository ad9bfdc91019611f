from __future__ import annotations

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode, EventProfile
from pipeline.event_codes import canonical_codes
from simulator.native_codes.code_lists import (
    INSTEAD,
    code_list,
    native_code,
    nearest_code,
    pairs_supply,
)

PROFILES = [profile for profile in EventProfile if profile is not EventProfile.CANONICAL]
# One code, two events: devices of this list cannot tell them apart, nor can who reads them.
SHARED = {
    (EventProfile.QGDW3761, EventCode.PROCESSOR_RESET): EventCode.MEMORY_ERROR,
    (EventProfile.QGDW3761, EventCode.NEUTRAL_MISMATCH): EventCode.CURRENT_UNBALANCE,
    (EventProfile.QGDW3761, EventCode.RATIO_CHANGE): EventCode.PROGRAM_CHANGE,
    (EventProfile.QGDW3761, EventCode.CURRENT_LOST): EventCode.CT_OPEN,
}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_native_code_is_read_back_as_the_event_it_tells(profile: EventProfile) -> None:
    known = code_list(profile)
    sent = np.array(list(known.values()), dtype=object)
    read = canonical_codes(np.full(len(sent), profile.value, dtype=object), sent)
    meant = [SHARED.get((profile, event), event).value for event, _ in known]
    assert dict(zip(sent, read, strict=True)) == dict(zip(sent, meant, strict=True))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_code_tells_one_event_but_for_those_known_to_be_shared(profile: EventProfile) -> None:
    told: dict[str, set[EventCode]] = {}
    for (event, _), code in code_list(profile).items():
        told.setdefault(code, set()).add(event)
    shared = {code: events for code, events in told.items() if len(events) > 1}
    allowed = [{event, other} for (one, event), other in SHARED.items() if one is profile]
    assert all(events in allowed for events in shared.values())


def test_white_screens_have_no_code_of_their_own_anywhere() -> None:
    for profile in PROFILES:
        for event in (EventCode.DISPLAY_BLANK, EventCode.METER_RESTART):
            assert native_code(profile, event) is None


def test_phases_are_told_where_the_list_has_them() -> None:
    assert native_code(EventProfile.CSG, EventCode.CT_SHORT, "b") == "E2000008"
    assert native_code(EventProfile.CSG, EventCode.CT_SHORT) == "E2000007"
    assert native_code(EventProfile.CSG, EventCode.VOLTAGE_LOST) == "E2000019"
    assert native_code(EventProfile.DLT698, EventCode.VOLTAGE_LOST, "c") == "30000200"
    assert native_code(EventProfile.DLT645, EventCode.CURRENT_LOST, "c") == "18030001"


def test_what_is_told_instead_is_in_the_contract_and_no_chain() -> None:
    assert not set(INSTEAD) & set(INSTEAD.values())
    assert nearest_code(EventProfile.IDIS, EventCode.METER_RESTART) == "15"
    assert nearest_code(EventProfile.CIM, EventCode.CT_SHORT) == "3.26.25.100"
    assert nearest_code(EventProfile.IDIS, EventCode.CT_SHORT) is None


def test_chinese_lists_tell_an_outage_in_one_record() -> None:
    paired = {profile for profile in PROFILES if pairs_supply(profile)}
    assert paired == {EventProfile.DLT698, EventProfile.DLT645, EventProfile.QGDW3761}


def test_the_canonical_words_are_no_list() -> None:
    with pytest.raises(ValueError, match="no native code list"):
        code_list(EventProfile.CANONICAL)
