"""The figures beside a curve: its values at a few places that people ask for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.exports.charts.curve import Floats
from pipeline.exports.charts.line_chart import Line
from pipeline.exports.evaluation.words import share_words
from pipeline.exports.picture import Sheet

_SHARES_SHOWN = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
_LENGTHS_SHOWN = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def share_sheet(title: str, head: str, lines: Sequence[Line], *, first: bool) -> Sheet:
    """Return the values at chosen shares: of the first point from there on, or the last before."""
    shown = [share for share in _SHARES_SHOWN if share or not first]
    rows = tuple(
        (share_words(share), *(_value(line, share, first) for line in lines)) for share in shown
    )
    return Sheet(title, (head, *(line.name for line in lines)), rows)


def length_sheet(lines: Sequence[Line], limit: float) -> Sheet:
    """Return the values after chosen numbers of accounts, up to `limit`."""
    rows = tuple(
        (f"{length:,}", *(_value(line, length, first=False) for line in lines))
        for length in _LENGTHS_SHOWN
        if length <= limit
    )
    heads = ("First accounts", *(line.name for line in lines))
    return Sheet("Precision by length of the list", heads, rows)


def _value(line: Line, place: float, first: bool) -> str:
    return share_words(_at(line.x, line.y, place, first))


def _at(x: Floats, y: Floats, place: float, first: bool) -> float | None:
    reached = np.flatnonzero(x >= place - 1e-9 if first else x <= place + 1e-9)
    if not len(reached):
        return None
    return float(y[reached[0] if first else reached[-1]])
