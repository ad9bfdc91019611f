"""Marks of a case: what happened on which day, beside the energy."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from features.window import Window
from models.scoring import Scored
from pipeline.case import Mark
from pipeline.contract.vocabulary import EventCode
from pipeline.language import say

# Shorter gaps are the everyday life of a metering system.
SHORTEST_GAP_HOURS = 2.0


def case_marks(scored: Scored, row: int) -> tuple[Mark, ...]:
    """Return the marks of the account at `row`, in the order of their days."""
    window = scored.window
    found = [
        *_onset(scored, row),
        *_events(window, row),
        *_work_orders(window, row),
        *_gaps(window, row),
        *_holidays(window),
    ]
    return tuple(sorted(found, key=lambda mark: (mark.date, mark.kind, mark.label)))


def _onset(scored: Scored, row: int) -> Iterator[Mark]:
    day = int(scored.loss.onset[row])
    if day >= 0:
        yield Mark(scored.window.date(day), "onset", say("suspected loss begins"))


def _events(window: Window, row: int) -> Iterator[Mark]:
    for code in EventCode:
        event = say(code.value.replace("_", " "))
        by_device = (
            (event, window.fact(f"event_{code.value}_count")[row]),
            (say("terminal: {event}", event=event), _terminal_counts(window, code)[row]),
        )
        for label, counts in by_device:
            for day in np.flatnonzero(np.nan_to_num(counts) > 0):
                yield Mark(window.date(int(day)), "event", _repeated(label, float(counts[day])))


def _repeated(label: str, count: float) -> str:
    if count <= 1:
        return label
    return say("{event} ({count} times)", event=label, count=f"{count:.0f}")


def _terminal_counts(window: Window, code: EventCode) -> np.ndarray:
    return window.terminal_events.get(code.value, np.zeros(window.shape, dtype=np.float32))


def _work_orders(window: Window, row: int) -> Iterator[Mark]:
    for kind, touched in window.work_orders.items():
        begins = touched[row] & ~np.concatenate(([False], touched[row, :-1]))
        for day in np.flatnonzero(begins):
            yield Mark(window.date(int(day)), "work_order", say(kind.replace("_", " ")))


def _gaps(window: Window, row: int) -> Iterator[Mark]:
    is_missing = window.valid[row] & np.isnan(window.kwh[row])
    hours = np.nan_to_num(window.fact("gap_minutes")[row]) / 60.0
    for day in np.flatnonzero(is_missing | (hours >= SHORTEST_GAP_HOURS)):
        dark = say("{hours} h without readings", hours=f"{hours[day]:.0f}")
        label = say("no readings") if is_missing[day] else dark
        yield Mark(window.date(int(day)), "gap", label)


def _holidays(window: Window) -> Iterator[Mark]:
    for day in np.flatnonzero(window.holidays):
        yield Mark(window.date(int(day)), "holiday", say("public holiday"))
