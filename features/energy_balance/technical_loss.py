"""Technical loss: iron and copper of transformers and lines, loss = a + b E^2.

Theft adds to the loss and never takes from it, so a and b are fitted from above the prior
down to the days that lost least, and stay near what physics allows: a constant theft would
otherwise pass as iron, a proportional one as copper. Districts of one utility are built
alike, so that their common level sharpens the prior of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.energy_balance.balance import Ledger, TechnicalLoss
from features.energy_balance.filling import HOURS_A_DAY
from features.robust import MAD_TO_SIGMA, row_mad, row_median, row_quantile
from features.window import Flags, Floats

# Shares of the rating: no-load loss; loss of windings and lines at full load.
IRON_SHARE, COPPER_SHARE = 0.0025, 0.03
# Standard rating over the highest usual hour, where no rating is known.
RATING_OVER_PEAK, PEAK_SHARE = 1.4, 0.98
# Mean square of hourly energy over the square of its mean, where hours are not known.
FORM = 1.2
# Relative error of the prior: of one utility's level, and of one node against the others.
LEVEL_ERROR, NODE_ERROR, LEAST_NODES = 0.5, 0.35, 8
LEAST_ERROR = 0.15
# Errors of the supply meter and of the meters together, in proportion to energy.
GAIN_ERROR = 0.006
ROUNDS, MOST_SIGMAS = 8, 1.5
LEAST_DAYS = 5


@dataclass(frozen=True)
class _Prior:
    """Loss of iron (m,) kWh a day and copper (m,) 1/kWh of hourly energy that physics suggests."""

    iron_kwh: Floats
    copper: Floats


def technical_loss(
    daily: Ledger, hourly: Ledger, is_feeder: Flags, rating_kw: Floats | None = None
) -> TechnicalLoss:
    """Fit the losses in wires; `rating_kw` (m,) of the transformers, NaN where unknown."""
    squares = _squares(daily, hourly)
    prior = _prior(daily, hourly, rating_kw, is_feeder)
    level = _common_level(daily, squares, prior, is_feeder)
    iron, copper, error = _fit(daily, squares, prior, level)
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


def _prior(daily: Ledger, hourly: Ledger, rating_kw: Floats | None, is_feeder: Flags) -> _Prior:
    peak = row_quantile(hourly.sent, PEAK_SHARE, LEAST_DAYS)
    by_day = row_quantile(daily.sent, PEAK_SHARE, 1) / HOURS_A_DAY * 1.5 * FORM
    rating = RATING_OVER_PEAK * np.where(np.isfinite(peak), peak, by_day)
    if rating_kw is not None:
        rating = np.where(np.isfinite(rating_kw), rating_kw, rating)
    rating = np.where(rating > 0, rating, np.nan)
    # A feeder is lines alone.
    iron = np.where(is_feeder, 0.1, 1.0) * IRON_SHARE * rating * HOURS_A_DAY
    return _Prior(iron, COPPER_SHARE / rating)


def _common_level(
    daily: Ledger, squares: Floats, prior: _Prior, is_feeder: Flags
) -> tuple[Floats, Floats]:
    """Loss over the prior's, usual among nodes of a kind, and its relative error; both (m,).

    The lower half of the nodes tells it: those where something is taken lie above.
    """
    guess = prior.iron_kwh[:, None] + prior.copper[:, None] * squares
    ratio = row_median(daily.loss / np.where(guess > 0, guess, np.nan), LEAST_DAYS)
    level, error = np.ones(len(ratio)), np.full(len(ratio), LEVEL_ERROR)
    for kind in (is_feeder, ~is_feeder):
        usable = ratio[kind & np.isfinite(ratio) & (ratio > 0.1) & (ratio < 5.0)]
        if len(usable) < LEAST_NODES:
            continue
        middle = float(np.quantile(usable, 0.4))
        below = usable[usable <= middle]
        spread = MAD_TO_SIGMA * float(np.median(middle - below))
        level[kind] = np.clip(middle, 0.4, 2.5)
        error[kind] = np.clip(spread / middle, LEAST_ERROR, NODE_ERROR)
    return level, error


def _fit(
    daily: Ledger, squares: Floats, prior: _Prior, level: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Iron (m,), copper (m,) and relative error (m,) by weighted least squares with a prior.

    The unknowns are iron and copper over their prior, and the gain of the meters.
    """
    columns = np.stack(
        [
            np.broadcast_to(prior.iron_kwh[:, None], squares.shape),
            prior.copper[:, None] * squares,
            daily.sent,
        ],
        axis=2,
    )
    known = np.isfinite(daily.loss) & np.isfinite(columns).all(axis=2)
    columns = np.where(known[:, :, None], columns, 0.0)
    loss = np.where(known, daily.loss, 0.0)
    usual, error = level
    centre = np.stack([usual, usual, np.zeros(len(usual))], axis=1)
    width = np.stack([error * usual, error * usual, np.full(len(usual), GAIN_ERROR)], axis=1)
    scale = _scatter(daily, known)
    found = centre.copy()
    covariance = np.zeros((len(usual), 3, 3))
    for _ in range(ROUNDS):
        rest = (loss - (columns * found[:, None, :]).sum(axis=2)) / scale[:, None]
        weight = known * _one_sided(rest) / scale[:, None] ** 2
        normal = np.matmul((columns * weight[:, :, None]).transpose(0, 2, 1), columns)
        normal = normal + np.eye(3) / width[:, :, None] ** 2
        right = ((columns * weight[:, :, None]) * loss[:, :, None]).sum(axis=1) + centre / width**2
        covariance = np.linalg.inv(normal)
        found = (covariance @ right[:, :, None])[:, :, 0]
        found[:, :2] = np.clip(found[:, :2], 0.2 * usual[:, None], 3.0 * usual[:, None])
    return (
        found[:, 0] * prior.iron_kwh,
        found[:, 1] * prior.copper,
        _relative_error(columns, known, found, covariance),
    )


def _one_sided(rest: Floats) -> Floats:
    """Weight (m, d) of a residual in sigmas: what lies above counts ever less, for theft adds."""
    above = np.maximum(rest, 1e-9)
    return np.where(rest > 0, np.minimum(1.0, (MOST_SIGMAS / (2 * above)) ** 2), 1.0)


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
