"""Likely takers: how much likelier the hours of a district's loss are if an account takes.

Each way in which an account may take is weighed against none by the likelihood of the loss,
its noise made white. The surest is taken out of the loss and the rest is asked again: a large
thief, a wrong ratio or a customer fed from elsewhere does not hide a small thief.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.energy_balance.loss_noise import loss_noise, whitened
from features.energy_balance.ways_of_taking import Ways, ways_of_taking
from features.robust import MAD_TO_SIGMA
from features.supplied import HOURS_A_DAY
from features.window import Facts, Flags, Floats

LEAST_HOURS = 500
CLIPPED_AT = 4.0
# So many are taken out at most, each of at least so much evidence.
MOST_TAKEN_OUT, SURE = 3, 6.0
# A share below this is none. An old one on current transformers is a wrong ratio as well.
LEAST_OLD_SLOPE, MOST_OF_RATIO, MOST_EVIDENCE = 0.08, 1.0, 40.0
# Log of how likely it is that an account takes in no way, beside the ways.
NONE_PRIOR = 1.3
RIDGE = 1e-6


class District(NamedTuple):
    """Hours of a district and its accounts, kWh; T = 24 d.

    loss, total, known: (T,) unexplained and metered, and whether known. own: (k, T); days,
    day_known: (k, d). is_on_transformers, is_named: (k,) read through current transformers;
    known to take.
    """

    loss: Floats
    total: Floats
    known: Flags
    own: Floats | Facts
    days: Floats
    day_known: Flags
    is_on_transformers: Flags
    is_named: Flags


def likely_takers(district: District, weekend: Flags) -> Floats:
    """Return the log likelihood ratio (k,) of taking to not taking; 0 where nothing speaks.

    weekend: (d,). The named are taken out of the loss, by another share every day, and have 0.
    """
    count = len(district.own)
    if district.known.sum() < LEAST_HOURS:
        return np.zeros(count)
    known = district.known.reshape(-1, HOURS_A_DAY)
    own = np.asarray(district.own, dtype=np.float32).reshape(count, *known.shape)
    ways = ways_of_taking(own, district.days, district.day_known, weekend)
    total = district.total.reshape(known.shape)
    copper = total**2 / max(float(total[known].mean()), 1e-9)
    loss = district.loss.reshape(known.shape)
    rows = np.concatenate([np.stack([loss, total, copper]).astype(np.float32), ways.energy])
    days = np.flatnonzero(known.any(axis=1))
    asked = slice(days[0], days[-1] + 1)
    known, own, rows = known[asked], own[:, asked], rows[:, asked] * known[asked]
    if district.is_named.any():
        rows = _less_shares_of_days(rows, own[district.is_named] * known, known)
    evidence = _pursued(rows, known, ways, district.is_named)
    evidence = _beside_ratio(ways, np.minimum(evidence, MOST_EVIDENCE), district)
    return np.where(district.is_named, 0.0, _mean_by_account(ways, evidence, count))


def _beside_ratio(ways: Ways, evidence: Floats, district: District) -> Floats:
    """Evidence (w,) of taking, where a wrong ratio may be on record against that as well."""
    old = np.zeros(len(district.own))
    old[ways.account[ways.is_old]] = np.maximum(evidence[ways.is_old], 0.0)
    beside = np.where(
        ways.is_old, np.minimum(evidence, MOST_OF_RATIO), evidence - old[ways.account]
    )
    return np.where(district.is_on_transformers[ways.account], beside, evidence)


def _pursued(rows: Facts, known: Flags, ways: Ways, is_named: Flags) -> Floats:
    """Evidence (w,) of each way, asked again whenever a sure one was taken out of the loss."""
    out, is_open = np.zeros(len(ways.account)), ~is_named
    for left in range(MOST_TAKEN_OUT, -1, -1):
        evidence, slope, strength = _weighed(rows, known, ways)
        here = is_open[ways.account]
        out[here] = evidence[here]
        surest = int(np.where(here, strength, 0.0).argmax())
        if not left or not here[surest] or strength[surest] < SURE:
            break
        is_open[ways.account[surest]] = False
        rows[0] -= slope[surest] * rows[3 + surest]
    return out


def _weighed(rows: Facts, known: Flags, ways: Ways) -> tuple[Floats, Floats, Floats]:
    """Evidence of each way, its slope, and how strongly the loss shows it either way, (w,).

    rows: (3 + w, d, 24) loss, metered, its square, and the ways.
    """
    white = whitened(rows, known, loss_noise(rows[0].astype(np.float64), known))
    loss, basis = white[0], np.linalg.qr(white[1:3].T)[0]
    is_used = loss != 0
    bound = CLIPPED_AT * MAD_TO_SIGMA * float(np.median(np.abs(loss[is_used])))
    loss = np.clip(loss, -bound, bound)
    loss = loss - basis @ (basis.T @ loss)
    moved = white[3:] - (white[3:] @ basis) @ basis.T
    product = (moved @ loss).astype(np.float64)
    support = np.einsum("wt,wt->w", moved, moved).astype(np.float64) + 1e-9
    # What the noise leaves unsaid makes chance larger than it is thought to be.
    chance = MAD_TO_SIGMA * float(np.median(np.abs(product / np.sqrt(support))))
    scale = max(1.0, float(loss[is_used].std()), chance) ** 2
    product, support = product / scale, support / scale
    slope, variance = product / support, ways.spread**2
    none = -0.5 * np.log1p(support * variance)
    expected = ways.slope / variance
    evidence = none + 0.5 * (
        (product + expected) ** 2 / (support + 1.0 / variance) - ways.slope * expected
    )
    is_none = ways.is_old & (slope < LEAST_OLD_SLOPE)
    evidence = np.where(is_none, np.minimum(evidence, none), evidence)
    return evidence, slope, np.where(ways.is_old, 0.5 * product * slope, evidence)


def _mean_by_account(ways: Ways, evidence: Floats, count: int) -> Floats:
    """Log (k,) of the mean likelihood ratio over the ways of each account and none."""
    likely, weight = (np.full(count, np.exp(NONE_PRIOR)) for _ in range(2))
    np.add.at(weight, ways.account, np.exp(ways.prior))
    np.add.at(likely, ways.account, np.exp(ways.prior + evidence))
    return np.asarray(np.log(likely / weight))


def _less_shares_of_days(rows: Facts, named: Facts, known: Flags) -> Facts:
    """Rows (x, d, 24) less, on each day, its mean and a share of the use of each named account."""
    columns = np.concatenate([known[None], named]).transpose(1, 0, 2).astype(np.float64)
    gram = columns @ columns.transpose(0, 2, 1) + RIDGE * np.eye(len(named) + 1)
    values = rows.transpose(1, 2, 0)
    explained = columns.transpose(0, 2, 1) @ np.linalg.solve(gram, columns @ values)
    left = (values - explained).transpose(2, 0, 1) * known
    return np.ascontiguousarray(left, dtype=np.float32)
