"""Words of the inspection sheet: where to look, in what order, what is dangerous, what to ask.

The order keeps the evidence: from outside first, the clamp before anything is opened, photos
of seals before they are broken, the log before the power is switched off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.contract.vocabulary import Means, Wiring
from pipeline.exports import figures, wording
from pipeline.language import mark, say

_SEALS = mark("All seals: number, wire, marks of heat or tools")
_TERMINALS = mark("Terminal cover of the meter: scratches, added wires, loose bridges")
_SECONDARY = mark("Secondary terminals of the current transformers, S1 and S2, and the test block")
_SERVICE = mark("Service line from transformer or pole to the meter: taps, joints, fresh walls")
_CASE = mark("Case and cover of the meter: screws, joints, glass, foreign parts behind it")
_CABINET = mark(
    "Cabinet, wall and ceiling around it: transmitters, aerials, receivers, power packs"
)

PLACES: dict[Means, tuple[str, ...]] = {
    Means.METER_HANG: (
        _CABINET,
        mark("Display and pulse lamp: blank, frozen, wrong clock"),
        _CASE,
        mark("Meters at the customer's other addresses: one stopped there too?"),
    ),
    Means.CT_SHUNT: (
        _SECONDARY,
        mark("Current leads from transformer to meter, their whole length: bridges, thin wires"),
        _TERMINALS,
        mark("Relays, semiconductors, receivers of a remote control in cabinet or cable duct"),
        _SEALS,
    ),
    Means.CT_REVERSED: (
        mark("Side P1 of each current transformer: does it face the supply?"),
        _SECONDARY,
        _SEALS,
    ),
    Means.PHASE_VOLTAGE_LOST: (
        mark("Voltage leads, links and fuses, at the meter and at the voltage transformer"),
        _TERMINALS,
        _SEALS,
    ),
    Means.PHASE_SHIFT: (
        mark("Phase order at the meter's terminals: voltage and current of each element"),
        _SECONDARY,
        _SEALS,
    ),
    Means.NEUTRAL_BYPASS: (
        mark("Neutral at the meter and at the board; earth rods, water pipes, a neighbour's cable"),
        _TERMINALS,
        _SEALS,
    ),
    Means.METER_BYPASS: (
        _SERVICE,
        mark("Main switch and board: circuits that stay live with the meter's switch off"),
        mark("A second cable from a neighbour, a street light or the busbar"),
        _TERMINALS,
    ),
    Means.REGISTER_ROLLBACK: (
        mark("All registers on the display; their sum against the total"),
        mark("Optical port and communication module: scratches, added parts"),
        _CASE,
        _SEALS,
    ),
    Means.PARAMETER_CHANGE: (
        mark("Parameters on the display: ratio, clock, tariff times, number of programmings"),
        mark("Nameplates of meter and transformers, against the record above"),
        _SEALS,
    ),
    Means.COVER_TAMPER: (_CASE, _TERMINALS, _SEALS),
    Means.MAGNETIC: (
        mark("Outside of the case, also behind and below: magnets, marks of them"),
        _CASE,
        _SEALS,
    ),
    Means.ZERO_USE: (
        mark("Life on the premises: light, machines, people, goods"),
        _SERVICE,
        _TERMINALS,
    ),
    Means.REVERSE_ENERGY: (
        mark("Roof and yard: solar panels, generator, battery, with or without a permit"),
        mark("Order of the meter's terminals: incoming and outgoing leads swapped"),
        _SEALS,
    ),
    Means.CONSUMPTION_DROP: (_SERVICE, _TERMINALS, _SEALS),
    Means.IRREGULAR_USE: (_SERVICE, _TERMINALS, _SEALS),
}

ORDER = (
    mark("Before leaving: copy of the readings kept, work orders looked up. Tell nobody."),
    mark("From outside: what runs, display and lamp, cabinet, aerials. Camera on, photos."),
    mark("Clamp and display of each phase in one picture, before anything is opened."),
    mark("Every seal: photo and number, then only break it."),
    mark("What this suspicion calls for:"),
    mark("Instrument transformers: ratio on the nameplate, secondary loop; error of the meter."),
    mark("Event log, registers and parameters read out BEFORE the meter loses power."),
    mark("Device and foreign parts: into a bag, sealed, numbered, signed for."),
    mark("Put right, seal anew. Supply is cut only by the procedure for it."),
    mark("Findings below filled in and read out; the customer's word noted; signatures."),
)
CHECKS_STEP = 4
"""Place in ORDER of the checks that the suspected means calls for."""

_ON_SITE: dict[str, str] = {
    "vacancy": mark("Is the place empty or hardly used? Dust, post, water meter, neighbours."),
    "closure_or_vacation": mark("Was the place shut for a time? Ask for the dates."),
    "own_generation": mark("Solar panels, generator or battery? Since when, and with what permit?"),
    "unrecorded_roof": mark("Solar panels that are not on record?"),
    "shift_or_production_change": mark("Did shifts, machines or production change? Since when?"),
    "night_work_ended": mark("Did work at night end? Since when?"),
    "load_fell": mark("Was a large appliance taken away or replaced? Which, and when?"),
    "new_large_load": mark("Was a large appliance for one phase connected?"),
    "unbalanced_load": mark("Is the load of the phases uneven by itself? Clamp each at the board."),
    "seasonal_use": mark("Is use seasonal: heating, cooling, irrigation, harvest?"),
    "sister_account": mark("Did use move to another meter of the same customer?"),
    "wrong_ratio_on_record": mark("Do ratio and nameplates agree with the record above?"),
    "ct_saturation": mark("Are the current transformers too small for the load?"),
    "clock_fault": mark("Is the meter's clock right? Note its time and yours."),
    "terminal_fault": mark("Does the terminal measure right? Clamp its leads too."),
    "isolated_meter_fault": mark("Is the meter simply broken? Keep it; do not throw it away."),
    "bad_batch": mark("Do other meters of this model fail nearby? Note make and year."),
    "meter_exchange": mark("Was the meter exchanged? Compare its number with the record above."),
    "wrong_district": mark("Is it fed from the transformer on record? Follow the line."),
    "site_visit": mark("Did people of the utility work here? Ask for the ticket."),
}
_ASKED_ALWAYS = ("vacancy", "load_fell", "own_generation", "sister_account")
_MOST_QUESTIONS = 5


def places_to_look(means: str | None) -> tuple[str, ...]:
    """Return where to look for a means, the likeliest place first."""
    known = means if means in list(Means) else Means.IRREGULAR_USE
    return tuple(say(place) for place in PLACES[Means(known)])


def steps_in_order() -> tuple[str, ...]:
    """Return the order of a visit that keeps the evidence."""
    return tuple(say(step) for step in ORDER)


def questions_on_site(tests: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what to ask for an innocent explanation: first what may apply, then what is open."""
    tones = [(wording.finding(test["outcome"]).tone, test["explanation"]) for test in tests]
    still_open = [name for tone, name in tones if tone == "open"]
    untested = [name for tone, name in tones if tone == "unknown"]
    ruled_out = {name for tone, name in tones if tone == "against"}
    usual = [name for name in _ASKED_ALWAYS if name not in ruled_out]
    names = dict.fromkeys([*still_open, *untested, *usual])
    asked = [say(_ON_SITE[name]) for name in names if name in _ON_SITE]
    return tuple(asked[:_MOST_QUESTIONS])


def dangers(means: str | None, account: Mapping[str, Any]) -> Iterator[str]:
    """Tell what is dangerous at this supply."""
    yield say("Two people at least, protective gear on. Rigged wiring is live where none should.")
    ratio = account.get("ct_ratio")
    if figures.is_known(ratio) and ratio != 1:
        yield say(
            "Never open the secondary loop of a current transformer under load: it rises to"
            " kilovolts."
        )
    pt = account.get("pt_ratio")
    if (figures.is_known(pt) and pt != 1) or account.get("wiring") == Wiring.TWO_ELEMENT:
        yield say(
            "High voltage: no hand clamp on the primary. Measure the secondary leads, and the"
            " low-voltage side of the customer's transformer; the primary only by permit."
        )
    if means == Means.METER_HANG:
        yield say("Do not touch or switch on transmitters; keep a distance until they are off.")
    yield say("Leave at once where people threaten you; come back with the police.")
