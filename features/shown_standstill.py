"""Shown standstill: a meter that is read, but stands under load or only repeats itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frozen_register import TINY_SHARE, frozen_minutes
from features.quiet_hours import heaviest_zero_run, hourly_kwh, register_quantum
from features.robust import row_median
from features.usual import Usual
from features.window import Flags, Floats, Window

LEAST_FROZEN_MINUTES = 60.0
LEAST_STUCK_MINUTES = 120.0
LEAST_LOST = 0.5
SAME_LENGTH_SHARE = 0.6
AFTER_MINUTES = 120.0
# Two digits of the register at least are due in a run that tells something.
LEAST_TINY = 2.0 / TINY_SHARE


@dataclass(frozen=True)
class Shown:
    """Standstills of meters that were read, (n, d) minutes each.

    minutes: in which the register stood under load or all values repeated. start, length: the
    hours of that day without energy, a length of 0 where there are none.
    """

    minutes: Floats
    start: Floats
    length: Floats


def find_shown(window: Window, usual: Usual) -> Shown:
    """Find frozen registers and repeated values that lost energy.

    A meter that shows its voltages and no current is no standstill but a shunt or bypass.
    """
    frozen, stuck = _frozen(window), _stuck(window)
    start, length = np.zeros(window.shape), np.zeros(window.shape)
    is_lost = np.zeros(window.shape, dtype=bool)
    rows = np.flatnonzero(((frozen > 0) | (stuck > 0)).any(axis=1))
    if len(rows):
        hours = hourly_kwh(window, rows)
        tiny = TINY_SHARE * register_quantum(window)[rows]
        start[rows], length[rows] = heaviest_zero_run(hours, tiny)
        is_lost[rows] = _is_lost(hours, start[rows], length[rows], tiny)
    same = is_lost & (length >= SAME_LENGTH_SHARE * stuck)
    lost = np.where(same, 1.0, _day_shortfall(window, usual, stuck))
    repeated = np.where(lost > LEAST_LOST, stuck * lost, 0.0)
    minutes = np.maximum(frozen, repeated)
    return Shown(minutes, start, np.where(minutes > 0, length, 0.0))


def _frozen(window: Window) -> Floats:
    """Minutes (n, d) of the longest run of a register that stood while load was shown.

    Loads that jump between two snapshots owe the register a little now and then: one long run
    is a standstill, many short ones are not.
    """
    total, longest = frozen_minutes(window), frozen_minutes(window, "frozen_longest_minutes")
    frozen = np.where(np.isfinite(longest), longest, np.nan_to_num(total))
    habit = np.nan_to_num(row_median(total))[:, None]
    return np.where(frozen >= habit + LEAST_FROZEN_MINUTES, frozen, 0.0)


def _stuck(window: Window) -> Floats:
    """Minutes (n, d) in which everything repeated, its voltage too, under live supply."""
    stuck = _minutes(window, "stuck_longest_minutes")
    has_voltage = np.isfinite(window.fact("u_a_mean_v")) & (_minutes(window, "live_minutes") > 0)
    return np.where(has_voltage & (stuck >= LEAST_STUCK_MINUTES), stuck, 0.0)


def _day_shortfall(window: Window, usual: Usual, stuck: Floats) -> Floats:
    """Share (n, d) of the energy due in stuck minutes that the day as a whole lacks.

    A head-end that repeats old values delays energy; a hung meter loses it for good.
    """
    due = usual.kwh * stuck / window.day_minutes
    shortfall = np.divide(usual.kwh - window.kwh, due, out=np.zeros_like(stuck), where=due > 0)
    share: Floats = np.clip(np.nan_to_num(shortfall), 0.0, 1.0)
    return share


def _is_lost(hours: NDArray[np.float64], start: Floats, length: Floats, tiny_kwh: Floats) -> Flags:
    """(m, d) energy was due in the run, and the two hours after it did not make up for half."""
    known = np.isfinite(hours)
    usual = np.where(known, hours, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    hour = np.arange(24) * 60.0
    end = (start + length)[..., None]
    inside = (hour >= start[..., None]) & (hour < end)
    due = (inside * usual[:, None, :]).sum(axis=2)
    after = (hour >= end) & (hour < end + AFTER_MINUTES) & known
    excess = np.where(after, hours - usual[:, None, :], 0.0).sum(axis=2)
    telling = due >= LEAST_TINY * tiny_kwh[:, None]
    return np.asarray((length > 0) & telling & (excess < LEAST_LOST * due))


def _minutes(window: Window, name: str) -> Floats:
    """A fact with 0 for unknown."""
    return np.nan_to_num(window.fact(name).astype(np.float64))
