"""Agreement: what two methods say alike of an account, as evidence a person can check."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.energy_balance import heard as of
from features.energy_balance.balance import Balance
from features.energy_balance.district_search import LEAST_BETA, MOST_BETA
from features.robust import row_mean, row_median
from features.window import Codes, Flags, Floats, Window

# Mirror and regression agree: so sure the mirror, or less where ranks say the same as well.
SURE_MIRROR_Z, FAIR_MIRROR_Z, SURE_TOGETHER = 3.8, 2.8, 7.0
# Regression and ranks agree. Many accounts are tried, and what neighbours take is no white noise.
LEAST_SHARE_Z, LEAST_RANK_Z = 6.0, 3.5
# More where a day of onset was searched for as well.
ONSET_Z = 1.0
LEAST_STABILITY, LEAST_SHARE = 0.7, 0.1
# On days of full use nothing is taken. Where the loss falls there as own use rises, by more than
# a third of it and surely, the account is fed from elsewhere: its use alone makes the mirror.
FOREIGN_SLOPE, FOREIGN_Z = -0.35, 2.5
# With nine tenths gone, what is left tells no more of how the load moved.
MOST_SHARE = 0.9
# Of the energy, that the district must lose on the days on which it is taken.
LOST_SHARE, METER_SHARE = 0.4, 0.01
# An onset inside the window must show in own use: so much of the share at least.
SHOWN_SHARE, DAYS_BEFORE = 0.4, 5
# Days around the onset in which own use is looked at for its fall, by means of so many days.
SOUGHT_BEFORE, SOUGHT_AFTER, SIDE_DAYS = 12, 5, 7


@dataclass(frozen=True)
class Agreement:
    """Evidence of the balance against n accounts, each (n,).

    is_named: two methods agree. is_mirrored: the mirror test is one of them. beta, beta_z:
    what the loss gives back for each kWh less, and its z. share: of the true use that is not
    counted, 0 where not named. onset: day index, -1 where not named. kwh_per_day, kwh_low,
    kwh_high: taken, NaN where not named. strength: order of suspicion within a district.
    """

    is_named: Flags
    is_mirrored: Flags
    beta: Floats
    beta_z: Floats
    share: Floats
    onset: Codes
    kwh_per_day: Floats
    kwh_low: Floats
    kwh_high: Floats
    strength: Floats


def find_agreement(window: Window, balance: Balance, heard: Floats, tried: Flags) -> Agreement:
    """Judge what was heard (n, COLUMNS) of the accounts that were tried (n,)."""
    mirrored = heard[:, of.IS_MIRRORED] > 0
    mirror_z, rank_z = heard[:, of.MIRROR_Z], heard[:, of.RANK_Z]
    by_mirror = (mirror_z >= SURE_MIRROR_Z) | (
        (mirror_z >= FAIR_MIRROR_Z) & (mirror_z + rank_z >= SURE_TOGETHER)
    )
    more = np.where(heard[:, of.ONSET] > 0, ONSET_Z, 0.0)
    by_share = (heard[:, of.SHARE_Z] >= LEAST_SHARE_Z + more) & (rank_z >= LEAST_RANK_Z)
    # A share that the mirror does not show as well may be a wrong record.
    shown = in_range(heard) & (mirror_z >= SURE_MIRROR_Z)
    by_share &= shown | _is_no_record_error(window, balance, heard)
    by_mirror &= ~_is_fed_from_elsewhere(heard)
    upheld = (heard[:, of.STEP] > 0) & (heard[:, of.STABILITY] >= LEAST_STABILITY)
    named = tried & upheld & np.where(mirrored, by_mirror, by_share)
    named &= _is_lost(balance, heard) & _has_one_ratio(window)
    # Nobody is told to take before the first day on which he was read.
    onset = np.maximum(_sharpened(balance, heard), balance.own_known.argmax(axis=1))
    own = row_mean(np.where(_since(onset, window.shape[1]), balance.own_kwh, np.nan))
    taken = heard[:, of.TAKEN]
    share = taken / np.maximum(taken + np.nan_to_num(own), 1e-9)
    named &= (share >= LEAST_SHARE) & (mirrored | (share <= MOST_SHARE))
    taken = np.where(named, taken, np.nan)
    return Agreement(
        is_named=named,
        is_mirrored=named & mirrored,
        beta=heard[:, of.BETA],
        beta_z=mirror_z,
        share=np.where(named, share, 0.0),
        onset=np.where(named, onset, -1).astype(np.int32),
        kwh_per_day=taken,
        kwh_low=np.where(named, heard[:, of.TAKEN_LOW], np.nan),
        kwh_high=np.where(named, heard[:, of.TAKEN_HIGH], np.nan),
        strength=np.where(named, 1.0 + surety_of(heard), 0.0),
    )


def surety_of(heard: Floats) -> Floats:
    """(n,) how sure the surer of mirror and share is, over what names one."""
    by_mirror = heard[:, of.MIRROR_Z] / SURE_MIRROR_Z
    return np.asarray(np.maximum(by_mirror, heard[:, of.SHARE_Z] / LEAST_SHARE_Z))


def _is_fed_from_elsewhere(heard: Floats) -> Flags:
    """(n,) whether the loss falls as much as own use rises on days of full use as well."""
    slope, error = heard[:, of.QUIET_SLOPE], heard[:, of.QUIET_ERROR]
    return np.asarray((slope < FOREIGN_SLOPE) & (slope < -FOREIGN_Z * error))


def in_range(heard: Floats) -> Flags:
    """(n,) whether the loss gives back about what own use falls by."""
    return np.asarray((heard[:, of.BETA] >= LEAST_BETA) & (heard[:, of.BETA] <= MOST_BETA))


def _sharpened(balance: Balance, heard: Floats) -> Codes:
    """(n,) first day of taking: of a share that begins inside the window, when own use fell."""
    onset = heard[:, of.ONSET].astype(np.int32)
    inside = (heard[:, of.STEP] > 0) & (heard[:, of.IS_MIRRORED] == 0) & (onset > 0)
    rows = np.flatnonzero(inside)
    own = np.nan_to_num(balance.own_kwh[rows])
    total = np.pad(np.cumsum(own, axis=1), ((0, 0), (1, 0)))
    best, deepest = onset[rows], np.zeros(len(rows))
    last = own.shape[1] - SIDE_DAYS
    for shift in range(-SOUGHT_BEFORE, SOUGHT_AFTER + 1):
        at = np.clip(onset[rows] + shift, SIDE_DAYS, last)
        before, after = (
            np.take_along_axis(total, at[:, None] + side, axis=1)[:, 0]
            for side in (-SIDE_DAYS, SIDE_DAYS)
        )
        middle = np.take_along_axis(total, at[:, None], axis=1)[:, 0]
        fall = (middle - before) - (after - middle)
        best, deepest = np.where(fall > deepest, at, best), np.maximum(fall, deepest)
    onset[rows] = best
    return onset


def _since(onset: Codes, days: int) -> Flags:
    return np.asarray(np.arange(days)[None, :] >= onset[:, None])


def _has_one_ratio(window: Window) -> Flags:
    """(n,) the ratio on record stays: one that is entered late looks like a load led round."""
    ratio = window.multiplier
    return np.asarray(np.ptp(ratio, axis=1) == 0)


def _is_lost(balance: Balance, heard: Floats) -> Flags:
    """(n,) the district does lose about what the account would take, since the onset."""
    node = np.maximum(balance.node_of, 0)
    found = np.flatnonzero(heard[:, of.STEP] > 0)
    since = _since(heard[found, of.ONSET].astype(np.int32), balance.own_kwh.shape[1])
    lost = row_mean(np.where(since, balance.unexplained[node[found]], np.nan))
    sent = row_median(balance.daily.sent[node[found]])
    out = np.zeros(len(node), dtype=np.bool_)
    out[found] = lost >= LOST_SHARE * heard[found, of.TAKEN] - METER_SHARE * sent
    return out


def _is_no_record_error(window: Window, balance: Balance, heard: Floats) -> Flags:
    """(n,) a share that no wrong record explains: a wrong ratio is a share as well.

    It holds since ever, of meters on transformers. A share that begins inside the window
    must show as a fall of own use then.
    """
    found = np.flatnonzero(heard[:, of.STEP] > 0)
    onset = heard[found, of.ONSET].astype(np.int32)
    own = np.where(balance.own_known[found], balance.own_kwh[found], np.nan)
    since = _since(onset, own.shape[1])
    before = row_median(np.where(since, np.nan, own), DAYS_BEFORE)
    after = row_median(np.where(since, own, np.nan))
    slope = heard[found, of.SLOPE]
    fell = after <= before * (1.0 - SHOWN_SHARE * slope / (1.0 + slope))
    on_transformers = np.asarray(window.multiplier[found].max(axis=1, initial=1.0) > 1.0)
    out = np.zeros(len(heard), dtype=np.bool_)
    # So near the first day on record, what was before is not known.
    first = np.isfinite(own).argmax(axis=1)
    is_inside = np.isfinite(before) & (onset - first > SOUGHT_BEFORE)
    out[found] = np.where(is_inside, fell, ~on_transformers)
    return out
