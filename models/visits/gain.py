"""Gain: what a visit is expected to bring, in energy and in money, with its bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.robust import row_median
from features.window import Flags, Floats, Window
from models.recovery import recoverable, recoverable_between
from models.scoring import Scored
from pipeline.settings import Settings
from pipeline.settings.visits import VisitSettings

# Odds of a theft are taken to be right within these factors. Nobody has measured them.
ASSUMED_FACTOR, CALIBRATED_FACTOR = 3.0, 1.5
ASSUMED_AT_MOST = 0.9
LEAST_SCORE = 1e-6
# Where nothing is known of a loss: such a share of the use for so long, within such a factor.
ASSUMED_SHARE, ASSUMED_DAYS, ENERGY_FACTOR = 0.3, 30.0, 3.0
USUAL_DAYS = 28


@dataclass(frozen=True)
class Probability:
    """Probability of theft at a visit, (m,) each, and its bounds."""

    value: Floats
    low: Floats
    high: Floats
    is_assumed: Flags


@dataclass(frozen=True)
class Gain:
    """What visits to m accounts are expected to bring, (m,) each; nothing is NaN.

    kwh and its bounds: energy to recover, the probability of theft included. amount: its
    price and penalty, in the utility's currency; the cost of the visit is not taken off.
    price: money for one kWh, the penalty included.
    """

    probability: Probability
    kwh: Floats
    kwh_low: Floats
    kwh_high: Floats
    energy_is_assumed: Flags
    price: Floats

    @property
    def amount(self) -> Floats:
        """Money expected, in the utility's currency."""
        return self.kwh * self.price


def expected_gain(
    scored: Scored, rows: NDArray[np.intp], master: pd.DataFrame, settings: Settings
) -> Gain:
    """Return what visits to the accounts at `rows` (m,) of a scored window would bring.

    master: (m) rows of `accounts` on the business date, in the same order.
    """
    rule, visits = settings.recovery, settings.visits
    probability = theft_probability(
        scored.scores["score"].to_numpy(np.float64)[rows],
        scored.scores["probability"].to_numpy(np.float64)[rows],
        visits,
    )
    claimed = recoverable(scored.window, scored.loss, rows, master, rule).kwh
    low, high = recoverable_between(scored.window, scored.loss, rows, master, rule)
    is_assumed = ~np.isfinite(claimed)
    assumed = assumed_kwh(scored.window, scored.loss.kwh_per_day, rows)
    energy = np.where(is_assumed, assumed, claimed)
    bounds = (
        np.where(is_assumed, assumed / ENERGY_FACTOR, low),
        np.where(is_assumed, assumed * ENERGY_FACTOR, high),
    )
    kwh_low, kwh_high = combined_bounds(probability, energy, *bounds)
    tariff = master["tariff_per_kwh"].to_numpy(dtype=np.float64, na_value=np.nan)
    price = np.where(np.isfinite(tariff), tariff, visits.price_per_kwh)
    return Gain(
        probability,
        probability.value * energy,
        kwh_low,
        kwh_high,
        is_assumed,
        price * (1.0 + rule.penalty_multiple),
    )


def theft_probability(score: Floats, calibrated: Floats, visits: VisitSettings) -> Probability:
    """Return the probability of theft at a visit from scores (m,), calibrated where it is.

    Without outcomes the score is read as even odds: its odds times those of the base rate,
    so that score 0.5 stands for the base rate itself; at most 0.9.
    """
    is_assumed = ~np.isfinite(calibrated)
    base = visits.base_rate / (1.0 - visits.base_rate)
    clipped = np.clip(np.nan_to_num(score), LEAST_SCORE, 1.0 - LEAST_SCORE)
    odds = clipped / (1.0 - clipped) * base
    value = np.where(is_assumed, np.minimum(odds / (1.0 + odds), ASSUMED_AT_MOST), calibrated)
    factor = np.where(is_assumed, ASSUMED_FACTOR, CALIBRATED_FACTOR)
    # Written so that neither 0 nor 1 divides by nothing.
    low = value / (value + factor * (1.0 - value))
    high = factor * value / (factor * value + (1.0 - value))
    return Probability(value, low, high, is_assumed)


def combined_bounds(
    probability: Probability, energy: Floats, low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """Return the bounds of probability times energy, (m,) each.

    Both errors are taken as independent and as factors: distances on the log scale are added
    in quadrature. Where one of them is zero, the product of the bounds stands.
    """
    value = probability.value * energy
    is_known = (value > 0) & (low > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        down = np.hypot(np.log(probability.value / probability.low), np.log(energy / low))
        up = np.hypot(np.log(probability.high / probability.value), np.log(high / energy))
        found_low = np.where(is_known, value * np.exp(-down), probability.low * low)
        found_high = np.where(value > 0, value * np.exp(up), probability.high * high)
    return found_low, found_high


def assumed_kwh(window: Window, kwh_per_day: Floats, rows: NDArray[np.intp]) -> Floats:
    """Return the energy (m,) that is assumed where the claim is unknown, in kWh.

    Thirty days of the estimated loss, else of a usual share of the use: the larger of the
    account's own and of what is usual in its class, so that who stands still is not worth
    nothing.
    """
    usual = row_median(window.kwh[:, -USUAL_DAYS:])
    classes = window.text["tariff_class"]
    in_class = np.zeros(len(usual))
    for one in np.unique(classes):
        here = classes == one
        known = usual[here & np.isfinite(usual)]
        in_class[here] = np.median(known) if len(known) else 0.0
    use = np.fmax(usual, in_class)[rows]
    daily = kwh_per_day[rows]
    return ASSUMED_DAYS * np.where(np.isfinite(daily), daily, ASSUMED_SHARE * use)
