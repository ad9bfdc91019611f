"""Technical loss: iron and copper of transformers and lines, loss = a + b E^2.

A constant theft would pass as iron, a proportional one as copper, and a wrongly mapped
customer as either, below zero too. So a and b stay near what physics allows, the days that
lost least speak loudest, and the level of a node's loss counts only as far as it is likely
without any of these. Districts of one utility are built alike, so that their common level
sharpens the prior of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.energy_balance.balance import Ledger, TechnicalLoss
from features.energy_balance.usual_level import (
    LEAST_LEVEL,
    LEVEL_ERROR,
    MOST_LEVEL,
    NODE_ERROR,
    Level,
    beyond_usual,
    common_level,
)
from features.robust import row_mad, row_median, row_quantile
from features.supplied import HOURS_A_DAY, Supplied
from features.window import Codes, Flags, Floats

# Standard rating over the highest usual hour, where no rating is known.
RATING_OVER_PEAK, PEAK_SHARE = 1.4, 0.98
# Mean square of hourly energy over the square of its mean, where hours are not known.
FORM = 1.2
# A feeder is a line alone: no iron, and a share of its load at the peak that lies between 0.2
# and 1.5 %, for lines are short and long.
FEEDER_PEAK_SHARE = 0.006
# What else a balance is out by stays for days, so that so many tell no more than one.
LIKE_DAYS = 7
# The days that lost little; of what a level is out of the usual by, so many times may be
# something else, and such a share may be wires.
LOW_DAYS, OTHER_SHARE, ODD_SHARE = 0.3, 3.0, 0.3
# Errors of the supply meter and of the meters together, in proportion to energy.
METERS_ERROR = 0.006
ROUNDS, MOST_SIGMAS, MOST_BELOW = 6, 1.5, 3.0
LEAST_DAYS = 5


@dataclass(frozen=True)
class _Prior:
    """Loss of iron (m,) kWh a day and copper (m,) 1/kWh of hourly energy that physics suggests."""

    iron_kwh: Floats
    copper: Floats


def technical_loss(
    daily: Ledger, hourly: Ledger, is_feeder: Flags, supplied: Supplied, rows: Codes
) -> TechnicalLoss:
    """Fit the losses in wires; `supplied`, by `rows` (m,), knows ratings and their shares."""
    squares = _squares(daily, hourly)
    prior = _prior(daily, hourly, is_feeder, supplied, rows)
    low = _low_level(daily, squares, prior)
    iron, copper, error = _fit(daily, squares, prior, low, common_level(low, is_feeder))
    expected = iron[:, None] + copper[:, None] * squares
    by_hour = iron[:, None] / HOURS_A_DAY + copper[:, None] * hourly.sent**2
    return TechnicalLoss(iron, copper, expected, by_hour, error)


def _squares(daily: Ledger, hourly: Ledger) -> Floats:
    """Sum of squared hourly energy of each day (m, d); by its usual form where unknown."""
    count, days = daily.supplied.shape
    hours = hourly.sent.reshape(count, days, HOURS_A_DAY)
    whole = np.asarray(np.isfinite(hours).all(axis=2))
    known = np.where(whole, (np.where(whole[:, :, None], hours, 0.0) ** 2).sum(axis=2), np.nan)
    flat = daily.sent**2 / HOURS_A_DAY
    form = row_median(known / np.where(flat > 0, flat, np.nan), LEAST_DAYS)
    usual = np.where(np.isfinite(form), form, FORM)[:, None]
    return np.where(whole, known, usual * flat)


def _prior(
    daily: Ledger, hourly: Ledger, is_feeder: Flags, supplied: Supplied, rows: Codes
) -> _Prior:
    peak = row_quantile(hourly.sent, PEAK_SHARE, LEAST_DAYS)
    by_day = row_quantile(daily.sent, PEAK_SHARE, 1) / HOURS_A_DAY * 1.5 * FORM
    rating = RATING_OVER_PEAK * np.where(np.isfinite(peak), peak, by_day)
    if supplied.transformer_kva is not None:
        known = np.where(is_feeder, np.nan, supplied.transformer_kva[rows])
        rating = np.where(np.isfinite(known), known, rating)
    rating = np.where(rating > 0, rating, np.nan)
    iron = np.where(is_feeder, 0.0, supplied.iron_share) * rating * HOURS_A_DAY
    copper = np.where(is_feeder, FEEDER_PEAK_SHARE * RATING_OVER_PEAK, supplied.copper_share)
    return _Prior(iron, copper / rating)


def _low_level(daily: Ledger, squares: Floats, prior: _Prior) -> Floats:
    """Loss over the prior's (m,), of the days that lost little; NaN where too few are known."""
    guess = prior.iron_kwh[:, None] + prior.copper[:, None] * squares
    return row_quantile(daily.loss / np.where(guess > 0, guess, np.nan), LOW_DAYS, LEAST_DAYS)


