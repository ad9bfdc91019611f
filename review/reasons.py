"""Reasons of decisions, from a list: what people chose can be counted."""

from __future__ import annotations

from pipeline.language import say
from review.journal import Decision


def decision_title(decision: Decision) -> str:
    """Return a decision as people call it."""
    return {
        Decision.INSPECT: say("Inspect"),
        Decision.WATCH: say("Watch"),
        Decision.CLEAR: say("Clear"),
        Decision.NEEDS_DATA: say("Needs data"),
    }[decision]


def state_title(state: str) -> str:
    """Return the state of a case, see `Standing.state`, as people call it."""
    return {
        "open": say("Open"),
        "inspect": say("To inspect"),
        "assigned": say("Assigned"),
        "visited": say("Visited"),
        "watch": say("Watched"),
        "clear": say("Cleared"),
        "needs_data": say("Needs data"),
    }[state]


def reasons_of(decision: Decision) -> dict[str, str]:
    """Return the reasons that can be given for a decision: code to words."""
    return {
        Decision.INSPECT: {
            "evidence": say("The evidence is strong"),
            "repeated": say("It happened before, here or at a sister account"),
            "tip": say("A tip from the public"),
            "safety": say("It may be dangerous"),
        },
        Decision.WATCH: {
            "weak": say("The evidence is weak yet"),
            "recent": say("It began only lately"),
            "after_visit": say("A visit was made; use must recover"),
        },
        Decision.CLEAR: {
            "vacant": say("The place is vacant"),
            "lawful_change": say("Use changed lawfully"),
            "solar": say("Own generation"),
            "meter_fault": say("A known fault of the meter"),
            "record_error": say("An error of the records"),
            "outage": say("An outage, or missing data"),
            "visited": say("A visit found nothing"),
        },
        Decision.NEEDS_DATA: {
            "readings": say("Readings are missing"),
            "master_data": say("Master data are doubtful"),
            "neighbours": say("The district must be looked at first"),
        },
    }[decision]
