"""Random share: visits that are drawn, so that what they find speaks for everybody.

Each zone gets visits in proportion to its accounts, as far as its capacity goes. Fractions are
rounded at random, all zones by one draw: that leaves only a few ways in which the visits can
be divided, whose probabilities are known. So the probability of every visit is known too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SALT = 6  # keeps this draw apart from others of the same seed
FINEST = 1e-9


@dataclass(frozen=True)
class Division:
    """One way to divide random visits: `probability`, and how many each zone gets."""

    probability: float
    by_zone: dict[str, int]


def targets(total: float, accounts: Mapping[str, int], most: Mapping[str, int]) -> dict[str, float]:
    """Return the random visits expected in each zone, in proportion to its accounts.

    total: over all zones, a fraction too. most: at most so many in a zone. What a zone cannot
    take goes to the others; no zone gets more than it has accounts.
    """
    room = {zone: float(min(accounts[zone], most.get(zone, accounts[zone]))) for zone in accounts}
    found = dict.fromkeys(accounts, 0.0)
    open_zones = sorted(zone for zone in accounts if room[zone] > 0)
    while open_zones:
        left = total - sum(found.values())
        weight = sum(accounts[zone] for zone in open_zones)
        share = {zone: left * accounts[zone] / weight for zone in open_zones}
        full = [zone for zone in open_zones if share[zone] >= room[zone]]
        if not full:
            return found | share
        for zone in full:
            found[zone] = room[zone]
        open_zones = [zone for zone in open_zones if zone not in full]
    return found


def divisions(expected: Mapping[str, float]) -> list[Division]:
    """Return all ways to round `expected` visits of zones, in the order of the draw.

    Zones lie one after another on a line, each as long as its visits; every whole step from
    a start in [0, 1) is a visit. So each zone gets its number rounded down or up, and its
    mean is kept exactly.
    """
    zones = sorted(expected)
    ends = np.cumsum([expected[zone] for zone in zones])
    # Sums of fractions that make a whole must not leave a sliver.
    ends = np.where(np.abs(ends - np.round(ends)) < FINEST, np.round(ends), ends)
    cuts = np.unique(np.concatenate(([0.0, 1.0], ends % 1.0)))
    found = []
    for low, high in pairwise(cuts.tolist()):
        steps = np.ceil(ends - (low + high) / 2.0).astype(int)
        counts = np.diff(np.maximum(steps, 0), prepend=0)
        by_zone = {zone: int(one) for zone, one in zip(zones, counts, strict=True) if one}
        found.append(Division(high - low, by_zone))
    return found


def pick(ways: list[Division], rng: np.random.Generator) -> int:
    """Draw one of the ways by their probabilities; return its place."""
    ends = np.cumsum([way.probability for way in ways])
    return int(np.searchsorted(ends[:-1], rng.random(), side="right"))


def draw(
    way: Division, zones: NDArray[np.str_], pool: NDArray[np.intp], rng: np.random.Generator
) -> NDArray[np.intp]:
    """Draw the visits of one division from the accounts in `pool` (m,), each as likely.

    zones: (n,) of all accounts; `pool` indexes them, in an order that does not change.
    """
    found = [np.empty(0, dtype=np.intp)]
    ours = zones[pool]
    for zone in sorted(way.by_zone):
        here = pool[ours == zone]
        size = min(way.by_zone[zone], len(here))
        found.append(rng.choice(here, size=size, replace=False))
    return np.concatenate(found)


def chances(way: Division, others: Mapping[str, int]) -> dict[str, float]:
    """Return the probability of an account to be drawn under one division, by its zone.

    others: accounts of each zone that were not chosen, from whom visits are drawn.
    """
    return {
        zone: min(way.by_zone.get(zone, 0), count) / max(count, 1) for zone, count in others.items()
    }


def generator(seed: int, ordinal: int) -> np.random.Generator:
    """Return the generator of a day; ordinal: the business date's."""
    return np.random.default_rng([SALT, ordinal, abs(seed)])
