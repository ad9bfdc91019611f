"""Hearing: what mirror and regression say of each account, given what is left of the loss."""

from __future__ import annotations

import numpy as np
from numba import njit

from features.energy_balance.heard import BETA, MIRROR_Z, ONSET, SHARE_Z, SLOPE, STEP
from features.energy_balance.loss_regression import day_products, surest_onset
from features.energy_balance.mirror import mirror
from features.energy_balance.rhythm import less_rhythm, slot_scales
from features.window import Flags, Floats

CLIPPED_AT = 4.0


@njit(cache=False)
def trust_in(left: Floats, known: Flags, slots: int) -> tuple[Floats, Floats]:
    """Return one over the variance of each slot's loss (T,), and where it is clipped."""
    scales = slot_scales(left, known, slots)
    trust, bound = np.zeros(len(left)), np.zeros(len(left))
    for at in range(len(left)):
        bound[at] = CLIPPED_AT * scales[at % slots]
        trust[at] = 1.0 / scales[at % slots] ** 2 if known[at] else 0.0
    return trust, bound


@njit(cache=False)
def since(onset: int, values: Floats) -> Floats:
    """Return values (T,) from slot `onset` on, 0 before."""
    out = values.copy()
    out[:onset] = 0.0
    return out


@njit(cache=False)
def hear(  # noqa: PLR0917
    heard: Floats,
    states: Floats,
    low: Floats,
    own: Floats,
    by_day: Floats,
    weight: Floats,
    basis: Floats,
    moved: Floats,
    by_slot: Floats,
    trust: Floats,
) -> None:
    """Write down what mirror and regression say of those who are not found yet."""
    slots = len(by_slot) // len(by_day)
    for i in np.flatnonzero(heard[:, STEP] == 0):
        if np.isfinite(states[i, 0]):
            seen = mirror(low[i], own[i], by_day, weight, basis)
            heard[i, BETA], heard[i, MIRROR_Z] = seen[0], seen[1]
        products = day_products(moved[i], by_slot, trust, slots)
        support = day_products(moved[i], moved[i], trust, slots)
        onset, slope, z = surest_onset(products, support)
        heard[i, ONSET], heard[i, SLOPE], heard[i, SHARE_Z] = onset, slope, z


@njit(cache=False)
def quiet_slope(  # noqa: PLR0917
    own: Floats, left: Floats, known: Flags, trust: Floats, slots: int, weekend: Flags
) -> tuple[float, float]:
    """Return slope and standard error of the loss over own use in the slots `known` (T,).

    Infinite error where own use never moves. Whoever takes nothing then has a slope of 0; who
    is on record here and fed from elsewhere has one of -1 on every day.
    """
    moved = less_rhythm(own, known, slots, weekend)
    lost = less_rhythm(left, known, slots, weekend)
    support, product = 0.0, 0.0
    for at in range(len(moved)):
        support += trust[at] * moved[at] ** 2
        product += trust[at] * moved[at] * lost[at]
    if support <= 0:
        return 0.0, np.inf
    return product / support, 1.0 / np.sqrt(support)