def _fit(
    daily: Ledger, squares: Floats, prior: _Prior, low: Floats, level: Level
) -> tuple[Floats, Floats, Floats]:
    """Iron (m,), copper (m,) and relative error (m,) by weighted least squares with a prior.

    The unknowns are iron and copper over their prior, and a share of energy that is neither:
    the error of meters, and as much more as the level is out of the usual.
    """
    columns = _columns(daily, squares, prior)
    known = np.isfinite(daily.loss) & np.isfinite(columns).all(axis=2)
    columns = np.where(known[:, :, None], columns, 0.0)
    loss = np.where(known, daily.loss, 0.0)
    usual, error = level.usual, level.error
    beyond = beyond_usual(low, level)
    wires = np.maximum(error * usual, np.minimum(ODD_SHARE * beyond, NODE_ERROR * usual))
    width = np.stack([wires, wires, _other_share(columns, beyond, level)], axis=1)
    centre = np.stack([usual, usual, np.zeros(len(usual))], axis=1)
    scale = _scatter(daily, known)[:, None]
    found, covariance = centre.copy(), np.zeros((len(usual), 3, 3))
    for _ in range(ROUNDS):
        rest = (loss - (columns * found[:, None, :]).sum(axis=2)) / scale
        weighted = columns * (known * _one_sided(rest) / (LIKE_DAYS * scale**2))[:, :, None]
        normal = np.matmul(weighted.transpose(0, 2, 1), columns)
        covariance = np.linalg.inv(normal + np.eye(3) / width[:, :, None] ** 2)
        right = (weighted * loss[:, :, None]).sum(axis=1) + centre / width**2
        found = (covariance @ right[:, :, None])[:, :, 0]
    found[:, :2] = np.clip(found[:, :2], LEAST_LEVEL, MOST_LEVEL)
    return (
        found[:, 0] * prior.iron_kwh,
        found[:, 1] * prior.copper,
        _relative_error(columns, known, found, covariance),
    )


def _columns(daily: Ledger, squares: Floats, prior: _Prior) -> Floats:
    """Prior of iron and of copper, and energy, of each day (m, d, 3)."""
    iron = np.broadcast_to(prior.iron_kwh[:, None], squares.shape)
    return np.stack([iron, prior.copper[:, None] * squares, daily.sent], axis=2)


def _other_share(columns: Floats, beyond: Floats, level: Level) -> Floats:
    """How much of the energy (m,) may be lost that is not technical, as a standard deviation."""
    technical = columns[:, :, :2].sum(axis=(1, 2)) / np.maximum(columns[:, :, 2].sum(axis=1), 1e-9)
    other = np.hypot(np.maximum(level.other - level.error, 0.0), OTHER_SHARE * beyond)
    return np.asarray(np.hypot(METERS_ERROR, other * technical))


def _one_sided(rest: Floats) -> Floats:
    """Weight (m, d) of a residual in sigmas: what lies above counts ever less, for theft adds.

    What lies far below is a day misread, and counts for less as well.
    """
    above, below = np.maximum(rest, 1e-9), np.maximum(-rest, 1e-9)
    from_above = np.minimum(1.0, (MOST_SIGMAS / (2 * above)) ** 2)
    return np.asarray(np.where(rest > 0, from_above, np.minimum(1.0, MOST_BELOW / below)))


def _scatter(daily: Ledger, known: Flags) -> Floats:
    """Standard error (m,) of a day's loss, theft and all; positive."""
    loss = np.where(known, daily.loss, np.nan)
    step = row_mad(np.diff(loss, axis=1), LEAST_DAYS) / np.sqrt(2.0)
    floor = 0.002 * np.nan_to_num(row_median(daily.sent))
    return np.asarray(np.maximum(np.nan_to_num(step), np.maximum(floor, 1e-6)))


def _relative_error(columns: Floats, known: Flags, found: Floats, covariance: Floats) -> Floats:
    """Relative standard error (m,) of the expected loss of the mean day."""
    days = np.maximum(known.sum(axis=1), 1)[:, None]
    mean = columns[:, :, :2].sum(axis=1) / days
    variance = (mean[:, None, :] @ covariance[:, :2, :2] @ mean[:, :, None])[:, 0, 0]
    expected = (mean * found[:, :2]).sum(axis=1)
    error = np.sqrt(np.maximum(variance, 0.0)) / np.where(expected > 0, expected, np.nan)
    return np.where(np.isfinite(error), error, LEVEL_ERROR)
