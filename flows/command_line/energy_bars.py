"""Daily energy as bars of letters, for a terminal."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from pipeline.case import Case
from pipeline.exports import figures

HEIGHT = 7
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LABEL = 9
"""Columns left of the bars, for the figures of the energy axis."""


def energy_bars(case: Case, width: int, *, is_unicode: bool = True) -> list[Text]:
    """Lines of a bar chart (daily kWh) no wider than `width` columns; none without days.

    Light signs stand for energy missing against what was expected, since the onset. Where
    the days do not fit, a bar is the mean of equally many days. Days without data are blank.
    """
    if not case.dates or not np.isfinite(case.daily_kwh).any():
        return []
    group = -(-len(case.dates) // max(width - _LABEL - 1, 10))
    energy = _means(case.daily_kwh, group)
    onset: dt.date | None = case.suspect.get("onset")
    first = len(case.dates) if onset is None else (onset - case.dates[0]).days
    start = max(first, 0) // group
    expected = np.where(np.arange(energy.size) >= start, _means(case.peer_kwh, group), np.nan)
    top = float(np.nanmax(np.concatenate([energy, expected]))) or 1.0
    rows = [
        _row(level, energy / top, expected / top, start=start, top=top, is_unicode=is_unicode)
        for level in range(HEIGHT - 1, -1, -1)
    ]
    return [*rows, *_feet(case, energy.size, start, onset)]


def _means(values: NDArray[np.float64], group: int) -> NDArray[np.float64]:
    padded = np.full(-(-values.size // group) * group, np.nan)
    padded[: values.size] = values
    blocks = padded.reshape(-1, group)
    counts = np.isfinite(blocks).sum(axis=1)
    sums = np.nansum(blocks, axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _row(
    level: int,
    energy: NDArray[np.float64],
    expected: NDArray[np.float64],
    *,
    start: int,
    top: float,
    is_unicode: bool,
) -> Text:
    label = (
        f"{figures.number(top * (level + 1) / HEIGHT):>{_LABEL - 2}} ┤" if level % 3 == 0 else ""
    )
    line = Text(f"{label:>{_LABEL}}")
    for place, (value, usual) in enumerate(zip(energy, expected, strict=True)):
        sign = _sign(value * HEIGHT - level, usual * HEIGHT - level, is_unicode)
        line.append(sign, style="cyan" if place < start else "yellow")
    return line


def _sign(fill: float, usual: float, is_unicode: bool) -> str:
    if np.isfinite(fill) and fill > 0:
        eighths = int(min(max(round(fill * 8), 1), 8))
        return _EIGHTHS[eighths] if is_unicode else "#"
    is_missing = np.isfinite(fill) and np.isfinite(usual) and usual >= 0.5
    return ("░" if is_unicode else ":") if is_missing else " "


def _feet(case: Case, columns: int, start: int, onset: dt.date | None) -> list[Text]:
    first, last = case.dates[0].isoformat(), case.dates[-1].isoformat()
    foot = [Text(f"{'':{_LABEL}}{first}{last:>{max(columns - len(first), len(last) + 1)}}")]
    if onset is not None and 0 <= start < columns:
        words = f"since {onset.isoformat()}"
        is_left = start + 2 + len(words) > columns
        mark = f"{words} ^".rjust(start + 1) if is_left else f"{'':{start}}^ {words}"
        foot.insert(0, Text(f"{'':{_LABEL}}{mark}", style="yellow"))
    return foot
