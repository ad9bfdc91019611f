"""Native event codes: one zone's meters report in the object identifiers of DL/T 698.45."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from pipeline.contract.vocabulary import EventCode, EventProfile, Means
from simulator.happening import Happening
from simulator.journal import Change, Event
from simulator.roster import Roster

DLT698 = {
    EventCode.POWER_DOWN: "30110200",  # one record, with its end, for down and up
    EventCode.METER_COVER_OPEN: "301B0200",
    EventCode.TERMINAL_COVER_OPEN: "301C0200",
    EventCode.MAGNETIC_FIELD: "302A0200",
    EventCode.REVERSE_FLOW: "30070200",
    EventCode.MEMORY_ERROR: "310A0200",
    EventCode.PROCESSOR_RESET: "302F0200",
    EventCode.VOLTAGE_LOST: "30000200",
    EventCode.CURRENT_UNBALANCE: "301E0200",
    EventCode.NEUTRAL_MISMATCH: "30400200",
    EventCode.RATIO_CHANGE: "401C0200",
    EventCode.CLOCK_SET: "30160200",
    EventCode.CLOCK_FAULT: "302E0200",
    EventCode.REGISTER_DECREASE: "310B0200",
    EventCode.READ_FAILURE: "310F0200",
}


def native_devices(
    roster: Roster, happenings: Iterable[Happening], changes: Iterable[Change]
) -> frozenset[str]:
    """Return meters and terminals of the last zone without white screens.

    Those are told by restarts, for which DL/T 698.45 has no code.
    """
    hung = [row for one in happenings if one.kind == Means.METER_HANG for row in one.spans]
    zones = sorted(set(roster.zone) - set(roster.zone[hung]))
    if not zones:
        return frozenset()
    rows = np.flatnonzero(roster.zone == zones[-1])
    exchanged = [
        str(change.values["meter_id"])
        for change in changes
        if change.row in set(rows.tolist()) and "meter_id" in change.values
    ]
    devices = [*roster.meter_id[rows], *roster.terminal_id[rows], *exchanged]
    return frozenset(str(device) for device in devices if device)


def in_native_codes(events: Iterable[Event], devices: frozenset[str]) -> list[Event]:
    """Return events with those of `devices` told in DL/T 698.45 where it has a code.

    A return of supply becomes the end of the record that tells its loss.
    """
    told: list[Event] = []
    down: dict[str, int] = {}
    for event in sorted(events, key=lambda one: (one.ts_us, one.device_id, one.code)):
        if event.device_id not in devices:
            told.append(event)
        elif event.code == EventCode.POWER_UP and event.device_id in down:
            place = down.pop(event.device_id)
            told[place] = replace(told[place], ts_end_us=event.ts_us)
        elif event.code in DLT698:
            if event.code == EventCode.POWER_DOWN:
                down[event.device_id] = len(told)
            code = DLT698[EventCode(event.code)]
            told.append(replace(event, code=code, profile=EventProfile.DLT698))
        else:
            told.append(event)
    return told
