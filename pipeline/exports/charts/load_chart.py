"""Raw readings of a few days: one panel for each quantity, meter and terminal together."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.case import LoadCurve
from pipeline.exports import figures
from pipeline.exports.charts.curve import broken, line_path, thinned
from pipeline.exports.charts.plot import Frame, chart, shape
from pipeline.exports.charts.scale import Scale, instant_days, instant_scale, value_scale
from pipeline.exports.wording import titled
from pipeline.language import mark, say, unit_word

BUCKETS = 120
"""Slices across a panel; each keeps its lowest and highest reading."""

_TITLE = re.compile(r"^(?P<name>.*?)\s*\((?P<unit>[^()]*)\)\s*$")
_APART = "by the terminal"
_TERMINAL = "terminal: "
_QUANTITIES = {
    "kW": mark("Power"),
    "A": mark("Current"),
    "V": mark("Voltage"),
    "kWh": mark("Energy"),
    "kvar": mark("Reactive power"),
}

Channels = dict[tuple[str, str], NDArray[np.float64]]
"""Values (m,) by name and unit."""


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
    """Draw raw readings (m,): a panel for each unit.

    Currents that the terminal measured too get a panel a phase, so that meter and terminal
    are seen against each other; the terminal's voltages get a panel of their own.
    """
    channels = {
        _split(title): values
        for title, values in curve.channels.items()
        if np.isfinite(values).any()
    }
    groups: dict[tuple[str, str], list[Line]] = {}
    for name, unit in sorted(channels, key=_place):
        members = groups.setdefault((unit, _topic(name, unit, channels)), [])
        members.append(Line(name, "", channels[name, unit]))
    return tuple(
        _panel(
            curve,
            unit,
            topic,
            tuple(members),
            key=f"{key}-{place}",
            up=_scale_of(unit, channels),
        )
        for place, ((unit, topic), members) in enumerate(groups.items())
    )


def _split(title: str) -> tuple[str, str]:
    match = _TITLE.match(title)
    return (match["name"], match["unit"]) if match else (title, "")


def _place(channel: tuple[str, str]) -> tuple[int, str, bool]:
    """Power and energy first, then currents by phase, voltages of the meter, and the rest."""
    name, unit = channel
    order = list(_QUANTITIES)
    rank = order.index(unit) if unit in order else len(order)
    is_terminal = _is_terminal(name)
    return rank + (unit == "V" and is_terminal) * 10, _phase(name), is_terminal


def _topic(name: str, unit: str, channels: Channels) -> str:
    """What sets a curve apart from others of its unit; empty for the unit's common panel."""
    phase = _phase(name)
    if unit == "A" and phase:
        is_twice = sum(one == unit and _phase(other) == phase for other, one in channels) > 1
        return f"phase {phase}" if is_twice else ""
    if unit == "V" and _is_terminal(name):
        return _APART
    return "" if unit else re.sub(r"^terminal: ", "", name, flags=re.IGNORECASE).lower()


def _scale_of(unit: str, channels: Channels) -> Scale:
    """One scale for all panels of a unit, so that they can be compared by eye."""
    members = [values for (_, other), values in channels.items() if other == unit]
    return value_scale(*members, with_zero=unit not in {"V", ""}, count=3)


def _is_terminal(name: str) -> bool:
    return "terminal" in name.lower()


def _phase(name: str) -> str:
    match = re.search(r"\b([abcn])$", name.lower())
    return match[1] if match else ""


def _panel(
    curve: LoadCurve, unit: str, topic: str, members: tuple[Line, ...], *, key: str, up: Scale
) -> Panel:
    is_against = any(_is_terminal(line.name) for line in members) and topic != _APART
    lines = tuple(
        Line(line.name, _style(line.name, topic, place, is_against=is_against), line.values)
        for place, line in enumerate(members)
    )
    across = instant_scale(curve.instants)
    x = across.places(instant_days(curve.instants))
    title = _title(unit, topic)
    words = describe(lines, unit)
    frame = Frame(key, say("{title}, as read", title=title), words, unit_word(unit), 130)
    shapes = [_shape(line, x, up) for line in lines]
    return Panel(title, unit, lines, words, chart(frame, across, up, shapes))


def _title(unit: str, topic: str) -> str:
    """Words over a panel: its quantity, and what sets it apart from others of the unit."""
    quantity = say(_QUANTITIES[unit]) if unit in _QUANTITIES else unit_word(unit)
    if topic == _APART:
        return titled(say("{quantity} by the terminal", quantity=quantity))
    if topic.startswith("phase "):
        phase = topic.removeprefix("phase ")
        return titled(say("{quantity} phase {phase}", quantity=quantity, phase=phase))
    return titled(quantity or (say(titled(topic)) if topic else say("Readings")))


def channel_title(name: str) -> str:
    """Name of a channel in the spoken language, told apart by the device that measured it."""
    if not name.lower().startswith(_TERMINAL):
        return say(name)
    title = titled(name[len(_TERMINAL) :])
    channel = say(title)
    if channel == title:  # English words are small after a colon; a phase of Chinese is A
        channel = channel[:1].lower() + channel[1:]
    return say("Terminal: {channel}", channel=channel)


def _shape(line: Line, x: NDArray[np.float64], up: Scale) -> str:
    return shape(
        line_path(*thinned(*broken(x, up.places(line.values)), BUCKETS)), f"line {line.style}"
    )


def _style(name: str, topic: str, place: int, *, is_against: bool) -> str:
    """Class of a curve: by phase where phases share a panel, else meter against terminal."""
    if is_against:
        return "curve-1 terminal" if _is_terminal(name) else "curve-0 meter"
    phase = _phase(name)
    return f"phase-{phase}" if phase and not topic.startswith("phase") else f"curve-{place % 4}"


def describe(lines: tuple[Line, ...], unit: str) -> str:
    """Name each curve with its lowest, mean and highest reading."""
    parts = []
    for line in lines:
        known = line.values[np.isfinite(line.values)]
        parts.append(
            say(
                "{channel}: lowest {low}, mean {mean}, highest {high}.",
                channel=channel_title(line.name),
                low=figures.quantity(known.min(), unit),
                mean=figures.quantity(known.mean(), unit),
                high=figures.quantity(known.max(), unit),
            )
        )
    return " ".join(parts)
