"""The search for those who take, in one district: the surest first, then what it leaves.

Each account is heard in two ways. By days: its use has two states, and the loss mirrors them
(`mirror`). By hours: the loss rises and falls with its use, since some day
(`loss_regression`). What the surest takes is taken out of the loss before the next is looked
for, so that a large thief does not hide a small one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from features.energy_balance.common_moves import common_moves, day_basis, less_common
from features.energy_balance.loss_regression import bootstrapped, day_products, surest_onset
from features.energy_balance.mirror import clipped, low_days, mirror, two_states, without
from features.energy_balance.rank_link import rank_link
from features.energy_balance.rhythm import less_rhythm, slot_scales
from features.window import Flags, Floats

MOST = 8
COLUMNS = 12
STEP, IS_MIRRORED, ONSET, MIRROR_Z, BETA, SHARE_Z, SLOPE, RANK_Z = range(8)
TAKEN, TAKEN_LOW, TAKEN_HIGH, STABILITY = range(8, 12)
LEAST_MIRROR_Z, LEAST_SHARE_Z, LEAST_SLOPE, MOST_SLOPE = 2.5, 3.5, 0.1, 15.0
LEAST_BETA, MOST_BETA = 0.5, 1.7
# A mirrored load appears kWh for kWh, give or take so much.
BETA_SPREAD = 0.15
CLIPPED_AT = 4.0
# A draw of days upholds a finding if so much of it is left.
UPHELD_SHARE = 0.5
LOW_QUANTILE, HIGH_QUANTILE = 0.1, 0.9


@njit(cache=True)
def search_district(  # noqa: PLR0917 - a kernel takes its columns one by one
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

    loss, total, weight: (d,) unexplained and metered energy of days and trust in them, 0
    where not known. own, own_known: (k, d). slot_*: the same by slots of a day, (T,), (k, T).
    draws: (b, d) of days. STEP is 1 for the surest, 0 for those who were not found.
    """
    accounts, days = own.shape
    slots = len(slot_loss) // days
    basis, root, day_known = day_basis(total, weight, weekend), np.sqrt(weight), weight > 0
    low, states = _states(own, own_known, day_known)
    common = common_moves(slot_total, slot_known, slots, weekend)
    left = less_rhythm(slot_loss, slot_known, slots, weekend)
    scales = slot_scales(left, slot_known, slots)
    trust, bound = np.zeros(len(left)), np.zeros(len(left))
    for at in range(len(left)):
        bound[at] = CLIPPED_AT * scales[at % slots]
        trust[at] = 1.0 / scales[at % slots] ** 2 if slot_known[at] else 0.0
    left = less_common(left, common, trust)
    moved = np.zeros(slot_own.shape)
    for i in range(accounts):
        known = slot_known & np.repeat(own_known[i], slots)
        moved[i] = less_common(less_rhythm(slot_own[i], known, slots, weekend), common, trust)

    heard = np.zeros((accounts, COLUMNS))
    taken, slot_taken = np.zeros((accounts, days)), np.zeros((MOST, len(left)))
    chosen = np.zeros(MOST, dtype=np.int64)
    day_left, slot_left = loss.copy(), left.copy()
    count = 0
    while True:
        by_day = clipped(without(day_left * root, basis), day_known)
        by_slot = np.minimum(np.maximum(slot_left, -bound), bound)
        for i in range(accounts):
            if heard[i, STEP] > 0:
                continue
            if np.isfinite(states[i, 0]):
                seen = mirror(low[i], own[i], by_day, weight, basis)
                heard[i, BETA], heard[i, MIRROR_Z] = seen[0], seen[1]
            products = day_products(moved[i], by_slot, trust, slots)
            support = day_products(moved[i], moved[i], trust, slots)
            onset, slope, z = surest_onset(products, support)
            heard[i, ONSET], heard[i, SLOPE], heard[i, SHARE_Z] = onset, slope, z
        best, is_mirrored = _surest(heard)
        if best < 0 or count == MOST:
            break
        chosen[count] = best
        heard[best, STEP], heard[best, IS_MIRRORED] = count + 1, is_mirrored
        if is_mirrored:
            known = own_known[best] & day_known
            sizes = _mirrored(heard[best], low[best], states[best], slot_own[best], known, slots)
            taken[best], course = sizes[0, :days], sizes[1]
            onset = int(np.argmax(low[best] * known))
            heard[best, ONSET] = onset
            ranked = without(day_left * root, basis)
            _, heard[best, RANK_Z] = rank_link(ranked, taken[best], total, known)
        else:
            onset = int(heard[best, ONSET])
            taken[best, onset:] = heard[best, SLOPE] * own[best, onset:]
            course = np.zeros(len(left))
            course[onset * slots :] = heard[best, SLOPE] * slot_own[best, onset * slots :]
            known = slot_known & np.repeat(own_known[best], slots)
            known[: onset * slots] = False
            _, heard[best, RANK_Z] = rank_link(slot_left, moved[best], common[0] + common[1], known)
        slot_taken[count] = less_common(
            less_rhythm(course, slot_known, slots, weekend), common, trust
        )
        day_left, slot_left = day_left - taken[best], slot_left - slot_taken[count]
        count += 1
    if count:
        _bootstrap(
            heard, taken, chosen[:count], slot_taken[:count], loss, left, trust, root, basis, draws
        )
    return heard, taken


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
    for i in np.flatnonzero(free):
        score = heard[i, MIRROR_Z] / LEAST_MIRROR_Z
        if LEAST_BETA <= heard[i, BETA] <= MOST_BETA and score > best_score:
            best, best_score, is_mirrored = i, score, True
        score = heard[i, SHARE_Z] / spread / LEAST_SHARE_Z
        if LEAST_SLOPE <= heard[i, SLOPE] <= MOST_SLOPE and score > best_score:
            best, best_score, is_mirrored = i, score, False
    return best, is_mirrored


