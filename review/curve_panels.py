"""Curve panels: which curves the readings of an account make, panel by panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.calendar import local_day
from pipeline.contract.vocabulary import Source
from pipeline.language import mark, say
from review.account_energy import district_days
from review.account_meters import MeterPeriod
from review.account_readings import Days, SourceReadings, account_readings
from review.office import Office

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """A choice of the chart: its title, unit, and columns of readings with their words."""

    title: str
    unit: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One curve: words, style, and points in order of time; axis is left or right."""

    label: str
    style: str
    unit: str
    times: Floats
    values: Floats
    axis: str = "left"


PANELS: dict[str, Panel] = {
    "power": Panel(mark("Power"), "kW", (("p_kw", mark("active power")),)),
    "current": Panel(
        mark("Current"),
        "A",
        tuple((f"i_{phase}", mark("current {phase}")) for phase in "abcn"),
    ),
    "voltage": Panel(
        mark("Voltage"), "V", tuple((f"u_{phase}", mark("voltage {phase}")) for phase in "abc")
    ),
    "factor": Panel(mark("Power factor"), "", (("pf", mark("power factor")),)),
    "reactive": Panel(mark("Reactive power"), "kvar", (("q_kvar", mark("reactive power")),)),
    "counted": Panel(
        mark("Energy counted"),
        "kWh",
        (
            ("register_kwh", mark("advance of the register")),
            ("interval_kwh", mark("energy of the interval")),
        ),
    ),
    "day": Panel(mark("Energy by day, with neighbours and district"), "kWh", ()),
}
_STYLES = {"a": "phase-a", "b": "phase-b", "c": "phase-c", "n": "phase-n"}


def lines_of(
    office: Office, account_id: str, periods: Sequence[MeterPeriod], panel: str, days: Days
) -> list[Line]:
    """Return the curves of a panel on local days [first, last]; those without points left out."""
    if panel == "day":
        return list(_by_day(office, account_id, days))
    names = [name for name, _ in PANELS[panel].columns]
    found = account_readings(office, periods, days, names)
    return [line for one in found for line in _measured(one, PANELS[panel])]


def _measured(read: SourceReadings, panel: Panel) -> Iterator[Line]:
    is_terminal = read.source is Source.TERMINAL
    for name, words in panel.columns:
        values = read.columns[name]
        times = read.times
        if name == "register_kwh":
            times, values = _advance(times, values)
        if not np.isfinite(values).any():
            continue
        phase = name.removeprefix("i_").removeprefix("u_")
        label = say(words, phase=phase)
        style = _STYLES.get(phase, "second" if name == "interval_kwh" else "first")
        if is_terminal:
            label, style = say("Terminal: {channel}", channel=label), f"{style} terminal"
        yield Line(label, style, panel.unit, times, values)


def _advance(times: Floats, registers: Floats) -> tuple[Floats, Floats]:
    """Return what a register went on from reading to reading; over a gap, all of it at its end."""
    known = np.isfinite(registers)
    return times[known][1:], np.diff(registers[known])


def _by_day(office: Office, account_id: str, days: Days) -> Iterator[Line]:
    found = district_days(office, account_id, *days)
    noons = np.array([_noon(day, office.settings.timezone) for day in found.dates])
    told = (
        (say("this account"), "first", found.own, "left"),
        (say("if it had moved like its neighbours"), "second", found.neighbours, "left"),
        (say("sent into the district"), "third terminal", found.supplied, "right"),
    )
    for label, style, values, axis in told:
        if np.isfinite(values).any():
            yield Line(label, style, "kWh", noons, values, axis)


def _noon(day: dt.date, timezone: str) -> float:
    bounds = local_day(day, timezone)
    return (bounds.start_us + bounds.end_us) / 2e6
