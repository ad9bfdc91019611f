from __future__ import annotations

import datetime as dt

import pytest

from pipeline.contract.vocabulary import EventProfile, Means
from simulator.casting import Casting
from simulator.happening import Happening
from simulator.native_codes import native_devices
from simulator.population import build_roster
from simulator.roster import Roster
from simulator.timeline import Timeline


@pytest.fixture(scope="module")
def cast() -> tuple[Roster, Casting, list[Happening]]:
    roster = build_roster(600, 4)
    casting = Casting(roster, Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai"), 4)
    return roster, casting, casting.cast()


def _zones(roster: Roster, devices: dict[str, EventProfile]) -> dict[str, set[EventProfile]]:
    spoken: dict[str, set[EventProfile]] = {}
    for zone, meter in zip(roster.zone, roster.meter_id, strict=True):
        if meter in devices:
            spoken.setdefault(str(zone), set()).add(devices[str(meter)])
    return spoken


def test_by_default_the_last_zone_without_white_screens_speaks_dlt698(
    cast: tuple[Roster, Casting, list[Happening]],
) -> None:
    roster, casting, happenings = cast
    devices = native_devices(roster, happenings, casting.journal.changes)
    spoken = _zones(roster, devices)
    hung = {
        str(roster.zone[row])
        for one in happenings
        if one.kind == Means.METER_HANG
        for row in one.spans
    }
    assert hung
    assert list(spoken.values()) == [{EventProfile.DLT698}]
    assert list(spoken) == [max(set(roster.zone.tolist()) - hung)]


def test_everywhere_deals_the_profiles_to_all_zones(
    cast: tuple[Roster, Casting, list[Happening]],
) -> None:
    roster, casting, happenings = cast
    words = ("cim", "canonical", "csg")
    devices = native_devices(roster, happenings, casting.journal.changes, words, everywhere=True)
    spoken = _zones(roster, devices)
    zones = sorted(set(roster.zone.tolist()))
    assert {zone: words[k % 3] for k, zone in enumerate(zones) if k % 3 != 1} == {
        zone: next(iter(one)).value for zone, one in spoken.items()
    }
    assert set(roster.terminal_id[roster.zone == zones[0]]) - set(devices) <= {""}


def test_exchanged_meters_speak_as_their_zone(
    cast: tuple[Roster, Casting, list[Happening]],
) -> None:
    roster, casting, happenings = cast
    changes = casting.journal.changes
    devices = native_devices(roster, happenings, changes, ("idis",), everywhere=True)
    new = [str(one.values["meter_id"]) for one in changes if "meter_id" in one.values]
    assert new
    assert set(new) <= set(devices)


def test_without_profiles_all_is_canonical(cast: tuple[Roster, Casting, list[Happening]]) -> None:
    roster, casting, happenings = cast
    assert native_devices(roster, happenings, casting.journal.changes, ()) == {}
