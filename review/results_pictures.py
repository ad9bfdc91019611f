"""Results pictures: hit rate and energy by month, and how the score learned from outcomes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from models.monitoring.hit_rates import Cell
from models.monitoring.interval import Figure
from pipeline.exports import figures
from pipeline.exports.charts.curve import Floats, bars_path
from pipeline.exports.charts.line_chart import Line, line_chart
from pipeline.exports.charts.plot import Frame, chart, shape
from pipeline.exports.charts.scale import UNITS, Scale, value_scale
from pipeline.exports.picture import Picture, Sheet
from pipeline.language import percent, say, unit_word

# As many names as fit below a chart on a telephone.
_MOST_LABELS = 5
_MOST_LONG_LABELS = 3
_BAR = 0.7


def share_words(share: float | None) -> str:
    """Return a share in whole per cent, below ten with a decimal."""
    if share is None or not figures.is_known(share):
        return figures.UNKNOWN
    return percent(figures.number(100 * share, int(0 < share < 0.0995)))


def span_words(figure: Figure) -> str:
    """Return an interval in words; empty where it is not known."""
    if not (figures.is_known(figure.low) and figures.is_known(figure.high)):
        return ""
    return say("{low} to {high}", low=share_words(figure.low), high=share_words(figure.high))


def draw_hit_rate(cells: Sequence[Cell]) -> Picture | None:
    """Draw the hit rate by month with its interval; None below two months."""
    if len(cells) < 2:
        return None
    x = _middles(len(cells))
    value, low, high = (
        np.array([getattr(cell.rate, part) for cell in cells], dtype=np.float64)
        for part in ("value", "low", "high")
    )
    title = say("Hit rate by month")
    words = say(
        "Of the visits to listed accounts with a result, the share that found theft; the shade is"
        " the 90 % interval."
    )
    line = Line(title, "rate", x, value, low, high, has_dots=True)
    frame = Frame("hit-rate", title, words, say("share"), 180)
    drawn = line_chart(frame, [line], _steps([cell.name for cell in cells]), shares())
    heads = (say("Month"), say("Visits"), say("Thefts"), say("Share"), say("90 % interval"))
    rows = [
        (
            cell.name,
            figures.number(cell.visits),
            figures.number(cell.thefts),
            share_words(cell.rate.value),
            span_words(cell.rate),
        )
        for cell in cells
    ]
    sheet = Sheet(title, heads, tuple(rows))
    return Picture(title, words, Markup(drawn), sheet)  # noqa: S704 - our own SVG


def draw_energy(cells: Sequence[Cell], currency: str) -> Picture | None:
    """Draw the energy recovered by month; None where none is known."""
    kwh = np.array([cell.recovered_kwh for cell in cells], dtype=np.float64)
    if not np.isfinite(kwh).any():
        return None
    across, up = _steps([cell.name for cell in cells]), value_scale(kwh)
    slot = UNITS / len(cells)
    left = (_middles(len(cells)) - _BAR / 2) * slot
    base = np.full(kwh.shape, up.share(0.0) * UNITS)
    bars = bars_path(left, round(slot * _BAR, 1), base, up.places(kwh))
    title = say("Energy recovered by month")
    words = say("What inspectors said was recovered, by the month of the visit.")
    frame = Frame("energy", title, words, unit_word("kWh"), 180)
    drawn = chart(frame, across, up, [shape(bars, "bar kwh")])
    heads = (say("Month"), say("Energy, kWh"), say("Money"), say("Visits"))
    rows = [
        (
            cell.name,
            figures.number(cell.recovered_kwh, 0),
            figures.amount(cell.amount, currency),
            figures.number(cell.visits),
        )
        for cell in cells
    ]
    sheet = Sheet(title, heads, tuple(rows))
    return Picture(title, words, Markup(drawn), sheet)  # noqa: S704 - our own SVG


def draw_learning(models: pd.DataFrame, releases: pd.DataFrame) -> Picture | None:
    """Draw the share of the score that was learned, and how well it orders; None untrained."""
    if not len(models):
        return None
    rows = models.sort_values(["trained_on", "model_id"]).to_dict("records")
    x = _middles(len(rows))
    share = np.array([row["share"] for row in rows], dtype=np.float64)
    measured = [_measured(row["card"]) for row in rows]
    area = [one.get("blend", {}) for one in measured]
    value, low, high = (_part(area, part) for part in ("value", "low", "high"))
    lines = (
        Line(say("share learned"), "share", x, share, has_dots=True),
        Line(say("order of visits"), "loss", x, value, low, high, has_dots=True),
    )
    title = say("What outcomes teach")
    words = say(
        "At each training: the share of the score that is learned, and the chance that the score"
        " puts a theft above another visit (0.5 is mere chance), told by visits that came after."
        " Below: the day, and of how many outcomes it learned."
    )
    frame = Frame("learning", title, words, say("share"), 180)
    names = [f"{row['trained_on']:%Y-%m-%d} · {row['outcomes_count']:,}" for row in rows]
    drawn = line_chart(frame, lines, _steps(names, _MOST_LONG_LABELS), shares())
    legend = (
        ("line share", say("share of the score that is learned")),
        ("line loss", say("chance that a theft comes first, with its bounds")),
    )
    sheet = _learning_sheet(title, rows, measured, _released(releases))
    return Picture(title, words, Markup(drawn), sheet, legend)  # noqa: S704 - our own SVG


def shares() -> Scale:
    """Return an axis of shares, 0 to 100 %."""
    return Scale(0.0, 1.0, tuple((k / 4, percent(figures.number(25 * k))) for k in range(5)))


def _steps(names: Sequence[str], most: int = _MOST_LABELS) -> Scale:
    """An axis on which each name has a slot; where they are many, not every one is written."""
    step = -(-len(names) // most)
    ticks = tuple((place + 0.5, name) for place, name in enumerate(names) if place % step == 0)
    return Scale(0.0, float(len(names)), ticks)


def _middles(count: int) -> Floats:
    """Middles of the slots of `_steps`."""
    return np.arange(count, dtype=np.float64) + np.float64(0.5)


def _measured(card: str) -> Mapping[str, Mapping[str, float | None]]:
    """The area under the curve of a model card, by who is judged; empty without validation."""
    validation = json.loads(card).get("validation") or {}
    found: Mapping[str, Mapping[str, float | None]] = validation.get("measures", {}).get("auc", {})
    return found


def _part(found: Sequence[Mapping[str, float | None]], part: str) -> Floats:
    return np.array([one.get(part) for one in found], dtype=np.float64)


def _released(releases: pd.DataFrame) -> dict[str, dt.date]:
    known = releases.dropna(subset="model_id").drop_duplicates("model_id")
    return dict(zip(known["model_id"], known["from_date"], strict=True))


def _learning_sheet(
    title: str,
    rows: Sequence[Mapping[Any, Any]],
    measured: Sequence[Mapping[str, Mapping[str, float | None]]],
    since: Mapping[str, dt.date],
) -> Sheet:
    heads = (
        say("Trained on"),
        say("Outcomes"),
        say("Share learned"),
        say("Order without learning"),
        say("Order with it"),
        say("Gain"),
        say("Judges from"),
    )
    told = [
        (
            figures.day(row["trained_on"]),
            figures.number(row["outcomes_count"]),
            share_words(row["share"]),
            *(_value(one, name) for name in ("cold", "blend", "gain")),
            figures.day(since[row["model_id"]])
            if row["model_id"] in since
            else say("not released"),
        )
        for row, one in zip(rows, measured, strict=True)
    ]
    return Sheet(title, heads, tuple(told[::-1]))


def _value(one: Mapping[str, Mapping[str, float | None]], name: str) -> str:
    value = one.get(name, {}).get("value")
    return figures.number(value, 3) if figures.is_known(value) else figures.UNKNOWN
