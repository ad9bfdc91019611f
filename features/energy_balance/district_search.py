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
    QUIET_ERROR,
    QUIET_SLOPE,
    RANK_Z,
    SHARE_Z,
    SLOPE,
    STEP,
)
from features.energy_balance.hearing import hear, quiet_slope, since, trust_in
from features.energy_balance.mirror import clipped, states_of, without
from features.energy_balance.rank_link import rank_link
from features.energy_balance.rhythm import less_rhythm
from features.energy_balance.upheld import mirrored_course, uphold
from features.window import Flags, Floats

# Accounts that are looked for in one district, days without which none is.
MOST, LEAST_DAYS = 8, 21
LEAST_MIRROR_Z, LEAST_SHARE_Z, LEAST_SLOPE, MOST_SLOPE = 2.5, 3.5, 0.1, 15.0
LEAST_BETA, MOST_BETA = 0.5, 1.7
MOST_STEPS = 2


@njit(cache=False)
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
    low, states = states_of(own, own_known, day_known)
    common = common_moves(slot_total, slot_known, slots, weekend)
    left = less_rhythm(slot_loss, slot_known, slots, weekend)
    trust, bound = trust_in(left, slot_known, slots)
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
        hear(heard, states, low, own, by_day, weight, basis, moved, by_slot, trust)
        best, is_mirrored = _surest(heard)
        if best < 0 and steps < MOST_STEPS:
            # Nobody's: a supply meter that counts more since a day, lamps that were put up.
            onset, gain = step_of_all(day_left * root, total * root, basis, day_known)
            if onset >= 0:
                steps += 1
                day_left[onset:] -= gain * total[onset:]
                course = gain * since(onset * slots, slot_total)
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
            heard[best, ONSET], taken[best] = onset, since(onset, taken[best])
            full = slot_known & np.repeat(known & (low[best] < 0.5), slots)
            heard[best, QUIET_SLOPE], heard[best, QUIET_ERROR] = quiet_slope(
                slot_own[best], slot_left, full, trust, slots, weekend
            )
            ranked = without(day_left * root, basis)
            _, heard[best, RANK_Z] = rank_link(ranked, taken[best], total, known)
        else:
            onset = int(heard[best, ONSET])
            taken[best] = heard[best, SLOPE] * since(onset, own[best])
            course = heard[best, SLOPE] * since(onset * slots, slot_own[best])
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


@njit(cache=False)
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
