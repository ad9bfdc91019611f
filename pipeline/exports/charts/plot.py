"""The frame of a chart: title, description, axes with units, grid, shading and marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from pipeline.case import Mark
from pipeline.exports import figures
from pipeline.exports.charts.scale import UNITS, Scale
from pipeline.language import say

SHADED_KINDS = ("gap", "holiday", "outage")
"""Kinds of marks that last the day and are shaded; the others are points in time."""


@dataclass(frozen=True)
class Frame:
    """What surrounds the curves.

    key: identifier, unique on the page, made of letters, digits and dashes.
    title, description: read out in place of the picture. unit: of the value axis.
    height: of the plot in pixels, labels not counted.
    """

    key: str
    title: str
    description: str
    unit: str
    height: int = 190


def shape(path: str, name: str) -> str:
    """A path in the stretched picture with the class `name`; nothing for an empty path."""
    return f'<path class="{name}" d="{path}"/>' if path else ""


def chart(
    frame: Frame, across: Scale, up: Scale, shapes: Iterable[str], overlays: Iterable[str] = ()
) -> str:
    """Assemble a chart: `shapes` are stretched with the plot, `overlays` keep their form."""
    title, note = f"{frame.key}-t", f"{frame.key}-d"
    inner = "".join([*(_grid_line(up.share(value)) for value, _ in up.ticks), *shapes])
    return (
        f'<svg class="chart" role="img" aria-labelledby="{title} {note}" width="100%" '
        f'height="{frame.height + 56}">'
        f'<title id="{title}">{escape(frame.title)}</title>'
        f'<desc id="{note}">{escape(frame.description)}</desc>'
        f'<svg width="100%" height="100%" viewBox="0 0 {UNITS} {UNITS}" '
        f'preserveAspectRatio="none">{inner}</svg>'
        f"{''.join(overlays)}{_labels(across, up, frame.unit)}</svg>"
    )


def _grid_line(share: float) -> str:
    level = round(UNITS * (1 - share))
    return f'<path class="grid" d="M0 {level}H{UNITS}"/>'


def _labels(across: Scale, up: Scale, unit: str) -> str:
    values = "".join(
        f'<text class="tick up" x="0" dx="-6" y="{100 * (1 - up.share(value)):.1f}%" dy="4">'
        f"{escape(label)}</text>"
        for value, label in up.ticks
    )
    days = "".join(
        f'<text class="tick across" x="{100 * across.share(value):.2f}%" y="100%" dy="17">'
        f"{escape(label)}</text>"
        for value, label in across.ticks
    )
    return f'{values}{days}<text class="unit" x="0" dx="-52" y="-12">{escape(unit)}</text>'


def shading(marks: Sequence[Mark], across: Scale) -> list[str]:
    """Bands over the days of gaps, holidays and outages; days in a row make one band."""
    bands = []
    for kind in SHADED_KINDS:
        days = sorted({mark.date.toordinal() for mark in marks if mark.kind == kind})
        # Days in a row differ from their places in the sorted list by the same number.
        for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
            members = [day for _, day in run if across.low <= day < across.high]
            if members:
                left = across.share(members[0]) * UNITS
                width = across.share(members[-1] + 1) * UNITS - left
                outline = f"M{left:.1f} 0h{width:.1f}v{UNITS}h-{width:.1f}z"
                bands.append(shape(outline, f"band {kind}"))
    return bands


def onset_line(onset: dt.date | None, across: Scale) -> list[str]:
    """A labelled vertical line at the start of the suspected loss."""
    if onset is None:
        return []
    share = across.share(onset.toordinal())
    if not 0 <= share <= 1:
        return []
    side = "end" if share > 0.6 else "start"
    shift = -5 if side == "end" else 5
    words = say("from {day}", day=figures.day(onset))
    return [
        f'<line class="onset" x1="{100 * share:.2f}%" x2="{100 * share:.2f}%" y1="-8" y2="100%"/>'
        f'<text class="onset {side}" x="{100 * share:.2f}%" dx="{shift}" y="-5">'
        f"{escape(words)}</text>"
    ]


def pins(marks: Sequence[Mark], across: Scale) -> list[str]:
    """A small sign on the day axis for each day with events (dots) or work orders (squares)."""
    days: dict[tuple[dt.date, bool], list[str]] = {}
    for mark in marks:
        if mark.kind not in (*SHADED_KINDS, "onset"):
            days.setdefault((mark.date, mark.kind == "work_order"), []).append(mark.label)
    return [
        _pin(
            across.share(day.toordinal() + 0.5), is_order, f"{figures.day(day)}: {'; '.join(names)}"
        )
        for (day, is_order), names in sorted(days.items())
        if across.low <= day.toordinal() < across.high
    ]


def _pin(share: float, is_order: bool, words: str) -> str:
    place = f"{100 * share:.2f}%"
    sign = (
        f'<svg x="{place}" y="100%" overflow="visible"><rect class="pin order" x="-4" y="-4" '
        f'width="8" height="8"/></svg>'
        if is_order
        else f'<circle class="pin event" cx="{place}" cy="100%" r="4.5"/>'
    )
    return f"<g>{sign}<title>{escape(words)}</title></g>"
