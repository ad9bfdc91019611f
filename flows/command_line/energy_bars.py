"""Daily energy as bars of letters, for a terminal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from pipeline.case import Case
from pipeline.exports import figures
from pipeline.language import say

HEIGHT = 7
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LABEL = 9
"""Columns left of the bars, for the figures of the energy axis."""


@dataclass(frozen=True)
class _Bars:
    """Bars as shares of the highest value `top`; those from place `start` on are suspect."""

    energy: NDArray[np.float64]
    expected: NDArray[np.float64]
    start: int
    top: float
    breadth: int
    is_unicode: bool


def energy_bars(case: Case, width: int, *, is_unicode: bool = True) -> list[Text]:
    """Lines of a bar chart (daily kWh) no wider than `width` columns; none without days.

    Light signs stand for energy missing against what was expected, since the onset. Where
    the days do not fit, a bar is the mean of equally many days; where there is room, it is
    up to three columns wide. Days without data are blank.
    """
    if not case.dates or not np.isfinite(case.daily_kwh).any():
        return []
    onset: dt.date | None = case.suspect.get("onset")
    bars = _bars(case, onset, max(width - _LABEL - 1, 10), is_unicode)
    rows = [_row(bars, level) for level in range(HEIGHT - 1, -1, -1)]
    columns = bars.energy.size * bars.breadth
    return [*rows, *_feet(case, columns, bars.start * bars.breadth, onset)]


def _bars(case: Case, onset: dt.date | None, room: int, is_unicode: bool) -> _Bars:
    group = -(-len(case.dates) // room)
    energy = _means(case.daily_kwh, group)
    first = len(case.dates) if onset is None else (onset - case.dates[0]).days
    start = max(first, 0) // group
    expected = np.where(np.arange(energy.size) >= start, _means(case.peer_kwh, group), np.nan)
    top = float(np.nanmax(np.concatenate([energy, expected]))) or 1.0
    breadth = max(1, min(3, room // energy.size))
    return _Bars(energy / top, expected / top, start, top, breadth, is_unicode)


def _means(values: NDArray[np.float64], group: int) -> NDArray[np.float64]:
    padded = np.full(-(-values.size // group) * group, np.nan)
    padded[: values.size] = values
    blocks = padded.reshape(-1, group)
    counts = np.isfinite(blocks).sum(axis=1)
    sums = np.nansum(blocks, axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _row(bars: _Bars, level: int) -> Text:
    figure = figures.number(bars.top * (level + 1) / HEIGHT)
    tick = "┤" if bars.is_unicode else "|"
    line = Text(f"{figure:>{_LABEL - 2}} {tick}" if level % 3 == 0 else " " * _LABEL)
    for place, (value, usual) in enumerate(zip(bars.energy, bars.expected, strict=True)):
        sign = _sign(value * HEIGHT - level, usual * HEIGHT - level, bars.is_unicode)
        line.append(sign * bars.breadth, style="cyan" if place < bars.start else "yellow")
    return line


def _sign(fill: float, usual: float, is_unicode: bool) -> str:
    if np.isfinite(fill) and fill > 0:
        eighths = int(min(max(round(fill * 8), 1), 8))
        return _EIGHTHS[eighths] if is_unicode else "#"
    is_missing = np.isfinite(fill) and np.isfinite(usual) and usual >= 0.5
    return ("░" if is_unicode else ":") if is_missing else " "


def _feet(case: Case, columns: int, start: int, onset: dt.date | None) -> list[Text]:
    first, last = figures.day(case.dates[0]), figures.day(case.dates[-1])
    foot = [Text(f"{'':{_LABEL}}{first}{last:>{max(columns - len(first), len(last) + 1)}}")]
    if onset is not None and 0 <= start < columns:
        words = say("since {day}", day=figures.day(onset))
        is_left = start + 2 + len(words) > columns
        mark = f"{words} ^".rjust(start + 1) if is_left else f"{'':{start}}^ {words}"
        foot.insert(0, Text(f"{'':{_LABEL}}{mark}", style="yellow"))
    return foot
