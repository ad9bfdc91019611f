"""Specificity: how much a trace tells of the deed behind it, from physics.

That a meter counts less, or less than the terminal, every means of theft brings about; so
that is evidence of a loss and not of its means. The means is named by the trace that the
fewest of them can leave.
"""

from __future__ import annotations

from enum import IntEnum

from features.registry import Feature
from pipeline.contract.vocabulary import Family, Means


class Trace(IntEnum):
    """Kinds of traces, from what any deed leaves to what one alone can leave."""

    # Less is used than before, or than the district was sent: every means does that.
    EFFECT = 0
    # The quietest hour lost its share as well: a wire round the whole meter takes of every
    # hour alike, while circuits that are moved, or thrift, leave the quietest hour be.
    EVERY_HOUR = 1
    # Another instrument on the same supply counts more: every means at the meter does that.
    DEFICIT = 2
    # Somebody was at the meter, or a transmitter was near: what they did stays open.
    DISTURBED = 3
    # Currents are too small, one against the others or all at once: a shunt, but a magnet,
    # a loaded neutral or scaled registers leave the same.
    CURRENT = 4
    # Line and neutral differ: a bridge over one of them, or a magnet at the line's element.
    NEUTRAL = 5
    # Nothing at all is counted on a live supply: shunts and angles leave something.
    NOTHING = 6
    # Power is smaller than voltage times current: an angle, or registers that are scaled.
    ANGLE = 7
    # The device itself names the deed, and use changed with it: it explains the currents.
    NAMED = 8
    # A current flows backwards: it makes angles, deficits and falls, and none of them makes it.
    REVERSED = 9
    # A voltage is gone under current: in a meter of two elements it even turns the power.
    VOLTAGE = 10
    # Energy is counted backwards, or a count is taken back: no wiring of currents does that.
    COUNTER = 11
    # The meter stood: whatever else it shows was lost or made by its restarts.
    STOPPED = 12


TRACE_OF_MEANS: dict[Means, Trace] = {
    Means.METER_HANG: Trace.STOPPED,
    Means.REGISTER_ROLLBACK: Trace.COUNTER,
    Means.REVERSE_ENERGY: Trace.COUNTER,
    Means.PHASE_VOLTAGE_LOST: Trace.VOLTAGE,
    Means.CT_REVERSED: Trace.REVERSED,
    Means.MAGNETIC: Trace.NAMED,
    Means.PARAMETER_CHANGE: Trace.NAMED,
    Means.PHASE_SHIFT: Trace.ANGLE,
    Means.ZERO_USE: Trace.NOTHING,
    Means.NEUTRAL_BYPASS: Trace.NEUTRAL,
    Means.CT_SHUNT: Trace.CURRENT,
    Means.COVER_TAMPER: Trace.DISTURBED,
    Means.METER_BYPASS: Trace.EFFECT,
    Means.CONSUMPTION_DROP: Trace.EFFECT,
    Means.IRREGULAR_USE: Trace.EFFECT,
}
# Features that tell less, or more, than their means would.
OTHERWISE_TELLING: dict[str, Trace] = {
    "base_load_loss_share": Trace.EVERY_HOUR,
    "terminal_deficit_share": Trace.DEFICIT,
    "terminal_phase_deficit_share": Trace.DEFICIT,
    "terminal_low_minutes": Trace.DEFICIT,
    "interference_event_strength": Trace.DISTURBED,
    # Currents that are swapped, or a wire that floats, make a meter report reverse flow too.
    "reverse_event_strength": Trace.DISTURBED,
    # A register behind its own power or standing for hours is what a hung meter leaves too;
    # it says less than one that went back, and more than any current.
    "register_behind_power_share": Trace.NAMED,
    "register_frozen_hours": Trace.NAMED,
}
# What is used says nothing of how it is taken, save where it is nothing at all.
EFFECT_FAMILIES = (Family.CONSUMPTION, Family.ENERGY_BALANCE)


def trace_of(feature: Feature) -> Trace:
    """Return what kind of trace a feature sees."""
    if feature.name in OTHERWISE_TELLING:
        return OTHERWISE_TELLING[feature.name]
    if feature.family in EFFECT_FAMILIES and feature.means is not Means.ZERO_USE:
        return Trace.EFFECT
    return TRACE_OF_MEANS[feature.means]
