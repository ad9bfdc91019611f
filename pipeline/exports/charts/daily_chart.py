"""Energy by day against what the peers' movement would have made of the usual energy."""

from __future__ import annotations

import datetime as dt

import numpy as np

from pipeline.case import Case
from pipeline.exports import figures
from pipeline.exports.charts.curve import bars_path, line_path
from pipeline.exports.charts.plot import Frame, chart, onset_line, pins, shading, shape
from pipeline.exports.charts.scale import UNITS, Scale, day_scale, value_scale
from pipeline.language import say, unit_word


def daily_chart(case: Case, key: str) -> str:
    """Draw daily kWh as bars, the expected kWh as a line, with onset, shading and marks."""
    across = day_scale(case.dates)
    up = value_scale(case.daily_kwh, case.peer_kwh)
    onset: dt.date | None = case.suspect.get("onset")
    shapes = [*shading(case.marks, across), *_shapes(case, onset, across, up)]
    overlays = [*onset_line(onset, across), *pins(case.marks, across)]
    frame = Frame(key, say("Energy by day"), describe(case), unit_word("kWh a day"))
    return chart(frame, across, up, shapes, overlays)


def _shapes(case: Case, onset: dt.date | None, across: Scale, up: Scale) -> list[str]:
    days = np.array([day.toordinal() for day in case.dates], dtype=np.float64)
    energy, expected = up.places(case.daily_kwh), up.places(case.peer_kwh)
    is_after = days >= (onset.toordinal() if onset else np.inf)
    slot = UNITS / (across.high - across.low)
    left = across.places(days) + slot * 0.1
    width = round(slot * 0.8, 1)
    base = np.full(energy.shape, up.share(0.0) * UNITS)
    missing = np.where(is_after & (expected > energy), expected, np.nan)
    return [
        shape(bars_path(left, width, energy, missing), "missing"),
        shape(bars_path(left, width, base, np.where(is_after, np.nan, energy)), "bar before"),
        shape(bars_path(left, width, base, np.where(is_after, energy, np.nan)), "bar after"),
        shape(line_path(across.places(days + 0.5), expected), "line expected"),
    ]


def describe(case: Case) -> str:
    """Say in one or two sentences what the chart shows."""
    if not case.dates:
        return say("There are no days to show.")
    first, last = figures.day(case.dates[0]), figures.day(case.dates[-1])
    onset: dt.date | None = case.suspect.get("onset")
    if onset is None:
        return say(
            "{first} to {last}. Mean {mean} kWh a day.",
            first=first,
            last=last,
            mean=_mean(case.daily_kwh),
        )
    is_after = np.array([day >= onset for day in case.dates])
    return say(
        "{first} to {last}. Before {onset} mean {before} kWh a day, since then {after}; "
        "expected since then {expected}.",
        first=first,
        last=last,
        onset=figures.day(onset),
        before=_mean(case.daily_kwh[~is_after]),
        after=_mean(case.daily_kwh[is_after]),
        expected=_mean(case.peer_kwh[is_after]),
    )


def _mean(values: np.typing.NDArray[np.float64]) -> str:
    known = values[np.isfinite(values)]
    return figures.number(known.mean()) if known.size else figures.UNKNOWN
