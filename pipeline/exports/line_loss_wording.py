"""Words of line loss: divisions, states and record errors as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.contract.line_loss import Division, RecordError, VoltageLevel
from pipeline.exports import figures
from pipeline.language import mark, percent, say

DIVISION_TITLES = {
    Division.ZONE.value: mark("zone"),
    Division.VOLTAGE.value: mark("voltage level"),
    Division.FEEDER.value: mark("feeder alone"),
    Division.FEEDER_TOTAL.value: mark("feeder and all below"),
    Division.DISTRICT.value: mark("transformer district"),
}
STATE_TITLES = {
    "balanced": mark("balanced"),
    "unexplained": mark("unexplained loss"),
    "unread": mark("not read enough"),
    "stuck": mark("supply meter stands still"),
    "negative": mark("more counted than sent in"),
    "wrong_ratio": mark("wrong ratio of the supply meter"),
}
ERROR_TITLES = {
    RecordError.WRONG_DISTRICT.value: mark("account under the wrong transformer"),
    RecordError.WRONG_FEEDER.value: mark("district under the wrong feeder"),
    RecordError.WRONG_RATIO.value: mark("wrong ratio of the supply meter"),
    RecordError.STUCK_SUPPLY_METER.value: mark("supply meter stands still"),
    RecordError.NEGATIVE_BALANCE.value: mark("more counted than sent in"),
    RecordError.UNKNOWN_NODE.value: mark("supply of a node that no account names"),
}
LEVEL_TITLES = {
    VoltageLevel.MEDIUM.value: mark("Medium voltage: feeders, and customers' own transformers"),
    VoltageLevel.LOW.value: mark("Low voltage: transformer districts"),
}


def rate(share: float | None) -> str:
    """Return a loss rate with one decimal, so that rates below each other compare."""
    if share is None or not figures.is_known(share):
        return figures.UNKNOWN
    # A trace below zero is not "-0.0".
    return percent(figures.number(round(100 * share, 1) + 0.0, 1))


def confidence(share: float | None) -> str:
    """Return a probability in whole per cent, never 100: nobody is that sure."""
    if share is None or not figures.is_known(share):
        return figures.UNKNOWN
    return percent(figures.number(min(100 * share, 99.0), 0))


def division_title(division: str) -> str:
    """Return what a row of the table tells, in words."""
    return say(DIVISION_TITLES[division])


def state_title(state: str) -> str:
    """Return the state of a node in words."""
    return say(STATE_TITLES[state])


def error_title(kind: str) -> str:
    """Return the kind of a record error in words."""
    return say(ERROR_TITLES[kind])


def level_title(level: str) -> str:
    """Return a voltage level in words."""
    return say(LEVEL_TITLES[level])


def balance_words(row: Mapping[str, Any]) -> str:
    """Return the balance of a district or feeder in one line; `row` of table `line_losses`."""
    state = state_title(row["state"])
    if not figures.is_known(row["unexplained_kwh_per_day"]):
        return say("{node}: {state}", node=row["node_id"], state=state)
    return say(
        "{node}: {state}; {rate} of what is sent in is lost, {kwh} kWh a day of it unexplained"
        " ({bounds})",
        node=row["node_id"],
        state=state,
        rate=rate(row["loss_rate"]),
        kwh=figures.number(row["unexplained_kwh_per_day"]),
        bounds=figures.energy_range(row["unexplained_low"], row["unexplained_high"]),
    )
