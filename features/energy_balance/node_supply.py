"""Node supply: what a supply meter sent in, made whole where enough of the day came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.robust import row_median
from features.supplied import HOURS_A_DAY, Supplied
from features.window import Codes, Flags, Floats

# So much of a day must have come for the rest to be estimated, and so wrong is that estimate.
LEAST_COVERAGE, REST_ERROR = 0.75, 0.15
WHOLE = 0.999
LEAST_DAYS = 3
# A meter that sends one value so long stands still: nobody's use does that. Coarser
# deliveries tell it by days that equal each other to the last digit.
STILL_MINUTES, STILL_DAYS = 720, 4
FINE_MINUTES, MINUTES_A_DAY = 60, 1440


@dataclass(frozen=True)
class NodeSupply:
    """Energy sent into m nodes, primary kWh, NaN where unknown or the meter stood still.

    kwh, sigma: (m, d) of the day, and the standard error of what was made whole. hours: (m, d,
    24). is_still: (m, d) days on which the meter stood still or sent one value over and over.
    """

    kwh: Floats
    sigma: Floats
    hours: Floats
    is_still: Flags


def node_supply(supplied: Supplied, rows: Codes) -> NodeSupply:
    """Return the supply of nodes `rows` (m,) of `supplied`, scaled up where read in part."""
    still = _still_days(supplied, rows)
    hours = supplied.hour_kwh[rows].astype(np.float64)
    hours[still] = np.nan
    came, coverage = supplied.kwh[rows], supplied.coverage[rows]
    whole = _whole_day(came, coverage, hours)
    kwh = np.where((coverage >= LEAST_COVERAGE) & ~still, whole, np.nan)
    rest = np.where(coverage >= WHOLE, 0.0, REST_ERROR * (1.0 - np.minimum(coverage, 1.0)) * whole)
    return NodeSupply(kwh, np.where(np.isfinite(kwh), rest, np.nan), hours, still)


def _whole_day(came: Floats, coverage: Floats, hours: Floats) -> Floats:
    """Energy (m, d) of the whole day, from the intervals that came and the usual day."""
    share = np.divide(1.0, coverage, out=np.full_like(coverage, np.nan), where=coverage > 0)
    plain = np.where(coverage >= WHOLE, came, came * share)
    known = np.isfinite(hours)
    usual = _usual_day(hours)
    by_hours = np.where(known, hours, 0.0).sum(axis=2)
    weight = np.where(known, usual[:, None, :], 0.0).sum(axis=2)
    # Hours of which a part came hold that part of their energy; others only their usual.
    open_share = 1.0 - weight
    part = coverage * HOURS_A_DAY - known.sum(axis=2)
    left = HOURS_A_DAY - known.sum(axis=2)
    has_part = (left > 0) & (part >= 0.5 * left)
    parted = by_hours + (came - by_hours) * left / np.where(has_part, part, 1.0)
    profiled = by_hours / np.where(weight > 0, weight, 1.0)
    filled = np.where(has_part, parted, profiled)
    usable = np.isfinite(open_share) & (weight > 0.5) & (coverage < WHOLE)
    return np.where(usable, filled, plain)


def _usual_day(hours: Floats) -> Floats:
    """Share (m, 24) of each hour in the node's day; NaN where hours are not known."""
    flat = np.ascontiguousarray(hours.transpose(0, 2, 1)).reshape(-1, hours.shape[1])
    usual = row_median(flat, LEAST_DAYS).reshape(len(hours), HOURS_A_DAY)
    total = usual.sum(axis=1, keepdims=True)
    return np.asarray(usual / np.where(total > 0, total, np.nan))


def _still_days(supplied: Supplied, rows: Codes) -> Flags:
    step = supplied.step_minutes[rows]
    still = (supplied.still_minutes[rows] >= STILL_MINUTES) & (step <= FINE_MINUTES)
    kwh = supplied.kwh[rows]
    same = np.zeros(kwh.shape, dtype=bool)
    # Days of one longer interval are equal because they share it.
    own = np.where(step <= MINUTES_A_DAY, kwh, np.nan)
    equal = np.diff(own, axis=1) == 0
    for first in range(equal.shape[1] - STILL_DAYS + 2):
        run = equal[:, first : first + STILL_DAYS - 1].all(axis=1)
        same[:, first : first + STILL_DAYS] |= run[:, None]
    return np.asarray(still | same)
