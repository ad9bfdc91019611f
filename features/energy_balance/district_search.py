"""The search for those who take, in one district: the surest first, then what it leaves.

Each account is heard in two ways. By days: its use has two states, and the loss mirrors them
(`mirror`). By hours: the loss rises and falls with its use, since some day
(`loss_regression`). What the surest takes is taken out of the loss before the next is looked
for, so that a large thief does not hide a small one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.energy_balance.common_moves import (
    common_moves,
    day_basis,
    less_common,
    step_of_all,
)
from features.energy_balance.heard import (
    BETA,
    COLUMNS,
    IS_MIRRORED,
    MIRROR_Z,
    ONSET,
    RANK_Z,
    SHARE_Z,
    SLOPE,
    STEP,
)
from features.energy_balance.loss_regression import day_products, surest_onset
from features.energy_balance.mirror import clipped, low_days, mirror, two_states, without
from features.energy_balance.rank_link import rank_link
from features.energy_balance.rhythm import less_rhythm, slot_scales
from features.energy_balance.upheld import mirrored_course, uphold
from features.window import Flags, Floats

# Accounts that are looked for in one district, days without which none is.
MOST, LEAST_DAYS = 8, 21
LEAST_MIRROR_Z, LEAST_SHARE_Z, LEAST_SLOPE, MOST_SLOPE = 2.5, 3.5, 0.1, 15.0
LEAST_BETA, MOST_BETA = 0.5, 1.7
CLIPPED_AT = 4.0
MOST_STEPS = 2


@njit(cache=True)
def search_district(  # noqa: PLR0915, PLR0917 - a kernel may be longer
    loss: Floats,
    total: Floats,
    weight: Floats,
    own: Floats,
    own_known: Flags,
    slot_loss: Floats,
    slot_total: Floats,
    slot_known: Flags,
    slot_own: Floats,
    weekend: Flags,
    draws: Floats,
) -> tuple[Floats, Floats]:
    """Return what was heard of each account (k, COLUMNS) and what each takes (k, d), kWh.

    loss, total, weight: (d,) unexplained and sent energy of days and trust in them, 0 where
    not known. own, own_known: (k, d). slot_*: the same by slots of a day, (T,), (k, T), with
    the metered energy as total.
    draws: (b, d) of days. STEP is 0 for those who were not found.
    """
    accounts, days = own.shape
    heard, taken = np.zeros((accounts, COLUMNS)), np.zeros((accounts, days))
    if (weight > 0).sum() < LEAST_DAYS:
        return heard, taken
    slots = len(slot_loss) // days
    basis, root, day_known = day_basis(total, weight, weekend), np.sqrt(weight), weight > 0
    low, states = _states(own, own_known, day_known)
    common = common_moves(slot_total, slot_known, slots, weekend)
    left = less_rhythm(slot_loss, slot_known, slots, weekend)
    trust, bound = _trust(left, slot_known, slots)
    left = less_common(left, common, trust)
    moved = np.zeros(slot_own.shape)
    for i in range(accounts):
        known = slot_known & np.repeat(own_known[i], slots)
        moved[i] = less_common(less_rhythm(slot_own[i], known, slots, weekend), common, trust)

    slot_taken = np.zeros((MOST, len(left)))
    chosen = np.zeros(MOST, dtype=np.int32)
    day_left, slot_left = loss.copy(), left.copy()
    count, steps = 0, 0
    while True:
        by_day = clipped(without(day_left * root, basis), day_known)
        by_slot = np.minimum(np.maximum(slot_left, -bound), bound)
        _hear(heard, states, low, own, by_day, weight, basis, moved, by_slot, trust)
        best, is_mirrored = _surest(heard)
        if best < 0 and steps < MOST_STEPS:
            # Nobody's: a supply meter that counts more since a day, lamps that were put up.
            onset, gain = step_of_all(day_left * root, total * root, basis, day_known)
            if onset >= 0:
                steps += 1
                day_left[onset:] -= gain * total[onset:]
                course = gain * _since(onset * slots, slot_total)
                course = less_rhythm(course, slot_known, slots, weekend)
                slot_left -= less_common(course, common, trust)
                continue
        if best < 0 or count == MOST:
            break
        chosen[count] = best
        heard[best, STEP], heard[best, IS_MIRRORED] = count + 1, is_mirrored
        if is_mirrored:
            known = own_known[best] & day_known
            sizes = mirrored_course(
                heard[best], low[best], states[best], slot_own[best], known, slots
            )
            taken[best], course = sizes[0, :days], sizes[1]
            onset = int(np.argmax(low[best] * known))
            heard[best, ONSET], taken[best] = onset, _since(onset, taken[best])
            ranked = without(day_left * root, basis)
            _, heard[best, RANK_Z] = rank_link(ranked, taken[best], total, known)
        else:
            onset = int(heard[best, ONSET])
            taken[best] = heard[best, SLOPE] * _since(onset, own[best])
            course = heard[best, SLOPE] * _since(onset * slots, slot_own[best])
            known = slot_known & np.repeat(own_known[best], slots)
            known[: onset * slots] = False
            _, heard[best, RANK_Z] = rank_link(slot_left, moved[best], common[0] + common[1], known)
        course = less_rhythm(course, slot_known, slots, weekend)
        slot_taken[count] = less_common(course, common, trust)
        day_left, slot_left = day_left - taken[best], slot_left - slot_taken[count]
        count += 1
    if count:
        uphold(
            heard,
            taken,
            chosen[:count],
            slot_taken[:count],
            day_left,
            slot_left,
            trust,
            root,
            basis,
            draws,
        )
    return heard, taken


@njit(cache=True)
def _trust(left: Floats, known: Flags, slots: int) -> tuple[Floats, Floats]:
    """Return one over the variance of each slot's loss (T,), and where it is clipped."""
    scales = slot_scales(left, known, slots)
    trust, bound = np.zeros(len(left)), np.zeros(len(left))
    for at in range(len(left)):
        bound[at] = CLIPPED_AT * scales[at % slots]
        trust[at] = 1.0 / scales[at % slots] ** 2 if known[at] else 0.0
    return trust, bound


