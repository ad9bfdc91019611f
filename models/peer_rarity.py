"""Rarity: how odd an account's features are among its peers, as several forests see it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from features.window import Flags, Floats
from models.forest import SuspicionForest
from models.peer_group import Indices, PeerGroup

# Below so many accounts a rank says little: the degree stands alone.
SMALLEST_FOREST = 30
# Forests with seeds of their own share the trees that one would have: their mean is as
# steady as that one, and how they differ tells what depends on a seed.
SEEDS = 5
TREES_EACH = 40
# Rarer than this share of the peers counts in full.
RARE_SHARE = 0.05
# What an innocent account measures. In a group that borrows its parent's peers, accounts lack
# channels that most have; followed to both sides of every split they would seem rare for that.
INNOCENT = 0.0
# Suspicion below this is not worth a forest.
FAINT = 0.05


@dataclass(frozen=True)
class Rarity:
    """How rare values (n, f) are among peers, in 0..1, by s forests.

    0: half of the peers or more are as odd; 1: at most `RARE_SHARE` of them are.
    mean: (n,) over the forests. by_seed: (s, m) of the m rows that were asked for. credit:
    (s, m, f) by how many splits each feature made their paths shorter; 0 without a forest.
    """

    mean: Floats
    by_seed: Floats
    credit: Floats


def tail_probability(oddness: Floats, reference: Floats) -> Floats:
    """Return (n,) the share of `reference` (m,) that is odder; half of what is as odd."""
    ordered = np.sort(reference)
    odder = len(ordered) - np.searchsorted(ordered, oddness, side="right")
    as_odd_or_odder = len(ordered) - np.searchsorted(ordered, oddness, side="left")
    return np.asarray((odder + as_odd_or_odder) / (2.0 * len(ordered)))


def rarity(
    values: Floats,
    strength: Floats,
    groups: tuple[PeerGroup, ...],
    seed: int,
    name: str,
    *,
    rows: Indices,
) -> Rarity:
    """Return how rare values (n, f) are among the account's peers.

    rows: (m,) indices of the accounts to tell the forests apart for. 1 where peers are too
    few for a forest: then nothing speaks against the degree. No forest is grown for a group
    in which nobody's `strength` (n,) reaches `FAINT`; it counts as common there, for rarity
    makes no suspicion of its own. Accounts in none of the groups get 1.
    """
    mean = np.ones(len(values))
    by_seed = np.ones((SEEDS, len(rows)))
    credit = np.zeros((SEEDS, len(rows), values.shape[1]))
    for group in groups:
        inside = np.isin(rows, group.members)
        if strength[group.members].max() < FAINT:
            mean[group.members] = 0.0
            by_seed[:, inside] = 0.0
        elif len(group.reference) >= SMALLEST_FOREST:
            seeds = _seeds(seed, name, group.name)
            found, shortened = _by_forest(values, group, seeds, rows[inside])
            mean[group.members] = found.mean(axis=0)
            by_seed[:, inside] = found[:, np.searchsorted(group.members, rows[inside])]
            credit[:, inside] = shortened
    return Rarity(mean, by_seed, credit)


def _by_forest(
    values: Floats, group: PeerGroup, seeds: list[int], rows: Indices
) -> tuple[Floats, Floats]:
    """Return how rare the members are by each forest (s, p), and the credit (s, q, f) of `rows`."""
    complete = np.nan_to_num(values, nan=INNOCENT)
    reference = complete[group.reference]
    found = np.zeros((len(seeds), len(group.members)))
    shortened = np.zeros((len(seeds), len(rows), values.shape[1]))
    if not _is_varied(reference):
        return found, shortened
    own = _positions(group.members, group.reference)
    for place, seed in enumerate(seeds):
        forest = SuspicionForest(n_estimators=TREES_EACH, random_state=seed).fit(reference)
        oddness = -forest.score_samples(reference)
        tail = np.maximum(tail_probability(oddness[own], oddness), RARE_SHARE)
        found[place] = np.clip(np.log(0.5 / tail) / np.log(0.5 / RARE_SHARE), 0.0, 1.0)
        if len(rows):
            shortened[place] = forest.attributions(complete[rows])
    return found, shortened


def _is_varied(values: Floats) -> bool:
    varied: Flags = values.max(axis=0) > values.min(axis=0)
    return bool(varied.any())


def _positions(members: Indices, reference: Indices) -> Indices:
    order = np.argsort(reference)
    return np.asarray(order[np.searchsorted(reference, members, sorter=order)])


def _seeds(seed: int, family: str, group: str) -> list[int]:
    """Draw the seeds of a group's forests, by name, so that none depends on how many there are."""
    own = (seed + zlib.crc32(f"{family}|{group}".encode())) % (1 << 32)
    return [int(drawn) for drawn in np.random.SeedSequence(own).generate_state(SEEDS)]
