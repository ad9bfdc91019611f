"""Supply ratio: how many times too much a supply meter counts, told by the loss itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from features.change_point import level_around
from features.energy_balance.balance import Balance
from features.energy_balance.proportion import find_step
from features.robust import row_median
from features.supplied import HOURS_A_DAY
from features.window import Flags, Floats

LEAST_DAYS = 7
# A meter that counts less than this of what flows tells nothing more.
LEAST_RATIO = 0.1


def with_fitted_supply(balance: Balance, is_off: Flags) -> Balance:
    """Return the balance with the supply of the nodes `is_off` (m,) divided by its fitted ratio.

    What is left of the loss still tells who moves with it, but not how much is lost: a share
    that all accounts take together is part of the ratio. Technical losses stay.
    """
    ratio = np.where(is_off[:, None], _supply_ratio(balance), 1.0)
    daily, hourly = balance.daily, balance.hourly
    by_hour = np.repeat(ratio, HOURS_A_DAY, axis=1)
    return replace(
        balance,
        daily=replace(daily, supplied=daily.supplied / ratio),
        hourly=replace(hourly, supplied=hourly.supplied / by_hour),
    )


def _supply_ratio(balance: Balance) -> Floats:
    """Ratio (m, d) of supply to what meters and wires take, of all days or around a step of it."""
    metered = balance.daily.metered
    share = balance.unexplained / np.where(metered > 0, metered, np.nan)
    split, _ = find_step(share)
    before, since = (one[:, None] for one in level_around(share, split, LEAST_DAYS))
    split, usual = split[:, None], row_median(share, LEAST_DAYS)[:, None]
    stepped = np.where(np.arange(share.shape[1])[None, :] < split, before, since)
    ratio = 1.0 + np.where(split < 0, usual, stepped)
    return np.where(np.isfinite(ratio), np.maximum(ratio, LEAST_RATIO), 1.0)
