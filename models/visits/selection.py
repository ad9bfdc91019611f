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
    counts = _counted(zones[everybody.eligible])
    ways = _ways(counts, visits)
    choices = _choices(candidates, ways, visits)
    taken = random_share.pick(ways, rng)
    chosen = everybody.candidates[choices[taken].chosen]
    others = everybody.eligible[~np.isin(everybody.eligible, chosen)]
    drawn = random_share.draw(ways[taken], zones, others, rng)
    rows = np.concatenate([chosen, drawn]).astype(np.intp)
    reasons = [reason.value for reason in choices[taken].reasons]
    reasons += [VisitReason.RANDOM.value] * len(drawn)
    probability = np.zeros(len(rows))
    for way, choice in zip(ways, choices, strict=True):
        probability += way.probability * _chance(everybody, counts, way, choice, rows)
    return Selection(rows, reasons, np.clip(probability, 0.0, 1.0))


def _chance(
    everybody: Everybody,
    counts: dict[str, int],
    way: Division,
    choice: Choice,
    rows: NDArray[np.intp],
) -> Floats:
    """Probability (k,) of the accounts at `rows` to be planned under one division."""
    chosen = everybody.candidates[choice.chosen]
    gone = _counted(everybody.zone[chosen])
    others = {zone: count - gone.get(zone, 0) for zone, count in counts.items()}
    by_zone = random_share.chances(way, others)
    drawn = np.array([by_zone[str(zone)] for zone in everybody.zone[rows]])
    return np.where(np.isin(rows, chosen), 1.0, drawn)


def _counted(zones: NDArray[np.str_]) -> dict[str, int]:
    names, counts = np.unique(zones, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def _ways(accounts: dict[str, int], visits: VisitSettings) -> list[Division]:
    """All ways to divide the random visits among zones of so many accounts."""
    total = visits.random_share * (visits.capacity or 0)
    return random_share.divisions(random_share.targets(total, accounts, visits.capacity_by_zone))


def _choices(candidates: Candidates, ways: list[Division], visits: VisitSettings) -> list[Choice]:
    """The choice under each division; those that leave the same room are made once."""
    made: dict[tuple[int, ...], Choice] = {}
    found = []
    for way in ways:
        limited = (way.by_zone.get(zone, 0) for zone in sorted(visits.capacity_by_zone))
        key = (sum(way.by_zone.values()), *limited)
        if key not in made:
            room = Room(visits.capacity or 0, visits.capacity_by_zone).without(way.by_zone)
            made[key] = choose(candidates, room, visits)
        found.append(made[key])
    return found
