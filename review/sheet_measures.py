"""What to measure first: expected against metered, in words and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from models.field_load import UsualLoad, load_before, load_of_late
from models.field_sheet import (
    Connection,
    Expectation,
    PhaseCurrent,
    connection_of,
    expectation,
    expected_load,
)
from pipeline.contract.vocabulary import Wiring
from pipeline.exports import figures
from pipeline.language import say
from review.sheet_chart import hours_chart
from review.sheet_notes import notes_of, odd_voltages
from review.sheet_sources import SheetSource


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
            *notes_of(found, connection, row["means"], row["onset"]),
            *odd_voltages(connection, now),
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
