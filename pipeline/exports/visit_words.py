"""Words of the plan: why a visit is made, and how the use went on after one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.contract.vocabulary import Outcome, VisitReason, WatchState
from pipeline.exports import figures
from pipeline.language import mark, say, say_many
from pipeline.visit_plan import VisitPlan

REASON_TITLES = {
    VisitReason.SUSPECT.value: mark("suspect"),
    VisitReason.TIP.value: mark("tip from the public"),
    VisitReason.LARGE_CUSTOMER.value: mark("large customer"),
    VisitReason.TRACKING.value: mark("alarm under watch"),
    VisitReason.RANDOM.value: mark("drawn at random"),
}
WATCH_TITLES = {
    WatchState.QUIET.value: mark("too few days read since"),
    WatchState.STEADY.value: mark("as before the visit"),
    WatchState.RECOVERED.value: mark("use came back"),
    WatchState.NOT_RECOVERED.value: mark("use never came back"),
    WatchState.FALLING_AGAIN.value: mark("use falls again"),
    WatchState.HUNG_AGAIN.value: mark("hung again"),
}
FOUND_TITLES = {
    Outcome.THEFT.value: mark("theft"),
    Outcome.RECTIFIED_ON_ARRIVAL.value: mark("rectified on arrival"),
    Outcome.FAULT.value: mark("fault"),
    Outcome.WIRING_ERROR.value: mark("wiring error"),
}
ASSUMED = mark(
    "Probabilities are assumed, not measured: the score is read as even odds and shrunk by the"
    " base rate in the settings. Outcomes of visits will replace them."
)


def reason_title(code: str) -> str:
    """Return in words why a visit is made."""
    return say(REASON_TITLES[code])


def watch_title(code: str) -> str:
    """Return in words how the use of an account under watch went on."""
    return say(WATCH_TITLES[code])


def found_title(code: str) -> str:
    """Return in words what the visit found."""
    return say(FOUND_TITLES[code])


def assumption(plan: VisitPlan) -> str:
    """Return the sentence that says that probabilities are assumed; empty where none is."""
    return say(ASSUMED) if plan.is_assumed else ""


def plan_words(counts: Mapping[str, int]) -> str:
    """Return the counts of a run as a line about its visits; empty without a plan."""
    if "visits" not in counts:
        return ""
    return say_many(
        "{count} visit planned: {random} drawn at random, {alarms} alarms under watch;"
        " {peace} suspects left in peace after a visit.",
        "{count} visits planned: {random} drawn at random, {alarms} alarms under watch;"
        " {peace} suspects left in peace after a visit.",
        counts["visits"],
        random=counts["visits_random"],
        alarms=counts["watch_alarms"],
        peace=counts["left_in_peace"],
    )


def gain_range(row: Mapping[str, Any]) -> str:
    """Return the bounds of the expected gain of a row of table `visits`."""
    return figures.energy_range(row["expected_gain_low"], row["expected_gain_high"])
