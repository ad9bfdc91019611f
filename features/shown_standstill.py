"""Shown standstill: a meter that is read, but stands under load or only repeats itself."""

from __future__ import annotations

import numpy as np

from features.quiet_hours import hourly_kwh, longest_zero_run, register_quantum
from features.robust import row_median
from features.usual import Usual
from features.window import Floats, Window

LEAST_FROZEN_MINUTES = 60.0
LEAST_STUCK_MINUTES = 120.0
# Below this part of one digit of the register an hour is without energy.
TINY_SHARE = 0.25
LEAST_LOST = 0.5


def shown_minutes(window: Window, usual: Usual) -> Floats:
    """Minutes (n, d) in which the meter was read, but stood under load or repeated itself.

    A meter that shows its voltages and no current is no standstill but a shunt or bypass.
    """
    frozen, longest = _minutes(window, "frozen_minutes"), _minutes(window, "frozen_longest_minutes")
    # Loads that jump between two snapshots owe the register a little now and then: one long
    # run is a standstill, many short ones are not.
    frozen = np.where(np.isfinite(window.fact("frozen_longest_minutes")), longest, frozen)
    habit = np.nan_to_num(row_median(window.fact("frozen_minutes")))[:, None]
    stands = np.where(frozen >= habit + LEAST_FROZEN_MINUTES, frozen, 0.0)
    return np.maximum(stands, _repeating(window, usual))


def shown_spans(window: Window, shown: Floats) -> tuple[Floats, Floats]:
    """Start and length in minutes (n, d) of the hours without energy on days with `shown`."""
    start, minutes = np.zeros(window.shape), np.zeros(window.shape)
    rows = np.flatnonzero((shown > 0).any(axis=1))
    if len(rows):
        tiny = TINY_SHARE * register_quantum(window)[rows]
        start[rows], minutes[rows] = longest_zero_run(hourly_kwh(window, rows), tiny)
    return start, np.where(shown > 0, minutes, 0.0)


def _repeating(window: Window, usual: Usual) -> Floats:
    """Minutes (n, d) of values that only repeat, as far as their energy is lost for good.

    A head-end that repeats old values delays energy; a hung meter loses it.
    """
    stuck = _minutes(window, "stuck_longest_minutes")
    has_voltage = np.isfinite(window.fact("u_a_mean_v")) & (_minutes(window, "live_minutes") > 0)
    is_stuck = has_voltage & (stuck >= LEAST_STUCK_MINUTES)
    expected_loss = usual.kwh * stuck / window.day_minutes
    shortfall = np.divide(
        usual.kwh - window.kwh, expected_loss, out=np.zeros_like(stuck), where=expected_loss > 0
    )
    lost = np.clip(np.nan_to_num(shortfall), 0.0, 1.0)
    return np.where(is_stuck & (lost > LEAST_LOST), stuck * lost, 0.0)


def _minutes(window: Window, name: str) -> Floats:
    """A fact with 0 for unknown."""
    return np.nan_to_num(window.fact(name).astype(np.float64))
