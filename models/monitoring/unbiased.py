"""Unbiased shares: how many of all accounts steal, and how many of them a list names.

Who is visited is no fair sample of all accounts. But every plan keeps a share of its visits for
accounts drawn at random, and logs the chance of each to be drawn: a visit that had a chance of
one in a thousand stands for a thousand accounts (Horvitz and Thompson 1952, divided by the sum
of the weights as Hajek did). The accounts that were chosen stand for themselves.

No access, no result and no visit are taken as missing at random within a zone and a part of
the plan, chosen or drawn: the weights of the visits with a result there are raised to stand
for the others too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.window import Flags, Floats
from models.monitoring.interval import UNKNOWN, Figure, exact

FEW_DRAWN_THEFTS = 10


@dataclass(frozen=True)
class Sample:
    """Planned visits that stand for all accounts, (n,) each.

    weight: accounts that each stands for, 1 / the chance to be drawn. is_drawn: at random;
    the others were chosen. has_result: the visit proved something. is_theft: false where
    there is no result. zone: any labels.
    """

    weight: Floats
    is_drawn: Flags
    has_result: Flags
    is_theft: Flags
    zone: np.ndarray

    @classmethod
    def of(cls, followed: pd.DataFrame, has_result: Flags, is_theft: Flags) -> Sample:
        """Take planned visits as `follow_plans` returns them.

        Where a chosen account has no chance on record it was chosen for certain; of those
        drawn the chance must be known.
        """
        chance = followed["selection_probability"].astype("float64")
        certain = chance.fillna(1.0).where(chance > 0, 1.0)
        return cls(
            weight=np.asarray(1.0 / certain, dtype=np.float64),
            is_drawn=followed["is_random"].to_numpy(bool),
            has_result=has_result,
            is_theft=is_theft & has_result,
            zone=followed["zone"].fillna("").to_numpy(object),
        )

    def only(self, rows: Flags) -> Sample:
        """Return the rows that are true in `rows`."""
        return Sample(
            self.weight[rows],
            self.is_drawn[rows],
            self.has_result[rows],
            self.is_theft[rows],
            self.zone[rows],
        )


def theft_share(sample: Sample, among: Flags | None = None) -> Figure:
    """Return thefts as a share of all accounts, with its interval.

    among: (n,) only thefts where it is true count, still as a share of all accounts. Unknown
    where no visit drawn at random has a result.
    """
    counted = sample.is_theft if among is None else sample.is_theft & among
    drawn = sample.is_drawn
    if not (drawn & sample.has_result).any():
        return UNKNOWN
    total = float(sample.weight.sum())
    parts = [
        (
            float(sample.weight[drawn].sum()) / total,
            _drawn_share(sample.only(drawn), counted[drawn]),
        )
    ]
    if (~drawn & sample.has_result).any():
        chosen = _chosen_share(sample.only(~drawn), counted[~drawn])
        parts.append((float(sample.weight[~drawn].sum()) / total, chosen))
    return _together(parts)


def recall_of(sample: Sample, is_listed: Flags) -> Figure:
    """Return which share of all thefts were at accounts that the list of that day named.

    is_listed: (n,). The bounds take the thefts on the list and those beside it each at the
    end of its own interval, so that they hold at least as often as they say. Unknown where
    no theft was found.
    """
    on, beside = theft_share(sample, is_listed), theft_share(sample, ~is_listed)
    if not on.value + beside.value > 0:
        return UNKNOWN
    return Figure(
        on.value / (on.value + beside.value),
        on.low / max(on.low + beside.high, 1e-300),
        on.high / max(on.high + beside.low, 1e-300),
    )


def raised_weights(sample: Sample) -> Floats:
    """Return weights (n,) of the visits with a result, raised to stand for those without.

    Within a zone; where a zone has no result at all, the others stand for it together.
    """
    zone, _ = pd.factorize(sample.zone)
    asked = np.bincount(zone, sample.weight, zone.max(initial=-1) + 1)
    own = np.where(sample.has_result, sample.weight, 0.0)
    told = np.bincount(zone, own, zone.max(initial=-1) + 1)
    raised = own * np.divide(asked, told, out=np.zeros_like(asked), where=told > 0)[zone]
    return raised * (sample.weight.sum() / raised.sum()) if raised.sum() else raised


def _drawn_share(sample: Sample, is_theft: Flags) -> Figure:
    weight, theft = raised_weights(sample), is_theft.astype(np.float64)
    share = float(weight @ theft / weight.sum())
    return exact(share, _equal_trials(weight[sample.has_result], theft[sample.has_result], share))


def _equal_trials(weight: Floats, theft: Floats, share: float) -> float:
    """Return how many trials of equal weight would tell as much (Kish; Korn and Graubard).

    The smaller of two: by the weights alone, and by the linearised variance of the share,
    which knows whether the thefts have the large weights but is itself rough with few.
    """
    total = weight.sum()
    by_weights = float(total**2 / (weight**2).sum())
    spread = float((weight**2 * (theft - share) ** 2).sum() / total**2)
    return min(by_weights, share * (1 - share) / spread) if spread > 0 else by_weights


def _chosen_share(sample: Sample, is_theft: Flags) -> Figure:
    """Return the share of thefts among the chosen: only those without a result are unknown."""
    weight, theft = raised_weights(sample), is_theft.astype(np.float64)
    share = float(weight @ theft / weight.sum())
    count, told = len(weight), int(sample.has_result.sum())
    missing = count - told
    if not missing:
        return Figure(share, share, share)
    found = theft.sum()
    rate = exact(min(max((share * count - found) / missing, 0.0), 1.0), told)
    return Figure(
        share, float(found + missing * rate.low) / count, float(found + missing * rate.high) / count
    )


def _together(parts: list[tuple[float, Figure]]) -> Figure:
    """Return the weighted mean of independent shares; their distances to the bounds add in
    squares, each side for itself (Zou and Donner 2008).
    """
    value = sum(part * one.value for part, one in parts)
    below = sum((part * (one.value - one.low)) ** 2 for part, one in parts)
    above = sum((part * (one.high - one.value)) ** 2 for part, one in parts)
    return Figure(value, max(value - below**0.5, 0.0), min(value + above**0.5, 1.0))
