"""Who reports in which code list: inspection zones buy devices of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.contract.vocabulary import EventProfile, Means
from simulator.happening import Happening
from simulator.journal import Change
from simulator.roster import Roster


def native_devices(
    roster: Roster,
    happenings: Iterable[Happening],
    changes: Iterable[Change],
    profiles: Sequence[str] = (EventProfile.DLT698.value,),
    *,
    everywhere: bool = False,
) -> dict[str, EventProfile]:
    """Return the profile of each meter and terminal that does not report canonical codes.

    Each of `profiles` gets one zone, from the last one on, zones with white screens left out:
    those are told by restarts, for which no list has a code. With `everywhere` the profiles
    are dealt to all zones in turn; the word `canonical` among them leaves its zones as they
    are.
    """
    words = [EventProfile(word) for word in profiles]
    zones = sorted(set(roster.zone.tolist()))
    if not everywhere:
        hung = [row for one in happenings if one.kind == Means.METER_HANG for row in one.spans]
        zones = sorted(set(zones) - set(roster.zone[hung].tolist()), reverse=True)[: len(words)]
    spoken = {zone: words[k % len(words)] for k, zone in enumerate(zones) if words}
    exchanged = [
        (change.row, str(change.values["meter_id"]))
        for change in changes
        if "meter_id" in change.values
    ]
    rows = np.flatnonzero(np.isin(roster.zone, list(spoken)))
    devices = [(int(row), str(roster.meter_id[row])) for row in rows]
    devices += [(int(row), str(roster.terminal_id[row])) for row in rows]
    return {
        device: spoken[str(roster.zone[row])]
        for row, device in [*devices, *exchanged]
        if device
        and spoken.get(str(roster.zone[row]), EventProfile.CANONICAL) is not EventProfile.CANONICAL
    }
