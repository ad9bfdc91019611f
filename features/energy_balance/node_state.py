"""Node state: what a balance says first, before anyone below it is suspected.

A supply meter that stands still, that counts in a fixed proportion too much or too little,
or a node that counts more than was sent in, tells of meters and records, not of theft. Theft
follows the day of the one who takes; a wrong ratio follows the sum of all, hour by hour.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.energy_balance.balance import Ledger, NodeState, TechnicalLoss
from features.energy_balance.proportion import fixed_proportion
from features.robust import row_mad, row_mean, row_median
from features.window import Codes, Flags, Floats

LEAST_DAYS, LEAST_SHARE = 7, 0.3
STILL_SHARE, LAST_DAYS = 0.2, 3
NEGATIVE_SHARE, SIGMAS = 0.01, 3.0
LEAST_KWH_A_CUSTOMER = 0.5
METERS_ERROR = 0.006


def node_state(
    daily: Ledger,
    hourly: Ledger,
    technical: TechnicalLoss,
    is_still: Flags,
    customers: Codes,
) -> NDArray[np.str_]:
    """Return the state (m,) of each node; `customers` (m,) accounts below, `is_still` (m, d)."""
    sent = row_mean(daily.sent)
    unexplained = daily.loss - technical.expected
    state = np.full(len(sent), NodeState.BALANCED.value, dtype="<U16")
    rises = is_unexplained(daily, technical, customers)
    state[rises] = NodeState.UNEXPLAINED.value
    negative = _is_negative(daily, technical)
    state[negative] = NodeState.NEGATIVE.value
    by_hour = hourly.loss - technical.hourly
    off = fixed_proportion(daily, hourly, unexplained, by_hour)
    state[off] = NodeState.WRONG_RATIO.value
    state[_is_unread(daily)] = NodeState.UNREAD.value
    state[_is_stuck(daily, is_still)] = NodeState.STUCK.value
    return state


def is_unexplained(daily: Ledger, technical: TechnicalLoss, customers: Codes) -> Flags:
    """(m,) whether the unexplained loss stands out of its error, or lately out of its past."""
    unexplained = daily.loss - technical.expected
    least = LEAST_KWH_A_CUSTOMER * customers.astype(np.float64)
    level = row_median(unexplained, LEAST_DAYS)
    stands_out = level > np.maximum(SIGMAS * level_error(daily, technical), least)
    return np.asarray(stands_out | _rose(unexplained, daily, least))


def level_error(daily: Ledger, technical: TechnicalLoss) -> Floats:
    """Standard error (m,) of the usual unexplained loss, kWh a day: wires, meters, estimates."""
    wires = technical.sigma * row_median(technical.expected, 1)
    meters = METERS_ERROR * row_median(daily.sent, 1)
    days = np.maximum(np.isfinite(daily.loss).sum(axis=1), 1)
    scatter = row_mad(daily.loss - technical.expected, LEAST_DAYS) / np.sqrt(days)
    return np.asarray(np.sqrt(wires**2 + meters**2 + np.nan_to_num(scatter) ** 2))


def _rose(unexplained: Floats, daily: Ledger, least: Floats) -> Flags:
    """(m,) whether the days of the last third lie above the first's mean + 3 sigma, as a rule."""
    known = np.isfinite(unexplained)
    rank = np.cumsum(known, axis=1) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    early = np.where(known & (rank <= 0.5), unexplained, np.nan)
    late = np.where(known & (rank > 2 / 3), unexplained, np.nan)
    mean, scatter = row_median(early, LEAST_DAYS), row_mad(early, LEAST_DAYS)
    rise = row_median(late, LEAST_DAYS) - mean
    floor = METERS_ERROR * row_median(daily.sent, 1)
    return np.asarray((rise > SIGMAS * np.maximum(scatter, floor)) & (rise > least))


def _is_negative(daily: Ledger, technical: TechnicalLoss) -> Flags:
    level = row_median(daily.loss, LEAST_DAYS)
    least = np.maximum(
        NEGATIVE_SHARE * row_median(daily.sent, 1), SIGMAS * level_error(daily, technical) / 2
    )
    return np.asarray(level < -least)


def _is_unread(daily: Ledger) -> Flags:
    """(m,) too few days with a balance, in all or of those on which anything was sent."""
    known = np.isfinite(daily.loss).sum(axis=1)
    asked = np.maximum(np.isfinite(daily.supplied).sum(axis=1), 1)
    return np.asarray((known < LEAST_DAYS) | (known < LEAST_SHARE * asked))


def _is_stuck(daily: Ledger, is_still: Flags) -> Flags:
    """(m,) whether the supply meter stands still, lately or on many days, while meters count."""
    counts = is_still & (np.nan_to_num(daily.metered) > 0)
    asked = np.maximum((counts | np.isfinite(daily.supplied)).sum(axis=1), 1)
    lately = counts[:, -LAST_DAYS:].all(axis=1)
    many = (counts.sum(axis=1) >= LAST_DAYS) & (counts.sum(axis=1) > STILL_SHARE * asked)
    return np.asarray(lately | many)
