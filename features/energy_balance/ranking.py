"""Ranking: who of a district is worth a look first, by all that the balance says of them.

Evidence is added up as log likelihood ratios: of taking, against not. The named stand above
all others; nobody is accused by a rank.
"""

from __future__ import annotations

import numpy as np

from features.energy_balance import heard as of
from features.energy_balance.balance import Balance
from features.energy_balance.hour_observation import observe_hours
from features.energy_balance.likely_takers import District, likely_takers
from features.energy_balance.observation import Observation
from features.energy_balance.onset_mirror import NodeDays, onset_mirror
from features.window import Codes, Flags, Floats, Window

# Among many innocent accounts the luckiest share comes to about this.
CHANCE_SHARE_Z = 3.0
# Bounds of one voice: of a mirror, of a share; a surer z tells no more of who it is.
LEAST_MIRROR, MOST_MIRROR, LEAST_SHARE = -12.0, 30.0, -4.0
# Where hours speak, their noise is in them: a mirror of days may add so much, and speak for nobody.
MOST_BESIDE_HOURS = 20.0


def evidence_of(
    window: Window, balance: Balance, seen: Observation, heard: Floats, is_named: Flags
) -> Floats:
    """Return the log likelihood ratio (k,) of taking, of the observed accounts.

    heard: (k, COLUMNS). is_named: (k,). 0 where nothing speaks.
    """
    node = np.repeat(np.arange(len(seen.loss)), np.diff(seen.first)).astype(np.int32)
    mirror = _mirror(heard)
    by_hours = _by_hours(window, balance, seen, is_named)
    by_hours += np.clip(mirror, 0.0, MOST_BESIDE_HOURS)
    if seen.has_slots.all():
        return by_hours
    loss = _less_named(seen, heard, is_named, node)
    nodes = NodeDays(loss, seen.weight > 0, seen.total)
    onset = onset_mirror(nodes, seen.own, seen.own_known, node)
    mirrors = sum(np.clip(one, LEAST_MIRROR, MOST_MIRROR) for one in (mirror, onset)) / 2.0
    share = np.maximum(0.5 * (heard[:, of.SHARE_Z] ** 2 - CHANCE_SHARE_Z**2), LEAST_SHARE)
    is_silent = (heard[:, of.MIRROR_Z] == 0) & (heard[:, of.SHARE_Z] == 0) & (onset == 0)
    by_days = np.where(is_silent, 0.0, mirrors + share)
    return np.where(seen.has_slots[node], by_hours, by_days)


def hint_of(evidence: Floats) -> Floats:
    """Return suspicion from 0 to 1 by log likelihood ratio; a half where nothing speaks."""
    return np.asarray(0.5 + 0.5 * evidence / (1.0 + np.abs(evidence)))


def _mirror(heard: Floats) -> Floats:
    """Log likelihood ratio (k,) of a mirror, beta 1, to none, beta 0."""
    beta, z = heard[:, of.BETA], heard[:, of.MIRROR_Z]
    sigma = np.divide(beta, z, out=np.full(len(beta), np.inf), where=z != 0)
    return np.asarray((beta - 0.5) / sigma**2)


def _less_named(seen: Observation, heard: Floats, is_named: Flags, node: Codes) -> Floats:
    """Loss of days (t, d) less what the named take."""
    loss, days = seen.loss.copy(), np.arange(seen.loss.shape[1])
    for row in np.flatnonzero(is_named):
        own = seen.own[row]
        if heard[row, of.IS_MIRRORED] > 0:
            usual = np.quantile(own[seen.own_known[row]], 0.8)
            taken = heard[row, of.BETA] * np.maximum(usual - own, 0.0)
        else:
            taken = heard[row, of.SLOPE] * own
        loss[node[row]] -= np.where(days >= heard[row, of.ONSET], taken, 0.0)
    return loss


def _by_hours(window: Window, balance: Balance, seen: Observation, is_named: Flags) -> Floats:
    """Log likelihood ratio (k,) by the hours of each district; 0 in districts without hours."""
    out = np.zeros(len(seen.own))
    if not seen.has_slots.any():
        return out
    hours = observe_hours(window, balance, seen)
    on_transformers = window.multiplier[seen.account].max(axis=1, initial=1.0) > 1.0
    for row in np.flatnonzero(seen.has_slots):
        here = slice(seen.first[row], seen.first[row + 1])
        district = District(
            hours.loss[row],
            hours.total[row],
            hours.known[row],
            hours.own[here],
            seen.own[here],
            seen.own_known[here],
            on_transformers[here],
            is_named[here],
        )
        out[here] = likely_takers(district, window.days_off)
    return out
