"""Clearing: what an inspector or a document would have to show to clear a suspect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.contract.vocabulary import Means
from pipeline.exports import wording
from pipeline.language import mark, say

_CLAMP = mark("Clamped current of every phase equals what the meter shows, with the load running.")
_TEST = mark("A field calibrator finds the meter within its class, and its seals are whole.")

BY_MEANS: dict[Means, tuple[str, ...]] = {
    Means.METER_HANG: (
        mark("The maker confirms a fault of this meter's batch, and other customers have it too."),
        mark("A log of the supply shows that it was switched off while the meter stood."),
    ),
    Means.CT_SHUNT: (
        _CLAMP,
        mark("Currents at the transformers and at the meter's terminals are equal for a day."),
    ),
    Means.CT_REVERSED: (
        mark(
            "All current transformers face the supply, or a record says who turned them, and when."
        ),
        _CLAMP,
    ),
    Means.PHASE_VOLTAGE_LOST: (
        mark("The phase is dead at the supply too: a blown fuse on the utility's side."),
        mark("A work order names the repair of the voltage leads."),
    ),
    Means.PHASE_SHIFT: (
        mark("Every current meets the voltage of its own phase, by angle or by tracing the leads."),
    ),
    Means.NEUTRAL_BYPASS: (
        mark("Phase and neutral of the service cable, clamped together, sum up to nothing."),
    ),
    Means.METER_BYPASS: (
        mark("With the meter's switch open nothing in the building runs any more."),
        mark("The service cable, followed by eye, goes to the meter and nowhere else."),
    ),
    Means.REGISTER_ROLLBACK: (
        mark("A work order names an exchange or a reset of the meter on that day."),
        mark("The register on the display goes on from the last reading without a break."),
    ),
    Means.PARAMETER_CHANGE: (
        mark("A work order allows the new ratio or programme, and the nameplate agrees with it."),
    ),
    Means.COVER_TAMPER: (
        mark("A work order or a visit of the utility's own people explains the opening."),
        _TEST,
    ),
    Means.MAGNETIC: (mark("A motor or transformer beside the meter explains the field."), _TEST),
    Means.ZERO_USE: (
        mark("The place is empty: nothing runs, and nobody lives or works there."),
        mark("A lease, a notice of closure or a suspension covers these days."),
    ),
    Means.REVERSE_ENERGY: (
        mark("A permit for solar panels or a generator, older than the first energy sent out."),
    ),
    Means.CONSUMPTION_DROP: (
        mark(
            "Bills of sold, stopped or replaced machines, or fewer people, fit the day of the fall."
        ),
        _CLAMP,
    ),
    Means.IRREGULAR_USE: (
        mark("The customer's own hours, shifts or bookings fit the hours in which use is missing."),
        _CLAMP,
    ),
}

BY_EXPLANATION: dict[str, str] = {
    "closure_or_vacation": mark(
        "a notice of closure, a booking or a neighbour's word for these days"
    ),
    "vacancy": mark("a lease that has ended, or an empty building seen on site"),
    "own_generation": mark("a permit for own generation, or panels seen on site"),
    "unrecorded_roof": mark("panels seen on site, and their size"),
    "clock_fault": mark("the meter's clock beside the right time"),
    "terminal_fault": mark("a test of the terminal against a clamp"),
    "wrong_ratio_on_record": mark("the ratio on the nameplate, photographed"),
    "ct_saturation": mark("the rating of the current transformers beside the largest load"),
    "unbalanced_load": mark("what hangs on each phase of the board"),
    "new_large_load": mark("the bill or plate of the new machine"),
    "isolated_meter_fault": mark("the workshop's report on the meter"),
    "bad_batch": mark("the workshop's report on other meters of the batch"),
    "meter_exchange": mark("the work order of the exchange, with both registers"),
    "wrong_district": mark("the feeder of the service cable, seen on site"),
    "sister_account": mark("the meter of the customer's other account, read on the same day"),
    "shift_or_production_change": mark("a shift plan, or the customer's figures of production"),
    "night_work_ended": mark("a shift plan that ends the night work"),
    "seasonal_use": mark("bills of the same season of earlier years"),
    "district_outage": mark("the log of the district's switchgear"),
    "communication_fault": mark("the register on the display beside the last one delivered"),
    "approved_suspension": mark("the approval of the suspension"),
    "disconnection": mark("the order of the disconnection"),
    "authorised_ratio_change": mark("the order of the new ratio"),
}


def what_would_clear(means: str | None, tests: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what would have to be shown, by the suspected means and what may still explain it.

    tests: the innocent explanations of the list's row, as they came out.
    """
    shown = [say(text) for text in BY_MEANS.get(Means(means), ())] if means in list(Means) else []
    for test in tests:
        name = test["explanation"]
        if name in BY_EXPLANATION and wording.finding(test["outcome"]).tone == "open":
            proof = say(BY_EXPLANATION[name])
            words = wording.titled(wording.named(name))
            shown.append(say("{explanation}: {proof}.", explanation=words, proof=proof))
    return shown
