"""Onset mirror: how much likelier it is that an account began to take than that it used less.

Whoever begins to lead load round the meter uses less from that day on, and from that day the
district loses as much more. Since no day is known, each is weighed by how surely own use fell
then; an account whose use never fell is told nothing about, either way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.robust import row_mad, row_median
from features.window import Codes, Flags, Floats

# Days beside an onset that are compared, and how many must be known on each side.
SIDE_DAYS, LEAST_DAYS = 21, 5
# Losses of neighbouring days are alike: so many days tell as much as one of its own.
DAYS_A_WITNESS = 4.0
# Errors that remain however still a meter or a loss is, kWh a day.
LEAST_OWN_ERROR, LEAST_LOSS_ERROR = 0.2, 0.2
# Falls of own use weigh by their likelihood, up to this exponent, against that of none.
MOST_EXPONENT, NONE_EXPONENT, NONE_TIMES = 200.0, 4.0, 10.0
MOST_EVIDENCE = 50.0
# Accounts that are weighed at once, so that millions take little room.
ROWS_AT_ONCE = 8192


class NodeDays(NamedTuple):
    """Days of t districts, each (t, d): unexplained kWh, whether they are known, sent kWh."""

    loss: Floats
    known: Flags
    total: Floats


def onset_mirror(nodes: NodeDays, own: Floats, own_known: Flags, node: Codes) -> Floats:
    """Return the log likelihood ratio (k,) of a load led round since some day to a load less.

    own, own_known: (k, d) use of their accounts, kWh; node: (k,) the row of each one's
    district. 0 tells nothing.
    """
    loss, known, total = nodes
    rise, rise_weight = _steps(loss, known)
    rise_error = np.maximum(
        _scatter(loss, known)[:, None] ** 2 * rise_weight * DAYS_A_WITNESS, LEAST_LOSS_ERROR**2
    )
    moved = _movement(total, known)
    out = np.zeros(len(own))
    for first in range(0, len(own), ROWS_AT_ONCE):
        here = slice(first, first + ROWS_AT_ONCE)
        at = node[here]
        both = own_known[here] & known[at]
        less = _less_movement(own[here], both, moved[at])
        steps, weight = _steps(less, both)
        own_error = (_day_scatter(less, both) + LEAST_OWN_ERROR)[:, None] ** 2 * weight
        out[here] = _weighed(-steps, own_error * DAYS_A_WITNESS, rise[at], rise_error[at])
    return out


def _movement(total: Floats, known: Flags) -> Floats:
    """What each district sent (t, d) over its usual, less one; 0 where it is not known."""
    usual = row_median(np.where(known, total, np.nan), 1)[:, None]
    return np.where(known & (usual > 0), total / np.where(usual > 0, usual, 1.0) - 1.0, 0.0)


def _less_movement(own: Floats, known: Flags, moved: Floats) -> Floats:
    """Own use (k, d) less what its district moved (k, d) as a whole."""
    base = np.nan_to_num(row_median(np.where(known, own, np.nan), 1))[:, None]
    return np.asarray(own - base * moved)


def _steps(values: Floats, known: Flags) -> tuple[Floats, Floats]:
    """Rise (x, d) from the days before each day to those since, and its variance over a day's.

    NaN where too few days are known on a side.
    """
    days = values.shape[1]
    total = np.pad(np.cumsum(np.where(known, values, 0.0), axis=1), ((0, 0), (1, 0)))
    count = np.pad(np.cumsum(known, axis=1), ((0, 0), (1, 0)))
    at = np.arange(days)
    first, last = np.maximum(at - SIDE_DAYS, 0), np.minimum(at + SIDE_DAYS, days)
    before: Codes = count[:, at] - count[:, first]
    since: Codes = count[:, last] - count[:, at]
    one, other = np.maximum(before, 1), np.maximum(since, 1)
    rise = (total[:, last] - total[:, at]) / other - (total[:, at] - total[:, first]) / one
    enough = (before >= LEAST_DAYS) & (since >= LEAST_DAYS)
    return np.where(enough, rise, np.nan), 1.0 / one + 1.0 / other


def _day_scatter(values: Floats, known: Flags) -> Floats:
    """Standard error (x,) of a day's value, told by neighbouring days."""
    steps = np.diff(np.where(known, values, np.nan), axis=1)
    scatter = row_mad(steps, LEAST_DAYS) / np.sqrt(2.0)
    return np.where(np.isfinite(scatter), scatter, np.inf)


def _scatter(values: Floats, known: Flags) -> Floats:
    """Standard error (x,) of a day's value: what neighbouring days or all days say."""
    around = row_mad(np.where(known, values, np.nan), LEAST_DAYS)
    return np.asarray(np.fmax(_day_scatter(values, known), around))


def _weighed(fall: Floats, fall_error: Floats, rise: Floats, rise_error: Floats) -> Floats:
    """Mean likelihood ratio over onsets (k, d), each by how surely own use fell, as a log."""
    judged = np.isfinite(fall) & np.isfinite(rise) & np.isfinite(fall_error) & (fall > 0)
    fell, rose = np.where(judged, fall, 0.0), np.where(judged, rise, 0.0)
    own, alone = np.where(judged, fall_error, 1.0), np.where(judged, rise_error, 1.0)
    both = own + alone
    ratio = rose**2 / (2 * alone) - (rose - fell) ** 2 / (2 * both) - 0.5 * np.log(both / alone)
    exponent = np.where(judged, np.minimum(fell**2 / (2 * own), MOST_EXPONENT), 0.0)
    largest = np.maximum(exponent.max(axis=1, initial=0.0), NONE_EXPONENT)
    weight = np.where(judged, np.exp(exponent - largest[:, None]), 0.0)
    none = NONE_TIMES * np.exp(NONE_EXPONENT - largest)
    likely = (weight * np.exp(np.clip(ratio, -MOST_EVIDENCE, MOST_EVIDENCE))).sum(axis=1)
    return np.asarray(np.log((likely + none) / (weight.sum(axis=1) + none)))
