"""Suspicion of one signature family: how strong it is, and how rare among peers."""

from __future__ import annotations

import zlib

import numpy as np

from features.window import Flags, Floats
from models.forest import SuspicionForest
from models.peer_group import Indices, PeerGroup

# Below so many accounts a rank says little: the degree stands alone.
SMALLEST_FOREST = 30
# At twice its threshold a value is at degree 0.8, at half of it at 0.2.
STEEPNESS = 2.0
# One feature alone is a single look, which may err; a second that agrees lifts it, though
# not like an independent one, for features of a family watch one cause.
DAMPING = (0.75, 0.45, 0.2)
# What is left of a degree that is as common among the peers as not.
COMMON_SHARE = 0.55
# Rarer than this share of the peers counts in full.
RARE_SHARE = 0.05
# Suspicion below this is not worth a forest.
FAINT = 0.05


def degree(values: Floats, thresholds: Floats) -> Floats:
    """Return how far values (n, f) are beyond thresholds (f,): 0 at 0, 0.5 there, 1 far out.

    A value that could not be judged (NaN) is at 0. Negative values count as 0.
    """
    ratio = np.maximum(np.nan_to_num(values, nan=0.0, posinf=np.inf), 0.0) / thresholds
    with np.errstate(over="ignore"):
        return np.asarray(1.0 - 1.0 / (1.0 + ratio**STEEPNESS))


def damped_or(degrees: Floats, damping: tuple[float, ...] = DAMPING) -> Floats:
    """Return (n,) noisy-or of degrees (n, f), of which the k-th strongest counts damping[k].

    Those beyond the end of `damping` count nothing, so that many faint hints are no proof.
    """
    strongest = -np.sort(-degrees, axis=1)[:, : len(damping)]
    weights = np.asarray(damping[: strongest.shape[1]])
    return np.asarray(1.0 - np.prod(1.0 - weights * strongest, axis=1))


def tail_probability(oddness: Floats, reference: Floats) -> Floats:
    """Return (n,) the share of `reference` (m,) that is odder; half of what is as odd."""
    ordered = np.sort(reference)
    odder = len(ordered) - np.searchsorted(ordered, oddness, side="right")
    as_odd_or_odder = len(ordered) - np.searchsorted(ordered, oddness, side="left")
    return np.asarray((odder + as_odd_or_odder) / (2.0 * len(ordered)))


def rarity(
    values: Floats, strength: Floats, groups: tuple[PeerGroup, ...], seed: int, name: str
) -> Floats:
    """Return (n,) how rare values (n, f) are among the account's peers, in 0..1.

    0: half of the peers or more are as odd; 1: at most `RARE_SHARE` of them are. 1 as well
    where peers are too few for a forest: then nothing speaks against the degree. No forest
    is grown for a group in which nobody's `strength` (n,) reaches `FAINT`; it counts as
    common there, for rarity makes no suspicion of its own.
    """
    found = np.ones(len(values))
    for group in groups:
        if strength[group.members].max() < FAINT:
            found[group.members] = 0.0
        elif len(group.reference) >= SMALLEST_FOREST:
            tail = _forest_tail(values, group, _seed(seed, name, group.name))
            rare = np.log(0.5 / np.maximum(tail, RARE_SHARE)) / np.log(0.5 / RARE_SHARE)
            found[group.members] = np.clip(rare, 0.0, 1.0)
    return found


def family_score(strength: Floats, rare: Floats) -> Floats:
    """Return (n,) the score of one family from its damped degrees (n,) and its rarity (n,)."""
    return strength * (COMMON_SHARE + (1.0 - COMMON_SHARE) * rare)


def rarity_behind(scores: Floats, strength: Floats) -> Floats:
    """Return (n,) the rarity that made these family scores of this strength; 0 without any."""
    known = (strength > 0) & np.isfinite(scores)
    share = np.divide(scores, strength, out=np.zeros_like(scores), where=known)
    return np.clip((share - COMMON_SHARE) / (1.0 - COMMON_SHARE), 0.0, 1.0)


def _forest_tail(values: Floats, group: PeerGroup, seed: int) -> Floats:
    reference = values[group.reference]
    if not _is_varied(reference):
        return np.full(len(group.members), 0.5)
    forest = SuspicionForest(random_state=seed).fit(reference)
    oddness = -forest.score_samples(reference)
    own = oddness[_positions(group.members, group.reference)]
    return tail_probability(own, oddness)


def _is_varied(values: Floats) -> bool:
    filled = np.nan_to_num(values, nan=0.0)
    varied: Flags = filled.max(axis=0) > filled.min(axis=0)
    return bool(varied.any())


def _positions(members: Indices, reference: Indices) -> Indices:
    order = np.argsort(reference)
    return np.asarray(order[np.searchsorted(reference, members, sorter=order)])


def _seed(seed: int, family: str, group: str) -> int:
    """Give each forest its own seed, by name, so that none depends on how many there are."""
    return (seed + zlib.crc32(f"{family}|{group}".encode())) % (1 << 32)
