"""Notes beneath what is to be measured: how to compare, and what a difference means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from models.field_load import UsualLoad
from models.field_sheet import Basis, Connection, Expectation, PhaseCurrent
from pipeline.contract.vocabulary import Means
from pipeline.exports import figures
from pipeline.language import say

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


def notes_of(
    found: Expectation, connection: Connection, means: str | None, onset: dt.date | None
) -> Iterator[str]:
    """Say what the expected is taken from, how to compare, and what a difference would mean."""
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


def odd_voltages(connection: Connection, now: UsualLoad | None) -> Iterator[str]:
    """Name the phases whose voltage at the meter is far from the nominal one."""
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