@njit(cache=True)
def _mirrored(
    heard: Floats, low: Floats, states: Floats, slot_own: Floats, known: Flags, slots: int
) -> Floats:
    """Return what a mirrored account takes, by days (first row) and slots (second), kWh."""
    sigma = heard[BETA] / heard[MIRROR_Z]
    trust, prior = 1.0 / sigma**2, 1.0 / BETA_SPREAD**2
    beta = (heard[BETA] * trust + prior) / (trust + prior)
    high, fell = np.zeros(slots), np.zeros(slots)
    highs, falls = 1e-9, 1e-9
    for day in np.flatnonzero(known):
        piece = slot_own[day * slots : (day + 1) * slots]
        if low[day] > 0.5:
            fell, falls = fell + piece, falls + 1.0
        else:
            high, highs = high + piece, highs + 1.0
    shape = beta * (high / highs - fell / falls)
    out = np.zeros((2, len(slot_own)))
    for day in range(len(low)):
        out[0, day] = beta * (states[2] - states[1]) * low[day]
        out[1, day * slots : (day + 1) * slots] = shape * low[day]
    return out


@njit(cache=True)
def _bootstrap(  # noqa: PLR0917
    heard: Floats,
    taken: Floats,
    chosen: Floats,
    slot_taken: Floats,
    loss: Floats,
    left: Floats,
    trust: Floats,
    root: Floats,
    basis: Floats,
    draws: Floats,
) -> None:
    """Fit all that were found at once, on draws of days, and write down what is upheld."""
    count, days = len(chosen), len(loss)
    slots = len(left) // days
    by_day = clipped(without(loss * root, basis), root > 0)
    columns = np.zeros((count, days))
    for k in range(count):
        columns[k] = without(taken[chosen[k]] * root, basis)
    grams, moments = np.zeros((days, count, count)), np.zeros((days, count))
    for k in range(count):
        moments[:, k] = columns[k] * by_day + day_products(slot_taken[k], left, trust, slots)
        for j in range(count):
            products = day_products(slot_taken[k], slot_taken[j], trust, slots)
            grams[:, k, j] = columns[k] * columns[j] + products
    fitted = bootstrapped(grams, moments, draws)
    for k in range(count):
        i, sizes = chosen[k], np.sort(fitted[1:, k])
        days_taken = max(1, (taken[i] > 0).sum())
        usual = taken[i].sum() / days_taken
        heard[i, TAKEN] = usual * fitted[0, k]
        heard[i, TAKEN_LOW] = usual * sizes[int(LOW_QUANTILE * (len(sizes) - 1))]
        heard[i, TAKEN_HIGH] = usual * sizes[int(HIGH_QUANTILE * (len(sizes) - 1))]
        heard[i, STABILITY] = (sizes >= UPHELD_SHARE).mean()
