"""Loss of a node by day against what lines and transformer lose."""

from __future__ import annotations

import datetime as dt

import numpy as np

from pipeline.exports import figures
from pipeline.exports.charts.curve import bars_path, line_path
from pipeline.exports.charts.plot import Frame, chart, shape
from pipeline.exports.charts.scale import UNITS, day_scale, value_scale
from pipeline.language import say, unit_word
from pipeline.line_loss import DailyLoss

BOUND = 2.0
"""Half the width of the technical band, in its standard errors."""
HEIGHT = 120


def loss_chart(name: str, dates: tuple[dt.date, ...], daily: DailyLoss, key: str) -> str:
    """Draw the loss (d,) of the node `name` as a line over the band of its technical loss.

    Days before the first known one are left out; empty where none is known.
    """
    known = np.flatnonzero(np.isfinite(daily.loss))
    if not known.size:
        return ""
    first = int(known[0])
    shown, loss, technical = dates[first:], daily.loss[first:], daily.technical[first:]
    half = np.maximum(BOUND * daily.technical_error * technical, 0.0)
    low, high = np.maximum(technical - half, 0.0), technical + half
    across, up = day_scale(shown), value_scale(loss, high)
    days = np.array([day.toordinal() for day in shown], dtype=np.float64)
    slot = UNITS / (across.high - across.low)
    band = bars_path(across.places(days), round(slot + 0.5, 1), up.places(low), up.places(high))
    curve = line_path(across.places(days + 0.5), up.places(loss))
    frame = Frame(
        key,
        say("Loss of {node} by day", node=name),
        _describe(shown, loss, technical),
        unit_word("kWh a day"),
        HEIGHT,
    )
    return chart(frame, across, up, [shape(band, "band technical"), shape(curve, "line loss")])


def _describe(dates: tuple[dt.date, ...], loss: np.ndarray, technical: np.ndarray) -> str:
    return say(
        "{first} to {last}. Usually {loss} kWh a day are lost, {technical} of them in lines and"
        " transformer.",
        first=figures.day(dates[0]),
        last=figures.day(dates[-1]),
        loss=figures.number(np.nanmedian(loss)),
        technical=figures.number(np.nanmedian(technical)),
    )
