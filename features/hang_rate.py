"""Hang rate: how often meters of one model stand, and what is more than that by chance.

A share of the model's meters stands at all, and one that does stands some times (Poisson). So
one meter stands k times or more with the chance share x P(N >= k | N >= 1). Few meters tell
little about a model: its share is drawn towards that of the whole fleet. A bad batch stands at
many customers, now and then; one meter that stands day after day is beyond any batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.group_sum import group_sum, sum_at_others
from features.window import Flags, Floats, Window

# The fleet's rate before any meter was seen: 0.5 % of meters in a window (domain.md, null).
PRIOR_METERS, PRIOR_RATE = 50.0, 0.005
# A meter that stands day after day tells no more about its model than one that stood so often.
MOST_COUNTED = 5.0
# Standstills with a chance of 10 % are those of the batch, of 1 % no longer.
COMMON_SURPRISE, SURE_SURPRISE = 1.0, 2.0
MOST_SURPRISE = 12.0


def hang_count(window: Window, confirmed: Flags) -> Floats:
    """Standstills (n,): days (n, d) with one on which the meter was read as well.

    So a meter that is dead for a week counts once, one that stands every day seven times.
    """
    return np.asarray((confirmed & (window.fact("rows_count") > 0)).sum(axis=1), dtype=np.float64)


def batch_hangs(window: Window, confirmed: Flags) -> Floats:
    """Meters (n,) of the same model that stood at other customers; 0 without a model."""
    hung = np.asarray(confirmed.any(axis=1), dtype=np.float64)
    return sum_at_others(hung, window.group["meter_model"], window.group["customer_id"])


@dataclass(frozen=True)
class ModelRate:
    """How the meters of each account's model stand at other customers, (n,) each.

    share: of them that stand at all. times: standstills of one that does, in this window.
    """

    share: Floats
    times: Floats

    @property
    def mean(self) -> Floats:
        """(n,) standstills to expect of one meter."""
        return self.share * self.times


def model_rate(window: Window, confirmed: Flags) -> ModelRate:
    """Rate of the account's model in this window, drawn towards the fleet's."""
    counted = np.minimum(hang_count(window, confirmed), MOST_COUNTED)
    hung = np.asarray(counted > 0, dtype=np.float64)
    model, customer = window.group["meter_model"], window.group["customer_id"]
    everyone = np.zeros_like(model)
    fleet = sum_at_others(hung, everyone, customer) + PRIOR_METERS * PRIOR_RATE
    fleet /= max(len(hung) - 1, 0) + PRIOR_METERS
    hangs = sum_at_others(hung, model, customer)
    others = np.where(model >= 0, np.maximum(group_sum(np.ones(len(model)), model) - 1.0, 0.0), 0.0)
    share = (hangs + PRIOR_METERS * fleet) / (others + PRIOR_METERS)
    times = (sum_at_others(counted, model, customer) + 1.0) / (hangs + 1.0)
    return ModelRate(share, times)


def hang_surprise(window: Window, confirmed: Flags, restarted: Flags | None = None) -> Floats:
    """-log10 of the chance (n,) that a meter of the model stands as often; 0 without any.

    restarted: (n, d) days with signs of a hung meter; beside standstills they tell how often
    the other meters of a model fail, however shortly. None where only standstills shall count.
    """
    rate = model_rate(window, confirmed if restarted is None else confirmed | restarted)
    return np.asarray(_surprise(hang_count(window, confirmed), rate.share, rate.times))


def batch_weight(window: Window, confirmed: Flags, restarted: Flags | None = None) -> Floats:
    """Weight (n,), 0 to 1, of standstills that the model's own rate does not explain.

    restarted: see `hang_surprise`.
    """
    surprise = hang_surprise(window, confirmed, restarted)
    beyond = (surprise - COMMON_SURPRISE) / (SURE_SURPRISE - COMMON_SURPRISE)
    known = (window.group["meter_model"] >= 0) & (hang_count(window, confirmed) > 0)
    return np.where(known, np.clip(beyond, 0.0, 1.0), 1.0)


@njit(cache=True)
def _surprise(
    count: NDArray[np.float64], share: NDArray[np.float64], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """-log10 of share x P(N >= count | N >= 1), N Poisson with mean `times`; at most 12."""
    out = np.zeros(len(count))
    for i in range(len(count)):
        least = int(count[i])
        if least <= 0:
            continue
        # The sum from `least` on; its terms fall fast where it matters, beyond the mean.
        term = math.exp(least * math.log(times[i]) - times[i] - math.lgamma(least + 1.0))
        total = 0.0
        for k in range(least, least + 200):
            total += term
            term *= times[i] / (k + 1.0)
        chance = share[i] * total / (1.0 - math.exp(-times[i]))
        out[i] = MOST_SURPRISE
        if chance > 10.0**-MOST_SURPRISE:
            out[i] = max(-math.log10(chance), 0.0)
    return out
