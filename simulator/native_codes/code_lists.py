"""The code lists that devices speak: which code of a profile tells a canonical event.

A table a profile lies beside this module (`canonical,phase,code`), written down from the
devices' side. What `pipeline.event_codes` reads back is another work: each tests the other.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from pipeline.contract.vocabulary import EventCode, EventProfile

# What a device tells in place of an event for which its list has no code.
INSTEAD = {
    EventCode.METER_RESTART: EventCode.PROCESSOR_RESET,
    EventCode.CT_SHORT: EventCode.CURRENT_LOST,
    EventCode.CT_OPEN: EventCode.CURRENT_LOST,
}


@cache
def code_list(profile: EventProfile) -> dict[tuple[EventCode, str], str]:
    """Return codes of `profile` by canonical event and phase ("" where the code tells none).

    ValueError for the canonical profile, which has no list of its own.
    """
    if profile is EventProfile.CANONICAL:
        raise ValueError("canonical events have no native code list; name another profile")
    text = files(__package__).joinpath(f"{profile}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(EventCode(row["canonical"]), row["phase"]): row["code"] for row in rows}


def native_code(profile: EventProfile, event: EventCode, phase: str = "") -> str | None:
    """Return the code that tells `event` on `phase`, None if the list has none for it.

    A code of all phases stands in for a phase that has none, and phase a for no phase.
    """
    known = code_list(profile)
    places = ((event, phase), (event, ""), (event, "a"))
    return next((known[place] for place in places if place in known), None)


def nearest_code(profile: EventProfile, event: EventCode, phase: str = "") -> str | None:
    """Return the code of `event`, or of what devices of this list tell instead, or None."""
    own = native_code(profile, event, phase)
    if own is None and event in INSTEAD:
        return native_code(profile, INSTEAD[event], phase)
    return own


def pairs_supply(profile: EventProfile) -> bool:
    """Whether one record tells the loss of supply and, as its end, the return."""
    known = code_list(profile)
    return (EventCode.POWER_UP, "") not in known and (EventCode.POWER_DOWN, "") in known