@njit(cache=True)
def _since(onset: int, values: Floats) -> Floats:
    """Return values (T,) from slot `onset` on, 0 before."""
    out = values.copy()
    out[:onset] = 0.0
    return out


@njit(cache=True)
def _hear(  # noqa: PLR0917
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


@njit(cache=True)
def _states(own: Floats, own_known: Flags, day_known: Flags) -> tuple[Floats, Floats]:
    """Return low days (k, d) and threshold and means (k, 3) of the accounts with two states."""
    low, states = np.zeros(own.shape), np.full((len(own), 3), np.nan)
    for i in range(len(own)):
        known = own_known[i] & day_known
        threshold, low_mean, high_mean = two_states(own[i], known)
        if np.isfinite(threshold):
            states[i] = np.array([threshold, low_mean, high_mean])
            low[i] = low_days(own[i], known, threshold)
    return low, states


@njit(cache=True)
def _surest(heard: Floats) -> tuple[int, bool]:
    """Return the surest account that is not found yet, -1 without one, and whether by mirror."""
    free = heard[:, STEP] == 0
    if not free.any():
        return -1, False
    # How surely the innocent seem to move with the loss: no less than chance.
    spread = max(1.0, 1.4826 * np.median(np.abs(heard[free, SHARE_Z])))
    best, best_score, is_mirrored = -1, 1.0, False
    for i in range(len(heard)):
        if not free[i]:
            continue
        score = heard[i, MIRROR_Z] / LEAST_MIRROR_Z
        if LEAST_BETA <= heard[i, BETA] <= MOST_BETA and score > best_score:
            best, best_score, is_mirrored = i, score, True
        score = heard[i, SHARE_Z] / spread / LEAST_SHARE_Z
        if LEAST_SLOPE <= heard[i, SLOPE] <= MOST_SLOPE and score > best_score:
            best, best_score, is_mirrored = i, score, False
    return best, is_mirrored
