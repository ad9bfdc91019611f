"""One daily signal behind a piece of evidence, with what is usual."""

from __future__ import annotations

import datetime as dt

import numpy as np

from pipeline.case import Case, Signal
from pipeline.exports import figures
from pipeline.exports.charts.curve import line_path
from pipeline.exports.charts.plot import Frame, chart, onset_line, shading, shape
from pipeline.exports.charts.scale import UNITS, day_scale, value_scale
from pipeline.language import mark, say, unit_word

_AXIS_UNITS = {
    "": mark("ratio"),
    "share": "%",
    "count": mark("number"),
    "min": mark("minutes"),
}


def signal_chart(signal: Signal, case: Case, key: str) -> str:
    """Draw a daily signal (d,) over the days of its case, its usual value dashed."""
    across = day_scale(case.dates)
    factor = 100.0 if signal.unit == "share" else 1.0
    values = signal.values * factor
    usual = [] if signal.baseline is None else [np.array([signal.baseline * factor])]
    up = value_scale(values, *usual, count=3)
    days = np.array([day.toordinal() + 0.5 for day in case.dates], dtype=np.float64)
    shapes = [
        *shading(case.marks, across),
        *(shape(f"M0 {_level(up.share(one[0]))}H{UNITS}", "line usual") for one in usual),
        shape(line_path(across.places(days), up.places(values)), "line signal"),
    ]
    onset: dt.date | None = case.suspect.get("onset")
    frame = Frame(key, signal.label, describe(signal, case), _axis_unit(signal.unit), 120)
    return chart(frame, across, up, shapes, onset_line(onset, across))


def _level(share: float) -> int:
    return round(UNITS * (1 - share))


def _axis_unit(unit: str) -> str:
    return say(_AXIS_UNITS[unit]) if unit in _AXIS_UNITS else unit_word(unit)


def describe(signal: Signal, case: Case) -> str:
    """Say in one sentence what the signal did."""
    known = signal.values[np.isfinite(signal.values)]
    if not known.size:
        return say("Not measured on any day.")
    text = say(
        "Known on {known} of {days} days; lowest {low}, highest {high}, last {last}.",
        known=known.size,
        days=len(case.dates),
        low=figures.quantity(known.min(), signal.unit),
        high=figures.quantity(known.max(), signal.unit),
        last=figures.quantity(known[-1], signal.unit),
    )
    if signal.baseline is None:
        return text
    usual = say("Usual: {usual}.", usual=figures.quantity(signal.baseline, signal.unit))
    return f"{text} {usual}"
