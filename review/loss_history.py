"""Loss history: what the runs up to a day told of one node."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from markupsafe import Markup

from pipeline.exports import figures
from pipeline.exports.charts.curve import Floats
from pipeline.exports.charts.line_chart import Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.charts.scale import day_scale, value_scale
from pipeline.exports.line_loss_wording import rate, state_title
from pipeline.exports.picture import Picture, Sheet
from pipeline.lake import Lake
from pipeline.language import say, unit_word
from review.district_nodes import Node

HISTORY_DAYS = 90
_TOLD = [
    "run_date",
    "division",
    "node_id",
    "days",
    "loss_rate",
    "technical_kwh",
    "unexplained_kwh_per_day",
    "unexplained_low",
    "unexplained_high",
    "state",
]


def read_history(lake: Lake, node: Node, date: dt.date) -> pd.DataFrame:
    """Return rows of `line_losses` of a node, of the runs of the last days up to `date`."""
    first = date - dt.timedelta(days=HISTORY_DAYS - 1)
    rows = lake.read("line_losses", first=first, last=date, columns=_TOLD)
    is_it = pc.and_(
        pc.equal(rows["division"], node.row["division"]), pc.equal(rows["node_id"], node.node_id)
    )
    found: pd.DataFrame = rows.filter(is_it).to_pandas()
    return found.sort_values("run_date").reset_index(drop=True)


def draw_history(rows: pd.DataFrame, name: str) -> Picture | None:
    """Draw the unexplained loss with its bounds, and the technical loss; None if none is known."""
    level, low, high = (
        _floats(rows, f"unexplained_{end}") for end in ("kwh_per_day", "low", "high")
    )
    if not np.isfinite(level).any():
        return None
    days = _floats(rows, "days")
    technical = _floats(rows, "technical_kwh") / np.where(days > 0, days, np.nan)
    dates = tuple(rows["run_date"])
    x = np.array([day.toordinal() + 0.5 for day in dates], dtype=np.float64)
    lines = (
        Line(say("unexplained"), "loss", x, level, low, high, has_dots=True),
        Line(say("technical"), "technical", x, technical),
    )
    title = say("Loss of {node} over time", node=name)
    words = say(
        "Each point tells of the days of the balance up to then; the shade holds the unexplained"
        " loss 95 times of 100."
    )
    frame = Frame("history", title, words, unit_word("kWh a day"), 180)
    drawn = line_chart(frame, lines, day_scale(dates), value_scale(level, low, high, technical))
    legend = (
        ("line loss", say("unexplained")),
        ("around loss", say("its bounds")),
        ("line technical", say("lost in lines and transformer")),
    )
    sheet = _sheet(title, rows, technical.tolist())
    return Picture(title, words, Markup(drawn), sheet, legend)  # noqa: S704 - our own SVG


def _floats(rows: pd.DataFrame, name: str) -> Floats:
    return np.asarray(rows[name], dtype=np.float64)


def _sheet(title: str, rows: pd.DataFrame, technical: Sequence[float]) -> Sheet:
    heads = (
        say("Day"),
        say("Loss rate"),
        say("Technical, kWh a day"),
        say("Unexplained, kWh a day"),
        say("Bounds"),
        say("State"),
    )
    told = [
        _line(row, usual) for row, usual in zip(rows.to_dict("records"), technical, strict=True)
    ]
    return Sheet(title, heads, tuple(told[::-1]))


def _line(row: dict[Any, Any], technical: float) -> tuple[str, ...]:
    return (
        figures.day(row["run_date"]),
        rate(row["loss_rate"]),
        figures.number(technical),
        figures.number(row["unexplained_kwh_per_day"]),
        figures.energy_range(row["unexplained_low"], row["unexplained_high"]),
        state_title(row["state"]) if isinstance(row["state"], str) else figures.UNKNOWN,
    )
