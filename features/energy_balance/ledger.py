"""Ledgers: what went into each node and what its meters counted, a day and an hour.

A district counts the meters of its accounts; a feeder counts the supply meters of its
districts, and the accounts of districts that have none. What was not read is estimated
beforehand, with a standard error, and never taken for a loss.
"""

from __future__ import annotations

import numpy as np

from features.energy_balance.balance import Ledger
from features.energy_balance.generation import fed_in_kwh, spread_by_sun
from features.energy_balance.node_map import NodeMap
from features.energy_balance.node_sum import sum_by_node
from features.energy_balance.node_supply import NodeSupply
from features.energy_balance.own_energy import OwnEnergy
from features.robust import row_median
from features.supplied import HOURS_A_DAY
from features.window import Codes, Facts, Flags, Floats, Window

# Errors in proportion to energy: of billing meters, each its own; of a supply meter.
METER_ERROR, SUPPLY_ERROR = 0.01, 0.005
# Of an hour that shares what the day left, and of a district that sent nothing to compare.
HOUR_ERROR, CHILD_ERROR = 0.5, 0.05
# Own generation told by the day alone: error of its hours, and the share of a day's energy
# from which hours of daylight say nothing any more.
SUN_ERROR, MOST_SUN_SHARE = 0.4, 0.1
MOST_ESTIMATED_SHARE = 0.5
DAY_MINUTES = 1440.0


def daily_ledger(window: Window, nodes: NodeMap, supply: NodeSupply, own: OwnEnergy) -> Ledger:
    """Return the ledger of each node a day, (m, d)."""
    fed_in = fed_in_kwh(window)
    estimate = np.where(own.sigma > 0, own.kwh, 0.0)
    accounts = _Accounts(nodes, own.kwh, estimate, own.sigma)
    sunny = accounts.sum(fed_in)
    child = _children(nodes, supply.kwh, supply.sigma, accounts.metered)
    metered, estimated = accounts.metered + child[0], accounts.estimated + child[1]
    variance = accounts.variance + child[2] + supply.sigma**2
    return _ledger(supply.kwh, sunny, metered, estimated, variance)


def hourly_ledger(
    window: Window, nodes: NodeMap, supply: NodeSupply, own: OwnEnergy, daily: Ledger
) -> Ledger:
    """Return the ledger of each node an hour, (m, d * 24); days of a clock change are left out."""
    sent = supply.hours.reshape(len(nodes.node_ids), -1)
    if not np.isfinite(sent).any():
        return Ledger(sent, sent, sent, sent, sent)
    estimate = np.where(own.hour_known, np.float32(0.0), own.hours)
    accounts = _Accounts(nodes, own.hours, estimate, estimate, HOUR_ERROR)
    sunny = spread_by_sun(daily.fed_in)
    child = _children(nodes, sent, np.zeros_like(sent), accounts.metered)
    metered, estimated = accounts.metered + child[0], accounts.estimated + child[1]
    variance = accounts.variance + child[2] + (SUN_ERROR * sunny) ** 2
    ledger = _ledger(sent, sunny, metered, estimated, variance)
    too_sunny = daily.fed_in > MOST_SUN_SHARE * daily.sent
    odd_day = window.day_minutes != DAY_MINUTES
    masked = np.repeat(odd_day[None, :] | ~np.isfinite(daily.metered), HOURS_A_DAY, axis=1)
    masked |= np.repeat(too_sunny, HOURS_A_DAY, axis=1) & (sunny > 0)
    return _without(ledger, masked)


class _Accounts:
    """Sums over the accounts that a node counts itself: energy, its estimated part, variance.

    Each account's standard error is `error` times its `sigma`.
    """

    def __init__(
        self,
        nodes: NodeMap,
        kwh: Floats | Facts,
        estimate: Floats | Facts,
        sigma: Floats | Facts,
        error: float = 1.0,
    ) -> None:
        self._nodes = nodes
        self.metered = self.sum(kwh)
        self.estimated = self.sum(estimate)
        self.variance = error**2 * self.sum(sigma, squared=True)
        self.variance += METER_ERROR**2 * self.sum(kwh, squared=True)

    def sum(self, values: Floats | Facts, *, squared: bool = False) -> Floats:
        """Sum (m, T) over the accounts of each district, and over those a feeder counts."""
        count = len(self._nodes.node_ids)
        total = sum_by_node(values, self._nodes.node_of, count, squared=squared)
        return total + sum_by_node(values, self._nodes.counted_by, count, squared=squared)


def _children(
    nodes: NodeMap, sent: Floats, sigma: Floats, metered: Floats
) -> tuple[Floats, Floats, Floats]:
    """Supply of the districts below each feeder (m, T): all, the estimated part, the variance.

    A district without supply in a slot is taken as its meters, with its usual loss.
    """
    count = len(nodes.node_ids)
    ratio = row_median(np.where(metered > 0, sent, np.nan) / np.where(metered > 0, metered, 1.0))
    guess = metered * np.where(np.isfinite(ratio), ratio, 1.0)[:, None]
    known = np.isfinite(sent)
    kwh = np.where(known, sent, guess)
    error = np.where(known, np.hypot(np.nan_to_num(sigma), SUPPLY_ERROR * kwh), CHILD_ERROR * kwh)
    parent: Codes = nodes.parent
    return (
        sum_by_node(kwh, parent, count),
        sum_by_node(np.where(known, 0.0, kwh), parent, count),
        sum_by_node(error, parent, count, squared=True),
    )


def _ledger(
    sent: Floats, sunny: Floats, metered: Floats, estimated: Floats, variance: Floats
) -> Ledger:
    enough: Flags = (metered > 0) & (estimated <= MOST_ESTIMATED_SHARE * metered)
    sigma = np.sqrt(variance + (SUPPLY_ERROR * sent) ** 2)
    return Ledger(
        supplied=sent,
        fed_in=sunny,
        metered=np.where(enough, metered, np.nan),
        estimated=estimated,
        sigma=np.where(enough, sigma, np.nan),
    )


def _without(ledger: Ledger, masked: Flags) -> Ledger:
    return Ledger(
        supplied=ledger.supplied,
        fed_in=ledger.fed_in,
        metered=np.where(masked, np.nan, ledger.metered),
        estimated=ledger.estimated,
        sigma=np.where(masked, np.nan, ledger.sigma),
    )
