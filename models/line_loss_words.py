"""What the balance of a node or division says, in words for those who act on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from features.energy_balance.balance import NodeState
from pipeline.contract.line_loss import RecordError
from pipeline.exports import figures
from pipeline.language import mark, say, say_many

_PLAIN = {
    NodeState.STUCK.value: mark(
        "The supply meter stands still or sends one value over and over: check it before anyone"
        " below is suspected."
    ),
    NodeState.NEGATIVE.value: mark(
        "More was counted than was sent in: look for customers on record here whom another"
        " transformer feeds, and for a supply meter that counts too little."
    ),
    NodeState.WRONG_RATIO.value: mark(
        "Supply and metered energy stand in a fixed proportion far from one, hour by hour: check"
        " the ratio of the supply meter and its transformers."
    ),
}


def node_reasons(frame: pd.DataFrame, asked: int) -> list[str]:
    """Return why each node is in its state; `asked` is the number of days looked at."""
    return [_node_reason(row, asked) for row in _records(frame)]


def division_reasons(frame: pd.DataFrame) -> list[str]:
    """Return what each division of several nodes says."""
    return [_division_reason(row) for row in _records(frame)]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _node_reason(row: Mapping[str, Any], asked: int) -> str:
    if row["state"] == NodeState.UNREAD.value:
        return say(
            "Supply and enough meters were read on {days} of {asked} days: too few to judge.",
            days=row["days"],
            asked=asked,
        )
    if plain := _PLAIN.get(row["state"]):
        return say(plain)
    return _loss_words(row)


def _loss_words(row: Mapping[str, Any]) -> str:
    if not figures.is_known(row["unexplained_kwh_per_day"]):
        return ""
    if row["state"] == NodeState.BALANCED.value:
        return say("Lines and transformer explain what is lost.")
    if row["state"] == NodeState.NEGATIVE.value:
        return say("More was counted than was sent in.")
    level = figures.number(row["unexplained_kwh_per_day"])
    if row["unexplained_low"] > 0:
        return say("{kwh} kWh a day more is lost than lines and transformer explain.", kwh=level)
    return say(
        "The loss rose lately; over all these days it is {kwh} kWh a day more than lines and"
        " transformer explain, which is within the error.",
        kwh=level,
    )


def with_remapped(reason: str, kwh: float) -> str:
    """Return `reason` with what is left by the mapping that is suggested, kWh a day."""
    if not figures.is_known(kwh):
        return reason
    words = say("With the suggested records it would be {kwh} kWh a day.", kwh=figures.number(kwh))
    return f"{reason} {words}"


def _division_reason(row: Mapping[str, Any]) -> str:
    parts = []
    if row["nodes"] == 0 or row["days"] == 0:
        parts.append(say("No supply meter here was read well enough to judge."))
    elif loss := _loss_words(row):
        parts.append(loss)
    if row["nodes_left_out"]:
        parts.append(
            say_many(
                "{count} node is left out: unread, or its supply meter is not sound.",
                "{count} nodes are left out: unread, or their supply meters are not sound.",
                int(row["nodes_left_out"]),
            )
        )
    return " ".join(parts)


_MAPPED = mark(
    "{subject} is on record under {recorded}, but {suggested} behaves as if it fed it: correct the"
    " record after a look on site."
)
_RECORD_TEXTS = {
    RecordError.WRONG_DISTRICT.value: _MAPPED,
    RecordError.WRONG_FEEDER.value: _MAPPED,
    RecordError.WRONG_RATIO.value: mark(
        "The supply meter of {subject} counts {factor} times what meters and lines account for,"
        " hour by hour: check its ratio and its wiring."
    ),
    RecordError.STUCK_SUPPLY_METER.value: mark(
        "The supply meter of {subject} stands still or sends one value over and over."
    ),
    RecordError.NEGATIVE_BALANCE.value: mark(
        "Below {subject} more is counted than was sent in: customers of another transformer are"
        " on record here, or the supply meter counts too little."
    ),
    RecordError.UNKNOWN_NODE.value: mark(
        "Supply came for {subject}, which no account names as its transformer or feeder."
    ),
}


def record_text(row: Mapping[str, Any]) -> str:
    """Return a record error in words; `row` is one of table `record_errors`."""
    text = _RECORD_TEXTS[row["kind"]]
    return say(
        text,
        subject=row["subject_id"],
        recorded=row.get("recorded") or "",
        suggested=row.get("suggested") or "",
        factor=figures.number(row.get("coefficient")),
    )
