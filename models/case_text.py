"""Case text: a case as JSON and back, for the lake.

Series have five significant digits, unknown days are null; everything else is exact. Raw
readings are left out: they are in the lake.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.case import Case, Claim, Mark, Signal, Span, Weight
from pipeline.contract import INPUT_TABLES, SUSPECTS, Kind, Table

DIGITS = 5

_ACCOUNTS = INPUT_TABLES["accounts"]


def case_text(case: Case) -> str:
    """Return a case as JSON, without its load curve; equal cases give equal texts."""
    first = case.dates[0].isoformat() if case.dates else None
    told = {
        "suspect": _plain_row(case.suspect),
        "account": _plain_row(case.account),
        "first_day": first,
        "daily_kwh": _numbers(case.daily_kwh),
        "peer_kwh": _numbers(case.peer_kwh),
        "signals": [{**_head(one), "values": _numbers(one.values)} for one in case.signals],
        "marks": [[mark.date.isoformat(), mark.kind, mark.label] for mark in case.marks],
        "sister_accounts": list(case.sister_accounts),
        "labels": dict(case.labels),
        "loss_span": case.loss_span and _plain_row(asdict(case.loss_span)),
        "claim": case.claim and asdict(case.claim),
        "families": dict(case.families),
        "weights": {
            name: [_short(one.share), _short(one.stability)] for name, one in case.weights.items()
        },
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def read_case_text(text: str) -> Case:
    """Return the case that `case_text` wrote."""
    told = json.loads(text)
    daily = _array(told["daily_kwh"])
    return Case(
        suspect=_typed_row(told["suspect"], SUSPECTS),
        account=_typed_row(told["account"], _ACCOUNTS),
        dates=_dates(told["first_day"], len(daily)),
        daily_kwh=daily,
        peer_kwh=_array(told["peer_kwh"]),
        signals=tuple(
            Signal(**{**one, "values": _array(one["values"])}) for one in told["signals"]
        ),
        marks=tuple(
            Mark(dt.date.fromisoformat(date), kind, label) for date, kind, label in told["marks"]
        ),
        sister_accounts=tuple(told["sister_accounts"]),
        labels=told["labels"],
        loss_span=_span(told["loss_span"]),
        claim=None if told["claim"] is None else Claim(**told["claim"]),
        families=told["families"],
        weights={name: Weight(*both) for name, both in told["weights"].items()},
    )


def _head(signal: Signal) -> dict[str, Any]:
    return {
        "name": signal.name,
        "label": signal.label,
        "unit": signal.unit,
        "baseline": signal.baseline,
    }


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    """Round to significant digits; whole numbers lose their point, which JSON does not need."""
    return [None if not np.isfinite(value) else _short(value) for value in values.tolist()]


def _short(value: float) -> float:
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded


def _array(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _dates(first: str | None, count: int) -> tuple[dt.date, ...]:
    if first is None:
        return ()
    start = dt.date.fromisoformat(first)
    return tuple(start + dt.timedelta(days=place) for place in range(count))


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return _plain_row(value)
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed_row(row: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """Give dates and instants back their type, as the contract has it."""
    readers = {
        Kind.DATE: dt.date.fromisoformat,
        Kind.INSTANT: dt.datetime.fromisoformat,
    }
    kinds = {column.name: column.kind for column in table.columns}
    return {
        name: value
        if value is None or kinds.get(name) not in readers
        else readers[kinds[name]](value)
        for name, value in row.items()
    }


def _span(told: Mapping[str, str] | None) -> Span | None:
    if told is None:
        return None
    days = {name: dt.date.fromisoformat(day) for name, day in told.items() if day is not None}
    return Span(days["earliest"], days["latest"], days.get("last"))
