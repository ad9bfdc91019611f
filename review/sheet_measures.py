"""What to measure first: expected against metered, in words and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from models.field_load import UsualLoad, load_before, load_of_late
from models.field_sheet import (
    Basis,
    Connection,
    Expectation,
    PhaseCurrent,
    connection_of,
    expectation,
    expected_load,
)
from pipeline.contract.vocabulary import Means, Wiring
from pipeline.exports import figures
from pipeline.language import say
from review.sheet_chart import hours_chart
from review.sheet_sources import SheetSource

_FINDING_SHARE = 0.9
"""Below this share of the expected current a phase is worth a sentence."""
_VOLTAGE_SHARE = 0.15
"""So far from the nominal voltage a phase is worth one, too."""
# Currents of these pass the meter whole; it is another quantity that is led astray.
_WHOLE_CURRENT = (
    Means.METER_HANG,
    Means.PHASE_VOLTAGE_LOST,
    Means.PHASE_SHIFT,
    Means.CT_REVERSED,
    Means.REVERSE_ENERGY,
    Means.REGISTER_ROLLBACK,
    Means.PARAMETER_CHANGE,
)


@dataclass(frozen=True)
class Line:
    """One line to measure; beside: the same on the secondary side, empty where it is one side."""

    name: str
    expected: str
    beside: str
    metered: str
    displayed: str


@dataclass(frozen=True)
class Measures:
    """What to measure first, in words. hours: of the visit; night: best of all, if elsewhere."""

    hours: str
    night: str
    ratio: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    chart: Markup


def measures_of(source: SheetSource, key: str) -> Measures | None:
    """Return what to measure at an account; None where its load or wiring is not known."""
    row, account = source.case.suspect, source.case.account
    connection = connection_of(account)
    if connection is None:
        return None
    before = load_before(source.facts, row["onset"])
    now = load_of_late(source.facts, source.date, row["onset"])
    found = expectation(connection, before, now, row["kwh_per_day"])
    if found is None:
        return None
    multiplier = connection.ct_ratio * connection.pt_ratio
    load = expected_load(before, now, row["kwh_per_day"], multiplier)
    usual = load[0] if load else now
    is_hourly = usual is not None and usual.is_by_hour
    return Measures(
        hours=_span((found.first, found.last)) if is_hourly else "",
        night=_span(found.best) if is_hourly and found.best != (found.first, found.last) else "",
        ratio=figures.number(connection.ct_ratio),
        lines=tuple(_lines(found, connection, now)),
        notes=(
            *_notes(found, connection, row["means"], row["onset"]),
            *_odd_voltages(connection, now),
        ),
        chart=hours_chart(usual, now, found, multiplier, key) if is_hourly else Markup(),
    )


def _span(hours: tuple[int, int]) -> str:
    return say("{first} to {last}", first=f"{hours[0]:02d}:00", last=f"{hours[1]:02d}:00")


def _lines(found: Expectation, connection: Connection, now: UsualLoad | None) -> Iterator[Line]:
    for one in found.phases:
        yield _current(one, connection)
    if connection.wiring is not Wiring.TWO_ELEMENT:
        neutral = None if now is None else now.currents.get("n")
        yield Line(say("Current, neutral"), "", "", "", figures.quantity(neutral, "A"))
    yield _voltage(connection, now)
    yield Line(
        say("Power, all phases"),
        figures.quantity(found.expected_kw, "kW"),
        "",
        figures.quantity(found.metered_kw, "kW"),
        "",
    )
    factor = now.power_factor if now is not None else None
    name = say("Power factor (assumed)") if found.is_factor_assumed else say("Power factor")
    shown = "" if factor is None else figures.number(factor)
    yield Line(name, figures.number(found.power_factor), "", "", shown)


def _current(one: PhaseCurrent, connection: Connection) -> Line:
    phase = one.phase.upper()
    single = connection.wiring is Wiring.ONE_PHASE
    has_ratio = connection.ct_ratio != 1 and one.expected is not None
    beside = one.expected / connection.ct_ratio if has_ratio and one.expected else None
    return Line(
        say("Current, phase") if single else say("Current, phase {phase}", phase=phase),
        figures.quantity(one.expected, "A"),
        "" if beside is None else figures.quantity(beside, "A"),
        figures.quantity(one.metered, "A"),
        figures.quantity(one.displayed, "A"),
    )


def _voltage(connection: Connection, now: UsualLoad | None) -> Line:
    shown = [] if now is None else [now.volts.get(phase) for phase in connection.phases]
    known = " / ".join(figures.number(volts) for volts in shown)
    name = {
        Wiring.TWO_ELEMENT: say("Voltage Uab / Ucb"),
        Wiring.ONE_PHASE: say("Voltage"),
        Wiring.FOUR_WIRE: say("Voltage, each phase"),
    }[connection.wiring]
    beside = "" if connection.pt_ratio == 1 else figures.quantity(connection.volts, "V")
    supply = figures.quantity(connection.primary_volts, "V")
    return Line(name, supply, beside, "", say("{values} V", values=known) if any(shown) else "")


def _notes(
    found: Expectation, connection: Connection, means: str | None, onset: dt.date | None
) -> Iterator[str]:
    yield {
        Basis.BEFORE: say("Expected: as at these hours before {day}.", day=figures.day(onset)),
        Basis.ESTIMATE: say("Expected: what is metered and the estimated loss together."),
        Basis.RECENT: say("Expected: what was metered of late."),
    }[found.basis]
    yield say(
        "Load changes: what counts is the clamp against the display at the same instant. They"
        " must agree; a difference above 5 % that stays in three readings is a finding."
    )
    yield from _by_means(found, connection, means)
    worst = min(found.phases, key=_share)
    if means not in _WHOLE_CURRENT and _share(worst) < _FINDING_SHARE:
        yield _gap(worst, connection)


def _odd_voltages(connection: Connection, now: UsualLoad | None) -> Iterator[str]:
    for phase, volts in () if now is None else now.volts.items():
        if phase in connection.phases and abs(volts / connection.volts - 1) > _VOLTAGE_SHARE:
            yield say(
                "Of late the meter shows {volts} on phase {phase} where {nominal} should be.",
                volts=figures.quantity(volts, "V"),
                phase=phase.upper(),
                nominal=figures.quantity(connection.volts, "V"),
            )


def _share(one: PhaseCurrent) -> float:
    if one.metered is None or not one.expected:
        return np.inf
    return one.metered / one.expected


def _gap(worst: PhaseCurrent, connection: Connection) -> str:
    """Say what it would mean if the clamp showed what is expected."""
    told = {
        "clamp": figures.quantity(worst.expected, "A"),
        "metered": figures.quantity(worst.metered, "A"),
        "displayed": figures.quantity(worst.displayed, "A"),
        "phase": worst.phase.upper(),
        "ratio": figures.number(connection.ct_ratio),
        "share": figures.quantity(round(1.0 - _share(worst), 2), "share"),
    }
    if connection.ct_ratio == 1:
        return say(
            "If the clamp shows {clamp} on phase {phase} where the display shows {displayed},"
            " {share} of that current does not pass the meter.",
            **told,
        )
    return say(
        "If the clamp shows {clamp} on phase {phase} where the display shows {displayed}"
        " x {ratio} = {metered}, {share} of that current does not pass the meter.",
        **told,
    )


def _by_means(found: Expectation, connection: Connection, means: str | None) -> Iterator[str]:
    # What the register itself shows is secondary.
    shown_kw = found.expected_kw / (connection.ct_ratio * connection.pt_ratio)
    kwh = figures.quantity(shown_kw / 6.0, "kWh")
    if means == Means.METER_HANG:
        yield say(
            "While the meter hangs, its display is blank or still and its lamp does not pulse:"
            " then the clamp alone tells. At the expected load its register should show {kwh} more"
            " in ten minutes.",
            kwh=kwh,
        )
    elif means in (Means.REGISTER_ROLLBACK, Means.PARAMETER_CHANGE):
        yield say(
            "Currents may agree although energy is lost: at the expected load the register should"
            " show {kwh} more in ten minutes.",
            kwh=kwh,
        )
    elif means == Means.PHASE_VOLTAGE_LOST:
        yield say("Currents may agree: compare the voltages at the meter's terminals and ahead.")
    elif means in (Means.CT_REVERSED, Means.PHASE_SHIFT, Means.REVERSE_ENERGY):
        yield say("Currents may agree in size: compare direction and angle with a power clamp.")
    elif means in (Means.METER_BYPASS, Means.ZERO_USE):
        yield say("Clamp the service line ahead of the meter: what is more there passes beside it.")
