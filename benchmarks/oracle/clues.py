"""Clues: for each kind of theft, the statistics that physics says it must move.

A clue is a function of the world and the true days of a theft that returns one number an
account, larger is more guilty. It is taken of honest accounts over the same days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.oracle import quantities
from benchmarks.oracle.balance import hours_below_base, slope_change
from benchmarks.oracle.quantities import Quantity
from benchmarks.oracle.world import World
from features.robust import row_mean
from features.window import Flags, Floats
from pipeline.contract.vocabulary import EventCode, Means

LEAST_BEFORE, LEAST_AFTER = 3, 2
STEP_DOUBT = 0.1
USED_SHARE = 0.5


@dataclass(frozen=True)
class Clue:
    """One statistic: its name, and what computes it for days `first` to `last`, (n,)."""

    name: str
    of: Callable[[World, int, int], Floats]


def rise(name: str, quantity: Quantity, doubt: float) -> Clue:
    """Return how far the mean of a quantity rises over the days, against its scatter before.

    doubt: scatter that even the calmest account is granted, in the quantity's unit. A theft
    as old as the records rises from zero, which is what the honest have.
    """

    def measured(world: World, first: int, last: int) -> Floats:
        found = []
        for one in quantity(world):
            before = one[:, :first] if first >= LEAST_BEFORE else np.zeros_like(one)
            found.append(_step(before, one[:, first : last + 1], before, doubt))
        return np.asarray(np.fmax.reduce(found), dtype=np.float64)

    return Clue(name, measured)


def vanished(before_days: int, after_days: int) -> Clue:
    """Return how surprisingly use vanishes at the meter and not from the district.

    The sum of three surprises: use falls, from so many days before the onset to so many
    after it; hours come below the base load; and the losses of the district now move with what
    the meter counts. Falls are common, and so is each of the others; all
    three together are not.
    """

    def measured(world: World, first: int, last: int) -> Floats:
        stop = min(last + 1, first + after_days)
        fall = fall_of_use(world, max(0, first - before_days), first, stop)
        below = hours_below_base(world.balance, first, last)
        moved = slope_change(world.balance, first, last)
        found = [surprise(one, ~world.is_thief) for one in (fall, below, moved)]
        return np.asarray(np.sum(found, axis=0))

    return Clue("use that vanishes, but not from the district", measured)


def chopped(world: World, first: int, last: int) -> Floats:
    """Return the rise of hours below the base load on days that are used otherwise, (n,)."""
    return hours_below_base(world.balance, first, last, least_of_usual=USED_SHARE)


def fall_of_use(world: World, start: int, first: int, stop: int) -> Floats:
    """Return how sharply use falls from days [start, first) to [first, stop), (n,)."""
    (fall,) = quantities.fall_of_use(world)
    before, after = fall[:, start:first], fall[:, first:stop]
    within = [days - row_mean(days)[:, None] for days in (before, after)]
    return _step(before, after, np.concatenate(within, axis=1), STEP_DOUBT)


def surprise(values: Floats, honest: Flags) -> Floats:
    """Return (n,) minus the log of the share of honest accounts with such a value or more.

    0 where the value is not known; a value beyond all honest ones counts as half of one.
    """
    reference = np.sort(values[honest & np.isfinite(values)])
    if not len(reference):
        return np.zeros(len(values))
    beyond = len(reference) - np.searchsorted(reference, values, side="left")
    share = np.maximum(beyond, 0.5) / len(reference)
    return np.where(np.isfinite(values), -np.log(share), 0.0)


def _step(before: Floats, after: Floats, calm: Floats, doubt: float) -> Floats:
    """Return after less before, by the means, over the deviation of `calm`; NaN if unknown."""
    variance = row_mean(calm**2) - row_mean(calm) ** 2
    scatter = np.sqrt(np.maximum(variance, 0.0) + doubt**2)
    return np.asarray((row_mean(after, LEAST_AFTER) - row_mean(before, LEAST_BEFORE)) / scatter)


AT_ONCE, BY_AND_BY = vanished(10, 10), vanished(14, 21)
WEAK_PHASE = rise("current of one phase against the others", quantities.weak_phases, 0.05)
BELOW_TERMINAL = rise("meter against terminal", quantities.below_terminal, 0.02)
BELOW_CURRENT = rise("power against current", quantities.power_below_current, 0.02)
REVERSED = rise("hours of backward current", quantities.reversed_current, 0.2)


def logged(*codes: EventCode) -> Clue:
    """Return the clue of events of these codes in the meter's log."""
    return rise("events logged", quantities.events(*codes), 0.1)


CLUES: dict[Means, tuple[Clue, ...]] = {
    Means.METER_HANG: (
        rise("energy not counted in standstills", quantities.standstill, 0.02),
        logged(EventCode.METER_RESTART, EventCode.PROCESSOR_RESET, EventCode.MEMORY_ERROR),
    ),
    Means.CT_SHUNT: (
        WEAK_PHASE,
        BELOW_TERMINAL,
        rise("jumps of the whole load", quantities.switching, 0.3),
        AT_ONCE,
    ),
    Means.CT_REVERSED: (REVERSED, logged(EventCode.REVERSE_FLOW)),
    Means.PHASE_VOLTAGE_LOST: (
        rise("hours of lost voltage", quantities.lost_voltage, 0.2),
        rise("voltage of one phase against the best", quantities.weak_voltages, 0.01),
        logged(EventCode.VOLTAGE_LOST),
    ),
    Means.PHASE_SHIFT: (
        BELOW_CURRENT,
        rise("angle of the total power", quantities.angle, 2.0),
        BELOW_TERMINAL,
    ),
    Means.NEUTRAL_BYPASS: (
        rise("neutral current above the line's", quantities.neutral_above_line, 0.03),
        logged(EventCode.NEUTRAL_MISMATCH),
    ),
    Means.METER_BYPASS: (AT_ONCE,),
    Means.REGISTER_ROLLBACK: (
        rise("fall of the register", quantities.register_fall, 0.05),
        logged(EventCode.REGISTER_DECREASE),
    ),
    Means.PARAMETER_CHANGE: (
        logged(EventCode.PROGRAM_CHANGE, EventCode.RATIO_CHANGE, EventCode.LOG_CLEAR),
        BELOW_CURRENT,
        rise("ratio billed", quantities.lower_ratio, 0.01),
        AT_ONCE,
    ),
    Means.COVER_TAMPER: (
        logged(EventCode.METER_COVER_OPEN, EventCode.TERMINAL_COVER_OPEN, EventCode.SEAL_BROKEN),
        AT_ONCE,
    ),
    Means.MAGNETIC: (
        logged(EventCode.MAGNETIC_FIELD),
        WEAK_PHASE,
    ),
    Means.ZERO_USE: (rise("days of supply without use", quantities.zero_use, 0.05),),
    Means.REVERSE_ENERGY: (
        rise("energy fed back", quantities.export, 0.02),
        logged(EventCode.REVERSE_FLOW),
    ),
    Means.CONSUMPTION_DROP: (BY_AND_BY,),
    Means.IRREGULAR_USE: (Clue("hours below the base load between hours of use", chopped),),
}
