"""Reasons: which features carry the scores of some accounts, how far, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Floats
from models.combination import combine, contributions, reach
from models.evidence import NOBODY, evidence_order
from models.explanation.bookkeeping import Grounds, split
from models.family_judgement import FamilyJudgement, SeedViews, Suspicion, family_places
from models.family_score import damped_or, family_score
from models.peer_group import Indices

# A reason that fewer of the forests rank among the first five may be due to a seed.
STEADY_SHARE = 0.8
# What adds nothing to the score follows what does, by what it would score alone.
ALONE_SHARE = 1e-6


@dataclass(frozen=True)
class Reasons:
    """Reasons of m accounts; `rows` (m,) are their indices, in rising order.

    nats: (m, f) what each feature adds to -log(1 - score), by all forests together; they add
    up to it. stability: (m, f) share of the forests by which the feature is among the first
    five. order: (m, at most 5) the features in evidence, strongest first, -1 where none: those
    that are stable, and near-proofs.
    """

    rows: Indices
    nats: Floats
    stability: Floats
    order: NDArray[np.intp]

    def place(self, row: int) -> int | None:
        """Return where the account at index `row` stands in the arrays; None: it has no reasons."""
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and self.rows[place] == row else None

    def shares(self, place: int) -> Floats:
        """Return (f,) the share of the score's nats that each feature adds; 0 without a score."""
        found = self.nats[place]
        return np.asarray(found / found.sum() if found.sum() > 0 else found)


def reasons_of(
    table: FeatureTable,
    suspicion: Suspicion,
    judgement: FamilyJudgement,
    views: SeedViews,
    total: Floats,
) -> Reasons:
    """Return the reasons of the accounts of `views`.

    judgement: of all n accounts. total: (n,) their scores.
    """
    rows = views.rows
    grounds = _grounds(table, suspicion, rows)
    alone = contributions(grounds.degrees, judgement.rarities[rows], judgement.reaches)
    by_family = _by_family(judgement, grounds, rows)
    found = split(grounds, by_family, views.credit.mean(axis=0), total[rows])
    order = _order(grounds, found, alone)
    times = np.zeros_like(found)
    for rarities, credit in zip(views.rarities, views.credit, strict=True):
        seen = split(grounds, rarities, credit, _total(grounds, rarities, judgement))
        times += _is_among(_order(grounds, seen, alone), found.shape[1])
    stability = times / len(views.rarities)
    return Reasons(rows, found, stability, _steady(order, stability, grounds.certain))


def family_shares(
    table: FeatureTable,
    suspicion: Suspicion,
    judgement: FamilyJudgement,
    rows: Indices,
    total: Floats,
) -> Floats:
    """Return (m, k) the share of the score's nats that each family adds, for `rows` (m,).

    It takes no forest: they share what rarity adds among the features of one family alone.
    Without a score all shares are 0. total: (n,) the scores.
    """
    grounds = _grounds(table, suspicion, rows)
    by_family = _by_family(judgement, grounds, rows)
    found = split(grounds, by_family, np.zeros_like(grounds.degrees), total[rows])
    nats = np.column_stack([found[:, own].sum(axis=1) for own in grounds.owners])
    summed = nats.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(nats, summed, out=np.zeros_like(nats), where=summed > 0))


def _grounds(table: FeatureTable, suspicion: Suspicion, rows: Indices) -> Grounds:
    places = family_places(table)
    return Grounds(
        suspicion.degrees[rows],
        suspicion.certain[rows],
        tuple(places.values()),
        reach(tuple(places)),
    )


def _by_family(judgement: FamilyJudgement, grounds: Grounds, rows: Indices) -> Floats:
    return np.column_stack([judgement.rarities[rows][:, own[0]] for own in grounds.owners])


def _order(grounds: Grounds, found: Floats, alone: Floats) -> NDArray[np.intp]:
    summed = found.sum(axis=1, keepdims=True)
    shares = np.divide(found, summed, out=np.zeros_like(found), where=summed > 0)
    # Equal but for the last bits is equal: then the registry's order decides.
    weights = np.round(shares + ALONE_SHARE * alone, 12)
    return evidence_order(weights, grounds.certain, grounds.degrees)


def _total(grounds: Grounds, rarities: Floats, judgement: FamilyJudgement) -> Floats:
    """(m,) the score by one forest a family, without the forest over everything."""
    scores = np.column_stack(
        [
            np.maximum(
                family_score(damped_or(grounds.degrees[:, own]), rarities[:, place]),
                grounds.certain[:, own].max(axis=1),
            )
            for place, own in enumerate(grounds.owners)
        ]
    )
    combined = combine(scores, judgement.families)
    return np.asarray(np.maximum(combined, grounds.certain.max(axis=1, initial=0.0)))


def _is_among(order: NDArray[np.intp], features: int) -> NDArray[np.bool_]:
    """(m, f) whether a feature is in `order` (m, 5)."""
    found = np.zeros((len(order), features + 1), dtype=np.bool_)
    np.put_along_axis(found, np.where(order == NOBODY, features, order), True, axis=1)
    return np.asarray(found[:, :features])


def _steady(order: NDArray[np.intp], stability: Floats, certain: Floats) -> NDArray[np.intp]:
    """Withhold from `order` (m, 5) what depends on the seed, and close the gaps."""
    places = np.maximum(order, 0)
    is_steady = np.take_along_axis(stability, places, axis=1) >= STEADY_SHARE
    is_proof = np.take_along_axis(certain, places, axis=1) > 0
    kept = np.where((order != NOBODY) & (is_steady | is_proof), order, NOBODY)
    closing = np.argsort(kept == NOBODY, axis=1, kind="stable")
    return np.asarray(np.take_along_axis(kept, closing, axis=1))
