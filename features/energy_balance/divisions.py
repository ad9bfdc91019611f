"""The four divisions of line loss: zone, voltage level, feeder and district.

A node's loss is taken over the days of which enough was read. Larger divisions add up nodes;
only those take part whose balance can be trusted, so that one broken supply meter does not
spoil a zone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from features.energy_balance.balance import Balance, Ledger, NodeState
from features.energy_balance.node_state import level_error
from features.robust import row_mean
from features.window import Codes, Flags, Floats

# States in which the energy of a node says nothing, and those in which its proportion is wrong.
SILENT = (NodeState.UNREAD.value, NodeState.STUCK.value)
UNSOUND = (*SILENT, NodeState.WRONG_RATIO.value)
# Bounds of the unexplained loss, in standard errors: 95 of 100 lie within.
BOUND = 1.96


@dataclass(frozen=True)
class Totals:
    """Energy of k nodes or divisions over the days of each that were read; every field (k,).

    days: number of days. supplied, fed_in, metered, estimated, technical: kWh in all, as
    `Ledger` and `TechnicalLoss` tell them. unexplained: kWh a day that is lost beyond the
    technical loss, error: its standard error; NaN without any day.
    """

    days: Floats
    supplied: Floats
    fed_in: Floats
    metered: Floats
    estimated: Floats
    technical: Floats
    unexplained: Floats
    error: Floats

    @property
    def loss(self) -> Floats:
        """(k,) kWh that went in and was not counted."""
        return self.supplied + self.fed_in - self.metered

    @property
    def low(self) -> Floats:
        """(k,) low bound of the unexplained loss, kWh a day."""
        return self.unexplained - BOUND * self.error

    @property
    def high(self) -> Floats:
        """(k,) high bound of the unexplained loss, kWh a day."""
        return self.unexplained + BOUND * self.error


def node_totals(balance: Balance, is_whole: Flags, days: int) -> Totals:
    """Return the totals of all m nodes over the last `days` days.

    is_whole: (m, d) enough of the day's supply came to publish a loss.
    """
    daily, technical = balance.daily, balance.technical
    known = is_whole & np.isfinite(daily.loss) & np.isfinite(technical.expected)
    known[:, : max(known.shape[1] - days, 0)] = False
    kept = Ledger(*(np.where(known, getattr(daily, one.name), np.nan) for one in fields(Ledger)))
    expected = np.where(known, technical.expected, np.nan)
    count = known.sum(axis=1).astype(np.float64)
    error = level_error(kept, replace(technical, expected=expected))
    return Totals(
        days=count,
        supplied=_total(kept.supplied),
        fed_in=_total(kept.fed_in),
        metered=_total(kept.metered),
        estimated=_total(kept.estimated),
        technical=_total(expected),
        unexplained=row_mean(kept.loss - expected),
        error=np.where(count > 0, np.hypot(error, _guesses(kept, count)), np.nan),
    )


def _total(values: Floats) -> Floats:
    return np.asarray(np.nansum(values, axis=1))


def _guesses(kept: Ledger, count: Floats) -> Floats:
    """Standard error (m,) of the mean day that estimated meters leave."""
    return np.asarray(np.sqrt(np.nansum(kept.sigma**2, axis=1)) / np.maximum(count, 1.0))


def summed(totals: Totals, group: Codes, groups: int) -> Totals:
    """Add up nodes by `group` (m,), -1 for those that take no part; (groups,) each.

    The errors are taken as independent of each other. days: the most of any member.
    """
    takes_part = (group >= 0) & (totals.days > 0)
    member = group[takes_part]

    def add(values: Floats) -> Floats:
        sums = np.bincount(member, weights=values[takes_part], minlength=groups)
        return np.asarray(sums, dtype=np.float64)

    days = np.zeros(groups)
    np.maximum.at(days, member, totals.days[takes_part])
    is_empty = days == 0
    return Totals(
        days=days,
        supplied=add(totals.supplied),
        fed_in=add(totals.fed_in),
        metered=add(totals.metered),
        estimated=add(totals.estimated),
        technical=add(totals.technical),
        unexplained=np.where(is_empty, np.nan, add(totals.unexplained)),
        error=np.where(is_empty, np.nan, np.sqrt(add(totals.error**2))),
    )


def with_all_below(totals: Totals, parent: Codes, is_sound: Flags) -> Totals:
    """Totals (m,) of each feeder down to the last meter: its own loss and its districts'.

    parent: (m,) feeder above each district, -1 without one. Districts that are not sound (m,)
    add nothing: what was sent into them counts as used. Each district's usual day stands for
    each of the feeder's days.
    """
    share = np.where(parent >= 0, totals.days[parent], 0.0) / np.maximum(totals.days, 1.0)
    below = summed(_scaled(totals, share), np.where(is_sound, parent, -1), len(parent))
    return Totals(
        days=totals.days,
        supplied=totals.supplied,
        fed_in=totals.fed_in + below.fed_in,
        metered=totals.metered - (below.supplied - below.metered),
        estimated=totals.estimated + below.estimated,
        technical=totals.technical + below.technical,
        unexplained=totals.unexplained + np.nan_to_num(below.unexplained),
        error=np.hypot(totals.error, np.nan_to_num(below.error)),
    )


def without_districts(totals: Totals, parent: Codes) -> Totals:
    """Totals (m,) with what a feeder sends on to its districts taken out of it.

    What is left can be added to the districts' own: each energy then counts once.
    """
    share = np.where(parent >= 0, totals.days[parent], 0.0) / np.maximum(totals.days, 1.0)
    below = summed(_scaled(totals, share), parent, len(parent))
    return replace(
        totals,
        supplied=totals.supplied - below.supplied,
        metered=totals.metered - below.supplied,
    )


def _scaled(totals: Totals, share: Floats) -> Totals:
    """Totals with their energy times `share` (m,), the usual day left as it is."""
    energy = ("supplied", "fed_in", "metered", "estimated", "technical")
    return replace(totals, **{name: getattr(totals, name) * share for name in energy})


def majority(code: Codes, node: Codes, nodes: int) -> Codes:
    """(m,) the commonest `code` (n,) of the accounts below each node; -1 where none is known.

    node: (n,) node of each account, -1 without one. Of equally common codes the first counts.
    """
    known = (node >= 0) & (code >= 0)
    out = np.full(nodes, -1, dtype=np.int32)
    if not known.any():
        return out
    pairs, count = np.unique(np.stack([node[known], code[known]]), axis=1, return_counts=True)
    order = np.lexsort((-pairs[1], count))
    out[pairs[0, order]] = pairs[1, order]
    return out
