"""Selection: the chosen and the drawn visits together, each with its probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.visits import random_share
from models.visits.capacity import Room
from models.visits.choice import Candidates, Choice, choose
from models.visits.random_share import Division
from pipeline.contract.vocabulary import VisitReason
from pipeline.settings.visits import VisitSettings


@dataclass(frozen=True)
class Everybody:
    """All n accounts of a window, and who of them may be visited.

    zone: (n,). eligible: (e,) rows that may be drawn. candidates: (m,) those of them that may
    be chosen. Both in the order of account_id.
    """

    zone: NDArray[np.str_]
    eligible: NDArray[np.intp]
    candidates: NDArray[np.intp]


@dataclass(frozen=True)
class Selection:
    """Rows in the order of choosing, the drawn ones last; why each, and its probability.

    probability: over all draws, to be in the plan in whatever way.
    """

    rows: NDArray[np.intp]
    reasons: list[str]
    probability: Floats


def select(
    everybody: Everybody,
    candidates: Candidates,
    visits: VisitSettings,
    rng: np.random.Generator,
) -> Selection:
    """Choose and draw visits for a day.

    Who is chosen depends on how many visits the draw leaves. So the choice is made for every
    way to divide the random visits: that gives the probability of each account exactly.
    """
    zones = everybody.zone
    ways = _ways(zones[everybody.eligible], visits)
    choices = [_choose(candidates, way, visits) for way in ways]
    probability = np.zeros(len(zones))
    for way, choice in zip(ways, choices, strict=True):
        chosen = everybody.candidates[choice.chosen]
        chance = random_share.chances(way, zones, _others(everybody, chosen))
        chance[chosen] = 1.0
        probability += way.probability * chance
    taken = random_share.pick(ways, rng)
    chosen = everybody.candidates[choices[taken].chosen]
    drawn = random_share.draw(ways[taken], zones, _others(everybody, chosen), rng)
    rows = np.concatenate([chosen, drawn]).astype(np.intp)
    reasons = [reason.value for reason in choices[taken].reasons]
    reasons += [VisitReason.RANDOM.value] * len(drawn)
    return Selection(rows, reasons, np.clip(probability[rows], 0.0, 1.0))


def _others(everybody: Everybody, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """Eligible accounts that were not chosen, still in the order of account_id."""
    return everybody.eligible[~np.isin(everybody.eligible, chosen)]


def _ways(zones: NDArray[np.str_], visits: VisitSettings) -> list[Division]:
    """All ways to divide the random visits among the zones of the accounts (m,)."""
    names, counts = np.unique(zones, return_counts=True)
    accounts = dict(zip(names.tolist(), counts.tolist(), strict=True))
    total = visits.random_share * (visits.capacity or 0)
    return random_share.divisions(random_share.targets(total, accounts, visits.capacity_by_zone))


def _choose(candidates: Candidates, way: Division, visits: VisitSettings) -> Choice:
    room = Room(visits.capacity or 0, visits.capacity_by_zone).without(way.by_zone)
    return choose(candidates, room, visits)
