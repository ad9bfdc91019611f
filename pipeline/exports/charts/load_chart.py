"""Raw readings of a few days: one panel for each quantity, meter and terminal together."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.case import LoadCurve
from pipeline.exports import figures
from pipeline.exports.charts.curve import line_path, thinned
from pipeline.exports.charts.plot import Frame, chart, shape
from pipeline.exports.charts.scale import Scale, instant_days, instant_scale, value_scale

BUCKETS = 150
"""Slices across a panel; each keeps its lowest and highest reading."""

_TITLE = re.compile(r"^(?P<name>.*?)\s*\((?P<unit>[^()]*)\)\s*$")
_QUANTITIES = {
    "kW": "Power",
    "A": "Current",
    "V": "Voltage",
    "kWh": "Energy",
    "kvar": "Reactive power",
}


@dataclass(frozen=True)
class Line:
    """One curve of a panel, as its legend names it; `style` is its class."""

    name: str
    style: str
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """Curves of one unit on one picture."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    words: str
    svg: str


def load_charts(curve: LoadCurve, key: str) -> tuple[Panel, ...]:
    """Draw raw readings (m,): a panel for each unit, more where the curves are too many."""
    groups: dict[tuple[str, bool], list[tuple[str, NDArray[np.float64]]]] = {}
    units: dict[str, int] = {}
    for title in curve.channels:
        unit = _split(title)[1]
        units[unit] = units.get(unit, 0) + 1
    for title, values in curve.channels.items():
        if not np.isfinite(values).any():
            continue
        name, unit = _split(title)
        is_apart = units[unit] > 4 and _is_terminal(name)
        groups.setdefault((unit, is_apart), []).append((name, values))
    return tuple(
        _panel(curve, unit, is_apart, members, f"{key}-{n}")
        for n, ((unit, is_apart), members) in enumerate(groups.items())
    )


def _split(title: str) -> tuple[str, str]:
    match = _TITLE.match(title)
    return (match["name"], match["unit"]) if match else (title, "")


def _is_terminal(name: str) -> bool:
    return "terminal" in name.lower()


def _panel(
    curve: LoadCurve,
    unit: str,
    is_apart: bool,
    members: list[tuple[str, NDArray[np.float64]]],
    key: str,
) -> Panel:
    lines = tuple(Line(name, _style(name, n), values) for n, (name, values) in enumerate(members))
    across = instant_scale(curve.instants)
    up = value_scale(*(line.values for line in lines), with_zero=unit != "V")
    x = across.places(instant_days(curve.instants))
    shapes = [_shape(line, x, up) for line in lines]
    title = _QUANTITIES.get(unit, unit or "Readings") + (" by the terminal" if is_apart else "")
    words = describe(lines, unit)
    frame = Frame(key, f"{title}, as read", words, unit, 150)
    return Panel(title, unit, lines, words, chart(frame, across, up, shapes))


def _shape(line: Line, x: NDArray[np.float64], up: Scale) -> str:
    return shape(line_path(*thinned(x, up.places(line.values), BUCKETS)), f"line {line.style}")


def _style(name: str, place: int) -> str:
    if phase := re.search(r"\b(?:phase )?([abcn])\b", name.lower().replace("neutral", "n")):
        style = f"phase-{phase[1]}"
    else:
        style = f"curve-{place % 4}"
    return f"{style} terminal" if _is_terminal(name) else style


def describe(lines: tuple[Line, ...], unit: str) -> str:
    """Name each curve with its lowest, mean and highest reading."""
    parts = []
    for line in lines:
        known = line.values[np.isfinite(line.values)]
        parts.append(
            f"{line.name}: lowest {figures.quantity(known.min(), unit)}, mean "
            f"{figures.quantity(known.mean(), unit)}, highest {figures.quantity(known.max(), unit)}"
        )
    return ". ".join(parts) + "."
