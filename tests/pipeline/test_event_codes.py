"""Event codes of each profile find their canonical code, and unknown ones none."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode, EventProfile
from pipeline.event_codes import (
    SILENT,
    OwnCode,
    canonical_codes,
    event_map,
    maps,
    with_circuit_state,
)


def _one(profile: str | None, code: str) -> str:
    found = canonical_codes(np.array([profile], dtype=object), np.array([code], dtype=object))
    return str(found[0])


@pytest.mark.parametrize(
    ("profile", "code", "canonical"),
    [
        ("canonical", "power_down", "power_down"),
        ("canonical", "Meter_Cover_Open ", "meter_cover_open"),
        ("cim", "3.26.0.85", "power_down"),
        ("cim", "26.26.0.85", "power_down"),
        ("cim", "0.26.27.24", "ratio_change"),
        ("idis", "42", "magnetic_field"),
        ("idis", "015", "processor_reset"),
        ("c1219", "48", "reverse_flow"),
        ("dlt698", "3003", "voltage_lost"),
        ("dlt698", "3004", "current_lost"),
        ("dlt698", "3006", "current_lost"),
        ("dlt698", "301b0200", "meter_cover_open"),
        ("dlt698", "2050.1", "ct_short"),
        ("dlt645", "03300D01", "meter_cover_open"),
        ("dlt645", "10010001", "voltage_lost"),
        ("qgdw3761", "ERC9", "ct_short"),
        ("qgdw3761", "ERC09", "ct_short"),
        ("qgdw3761", "9.2", "ct_open"),
        ("qgdw3761", "ERC9/2", "ct_open"),
        ("qgdw3761", "ERC09-3", "reverse_flow"),
        ("qgdw3761", "ERC8.1", "program_change"),
        ("csg", "e2000007", "ct_short"),
        ("cim", "3.12.29.16", SILENT),
        ("idis", "43", SILENT),
    ],
)
def test_code_of_a_profile(profile: str, code: str, canonical: str) -> None:
    assert _one(profile, code) == canonical


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ("idis", "26.0.85"),
        ("cim", "999.1.2.3"),
        ("canonical", "sunshine"),
        ("nobody", "1"),
        (None, "1"),
        ("idis", ""),
    ],
)
def test_unknown_code_is_empty(profile: str | None, code: str) -> None:
    assert _one(profile, code) == ""


def test_many_events_keep_their_order() -> None:
    profile = np.array(["idis", "c1219", "idis"] * 3, dtype=object)
    code = np.array(["1", "48", "77"] * 3, dtype=object)
    assert canonical_codes(profile, code).tolist() == ["power_down", "reverse_flow", ""] * 3


def test_no_events() -> None:
    nothing = np.array([], dtype=object)
    assert canonical_codes(nothing, nothing).tolist() == []


@pytest.mark.parametrize("profile", list(EventProfile))
def test_every_map_leads_to_canonical_codes(profile: EventProfile) -> None:
    assert event_map(profile)
    assert set(event_map(profile).values()) <= {SILENT, *(member.value for member in EventCode)}


def test_the_digest_tells_other_maps_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = maps.maps_digest.__wrapped__
    before = digest()
    assert digest() == before
    changed = event_map("idis") | {"9999": "power_down"}
    monkeypatch.setattr(
        maps, "event_map", lambda profile: changed if profile == "idis" else event_map(profile)
    )
    assert digest() != before


def test_own_codes_go_before_the_bundled_ones_and_some_devices_before_all() -> None:
    own = (
        OwnCode(profile="cim", code="3.12.93.219", canonical=SILENT, note="demand reset"),
        OwnCode(profile="cim", code="12.93.219", canonical="reverse_flow", device="T*"),
        OwnCode(profile="idis", code="17", canonical="processor_reset"),
    )
    profile = np.array(["cim", "cim", "idis", "idis"], dtype=object)
    code = np.array(["0.12.93.219", "3.12.93.219", "17", "15"], dtype=object)
    device = np.array(["M1", "T1", "M1", "M1"], dtype=object)
    found = canonical_codes(profile, code, device, own).tolist()
    assert found == [SILENT, "reverse_flow", "processor_reset", "processor_reset"]
    assert maps.maps_digest(own) != maps.maps_digest()


def test_own_code_must_lead_to_a_canonical_event() -> None:
    with pytest.raises(ValueError, match="no canonical event"):
        OwnCode(profile="idis", code="17", canonical="sunshine")


@pytest.mark.parametrize(
    ("code", "detail", "named"),
    [
        ("ERC9", "phase a, type=2", "9.2"),
        ("09", "CT secondary reversed", "9.3"),
        ("9", "A相短路", "9.1"),
        ("9", "", "9"),
        ("9.1", "open", "9.1"),
        ("19", "open", "19"),
    ],
)
def test_state_of_the_current_circuit_is_read_from_the_text(
    code: str, detail: str, named: str
) -> None:
    columns = [np.array([one, one], dtype=object) for one in ("qgdw3761", code, detail)]
    assert with_circuit_state(*columns).tolist() == [named, named]
    columns[0][:] = "csg"
    assert with_circuit_state(*columns).tolist() == [code, code]
