"""Telling events in the code list of the device that reports them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.contract.vocabulary import EventCode, EventProfile
from simulator.journal import Event
from simulator.native_codes.code_lists import native_code, nearest_code, pairs_supply


def in_native_codes(
    events: Iterable[Event], devices: Mapping[str, EventProfile], *, keeps_unknown: bool = True
) -> list[Event]:
    """Return events by time, those of `devices` told in the code list of each.

    Where one record tells loss and return of supply, the return becomes its end. An event
    for which a list has no code stays canonical; with `keeps_unknown` false it is told by
    the nearest code that the device has, once, or not at all, as real devices do.
    """
    told: list[Event] = []
    down: dict[str, int] = {}
    for event in sorted(events, key=lambda one: (one.ts_us, one.device_id, one.code)):
        profile = devices.get(event.device_id)
        if profile is None:
            told.append(event)
            continue
        code = EventCode(event.code)
        if code is EventCode.POWER_UP and event.device_id in down:
            place = down.pop(event.device_id)
            told[place] = replace(told[place], ts_end_us=event.ts_us)
            continue
        if code is EventCode.POWER_DOWN and pairs_supply(profile):
            down[event.device_id] = len(told)
        told += _told(event, code, profile, keeps_unknown=keeps_unknown)
    return told if keeps_unknown else list(dict.fromkeys(told))


def _told(
    event: Event, code: EventCode, profile: EventProfile, *, keeps_unknown: bool
) -> list[Event]:
    """Return the event in its device's words: one event, or none."""
    find = native_code if keeps_unknown else nearest_code
    native = find(profile, code, event.phase)
    if native is not None:
        return [replace(event, code=native, profile=profile)]
    return [event] if keeps_unknown else []
