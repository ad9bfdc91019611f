"""What to look at on site: where to put the clamp and what to compare, by suspected means.

The order is that of a safe and lasting proof: look from outside, measure on the primary
before anything is opened, note seals, read out the meter before its power is switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.contract.vocabulary import Means, Wiring
from pipeline.exports import figures
from pipeline.language import mark, say

_CLAMP_FIRST = mark(
    "Before opening anything: clamp the line conductors one by one and compare each with the"
    " current that the meter shows for that phase."
)
_SEALS = mark("Photograph the seals with their numbers, and compare them with the record.")
_LOG = mark(
    "Read out event log, counters and register before the meter's power is switched off: a power"
    " cycle wipes the traces."
)
_SERVICE_CABLE = mark(
    "Follow the service cable from its terminals to the meter; clamp it where it enters the"
    " building and compare with the sum that the meter shows."
)

STEPS: dict[Means, tuple[str, ...]] = {
    Means.METER_HANG: (
        mark("Look at the display from outside first: is it blank or frozen while the load runs?"),
        mark(
            "With the load running, count the pulses of the meter's lamp for ten minutes and"
            " compare with the clamped power."
        ),
        _LOG,
        mark(
            "Look for transmitters, aerials and microwave parts near the meter; keep the meter"
            " that is removed, also if it works again."
        ),
    ),
    Means.CT_SHUNT: (
        _CLAMP_FIRST,
        mark(
            "Clamp the secondary leads at the current transformer and again at the meter's"
            " terminals: what is missing in between flows through a shunt."
        ),
        mark(
            "Look for bridges, added wires, semiconductors and receivers in the secondary loop; a"
            " remote shunt shows only while it is switched on, so measure for a while."
        ),
        _SEALS,
    ),
    Means.CT_REVERSED: (
        mark(
            "Compare the direction of each current: with a power clamp, the active power of every"
            " phase must be positive while the load runs."
        ),
        mark("Check at each current transformer which side faces the supply, and leads S1 and S2."),
        _SEALS,
    ),
    Means.PHASE_VOLTAGE_LOST: (
        mark("Measure the voltage of each phase at the supply and at the meter's terminals."),
        mark(
            "Where they differ, look at the voltage leads, their fuses, clamps and links, on the"
            " transformer's side too."
        ),
        _SEALS,
    ),
    Means.PHASE_SHIFT: (
        mark(
            "Measure the angle between voltage and current of each element, and compare with the"
            " wiring diagram of the meter."
        ),
        mark("Trace each current lead to the phase whose voltage it meets in the meter."),
        _SEALS,
    ),
    Means.NEUTRAL_BYPASS: (
        mark("Clamp phase and neutral of the service cable together: the sum must be near zero."),
        mark(
            "Clamp the neutral at the meter and at the board: look for an earth or a neighbour's"
            " neutral that carries the return current."
        ),
        _SEALS,
    ),
    Means.METER_BYPASS: (
        _SERVICE_CABLE,
        mark("Switch off at the meter: whatever still runs is fed from ahead of it."),
        _SEALS,
    ),
    Means.REGISTER_ROLLBACK: (
        mark(
            "Note all registers with date and time, and compare with the last readings delivered."
        ),
        mark("Compare the sum of the tariff registers with the total register."),
        _LOG,
        mark("Test the meter's error with a field calibrator, and keep its seals."),
    ),
    Means.PARAMETER_CHANGE: (
        mark(
            "Read the meter's ratio, tariff times, clock and programme, and compare with the record"
            " and its work orders."
        ),
        mark("Clamp primary against secondary: their ratio must be that of the nameplate."),
        _LOG,
    ),
    Means.COVER_TAMPER: (
        _SEALS,
        mark(
            "Look at the cover, its screws and the board for scratches, solder and foreign parts."
        ),
        _CLAMP_FIRST,
        mark("Test the meter's error with a field calibrator, and keep its seals."),
    ),
    Means.MAGNETIC: (
        mark("Approach without notice and look for a magnet at the meter's case; photograph it."),
        _CLAMP_FIRST,
        _LOG,
    ),
    Means.ZERO_USE: (
        mark("Look from outside for light, machines, people: is the place in use?"),
        _SERVICE_CABLE,
        mark("Where nothing flows, note that the premises are vacant; it is no theft."),
    ),
    Means.REVERSE_ENERGY: (
        mark("Look for solar panels or a generator; ask for their permit."),
        mark("Compare the direction of each current: leads may have been swapped."),
        _SERVICE_CABLE,
    ),
    Means.CONSUMPTION_DROP: (
        mark("Look from outside what runs, and compare with the use before the fall."),
        _SERVICE_CABLE,
        _CLAMP_FIRST,
        _SEALS,
    ),
    Means.IRREGULAR_USE: (
        mark("Look from outside what runs, at the hours in which use is missing."),
        _SERVICE_CABLE,
        _CLAMP_FIRST,
    ),
}

_WHERE: dict[Wiring, str] = {
    Wiring.TWO_ELEMENT: mark(
        "Wiring 3P3W: the meter has two elements; clamp phases a and c, phase b has no transformer."
    ),
    Wiring.FOUR_WIRE: mark("Wiring 3P4W: clamp phases a, b, c and the neutral."),
    Wiring.ONE_PHASE: mark("Wiring 1P2W: clamp phase and neutral, each by itself."),
}


def site_checks(means: str | None, account: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what to check on site, in order, in the spoken language; empty without means.

    account: known columns of `accounts`; wiring and ct_ratio say where to clamp and what to
    expect.
    """
    if means not in STEPS:
        return ()
    wiring = account.get("wiring")
    where = [say(_WHERE[Wiring(wiring)])] if wiring in list(Wiring) else []
    return (*(say(step) for step in STEPS[Means(means)]), *where, *_expected_ratio(account))


def _expected_ratio(account: Mapping[str, Any]) -> tuple[str, ...]:
    ratio = account.get("ct_ratio")
    if not figures.is_known(ratio) or ratio == 1:
        return ()
    text = mark(
        "The primary clamp must show {ratio} times the meter's secondary current; photograph both"
        " in one picture."
    )
    return (say(text, ratio=figures.number(ratio)),)
