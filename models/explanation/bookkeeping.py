"""Bookkeeping: a score split among families and features, every part of it assigned.

The score is built of noisy-ors, and what each part of one adds is additive in nats,
-log(1 - score). So the terms add up exactly: families to the score, features to families.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.combination import CORROBORATION
from models.family_score import DAMPING, damped_or, family_score

# A near-proof may be certain; its nats are not endless.
MOST = 1.0 - 1e-12


@dataclass(frozen=True)
class Grounds:
    """What the scores of m accounts are built of, with f features in k families.

    degrees, certain: (m, f), see `Suspicion`. owners: k times the places of the features of
    a family, every feature in one. reaches: (k,) how far each family alone can carry.
    """

    degrees: Floats
    certain: Floats
    owners: tuple[NDArray[np.intp], ...]
    reaches: Floats


def nats(score: Floats) -> Floats:
    """Return -log(1 - score): what parts of a noisy-or add to, each on its own."""
    return np.asarray(-np.log1p(-np.minimum(score, MOST)))


def split(grounds: Grounds, rarities: Floats, credit: Floats, total: Floats) -> Floats:
    """Return (m, f) the nats of each feature, which add up to those of the score `total` (m,).

    rarities: (m, k) by family. credit: (m, f) by how many splits of the forests a feature
    made the path shorter. A family has what it adds to the noisy-or of families, and each of
    its features what it adds to that of features. What rarity adds is shared by the credits
    of those that speak against the account. A near-proof has what it adds beyond all of
    these. What the forest over everything takes off is taken from all in proportion.
    """
    found = np.zeros_like(grounds.degrees)
    weights = _corroboration(grounds, rarities)
    for place, own in enumerate(grounds.owners):
        found[:, own] = _family_split(
            grounds.degrees[:, own],
            grounds.certain[:, own],
            rarities[:, place],
            np.maximum(credit[:, own], 0.0),
            weights[:, place],
        )
    return _closed(found, grounds.certain, nats(total))


def _corroboration(grounds: Grounds, rarities: Floats) -> Floats:
    """(m, k) the factor with which each family score enters the noisy-or of families."""
    reached = np.zeros_like(rarities)
    for place, own in enumerate(grounds.owners):
        score = family_score(damped_or(grounds.degrees[:, own]), rarities[:, place])
        score = np.maximum(score, grounds.certain[:, own].max(axis=1))
        reached[:, place] = score * grounds.reaches[place]
    return _damping(reached, CORROBORATION) * grounds.reaches


def _family_split(
    degrees: Floats, certain: Floats, rare: Floats, credit: Floats, weight: Floats
) -> Floats:
    """Nats (m, f) of the features of one family, whose score counts with `weight` (m,)."""
    strength = damped_or(degrees)
    common = nats(weight * family_score(strength, np.zeros_like(rare)))
    usual = nats(weight * family_score(strength, rare))
    proven = nats(weight * np.maximum(family_score(strength, rare), certain.max(axis=1)))
    by_degree = nats(_damping(degrees, DAMPING) * degrees)
    by_rarity = np.where(degrees > 0, credit, 0.0)
    by_rarity = np.where(by_rarity.sum(axis=1, keepdims=True) > 0, by_rarity, by_degree)
    return np.asarray(
        common[:, None] * _shares(by_degree)
        + (usual - common)[:, None] * _shares(by_rarity)
        + (proven - usual)[:, None] * _strongest(certain)
    )


def _closed(found: Floats, certain: Floats, total: Floats) -> Floats:
    """Make the terms (m, f) add up to `total` (m,): a near-proof is given what is lacking."""
    summed = found.sum(axis=1)
    lacking = np.where(certain.any(axis=1), np.maximum(total - summed, 0.0), 0.0)
    factor = np.divide(total - lacking, summed, out=np.zeros_like(total), where=summed > 0)
    return np.asarray(found * factor[:, None] + lacking[:, None] * _strongest(certain))


def _damping(values: Floats, damping: tuple[float, ...]) -> Floats:
    """(m, f) the damping of each value: the k-th largest of a row has damping[k], others 0."""
    order = np.argsort(-values, axis=1, kind="stable")[:, : len(damping)]
    weights = np.zeros_like(values)
    np.put_along_axis(weights, order, np.asarray(damping[: order.shape[1]])[None, :], axis=1)
    return weights


def _shares(terms: Floats) -> Floats:
    summed = terms.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(terms, summed, out=np.zeros_like(terms), where=summed > 0))


def _strongest(certain: Floats) -> Floats:
    """(m, f) 1 at the strongest near-proof of a row, else 0; the first of equal ones."""
    is_strongest = np.arange(certain.shape[1]) == certain.argmax(axis=1)[:, None]
    return np.where(is_strongest & (certain > 0), 1.0, 0.0)
