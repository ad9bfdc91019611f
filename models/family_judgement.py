"""Judging each signature family of a feature table among peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Floats, Window
from models.combination import reach
from models.doubt import credibility
from models.evidence import FAINTEST_DEGREE
from models.family_score import damped_or, degree, family_score, rarity_behind
from models.peer_group import Indices, PeerGroup, peer_groups
from models.peer_rarity import SEEDS, Rarity, rarity
from models.rules import certainty
from pipeline.contract import family_column
from pipeline.contract.vocabulary import Family

# A suspicion that cannot say since when may be how this customer has always lived.
UNDATED_SHARE = 0.65


@dataclass(frozen=True)
class Suspicion:
    """What the features of n accounts say, each (n, f).

    values: as measured, NaN where not judged or the account is disqualified. degrees: how
    far beyond their thresholds, less where there is no onset or where an innocent
    explanation holds. certain: certainty of the near-proofs that fired, else 0; likewise.
    """

    values: Floats
    degrees: Floats
    certain: Floats

    @staticmethod
    def of(table: FeatureTable) -> Suspicion:
        """Read a feature table; disqualified accounts are as if nothing was measured."""
        is_out = np.asarray([bool(reason) for reason in table.disqualified], dtype=np.bool_)
        values = np.where(is_out[:, None], np.nan, table.matrix())
        thresholds = np.array([feature.threshold for feature in table.features])
        certain = np.where(is_out[:, None], 0.0, certainty(table))
        is_dated = np.column_stack([measured.onset for measured in table.measured]) >= 0
        degrees = degree(values, thresholds) * np.where(is_dated, 1.0, UNDATED_SHARE)
        credible = credibility(table)
        return Suspicion(values, degrees * credible, certain * credible)

    def grounds(self) -> Indices:
        """Return (m,) the rows of the accounts against which there is any evidence."""
        is_ground = (self.degrees >= FAINTEST_DEGREE) | (self.certain > 0)
        return np.flatnonzero(is_ground.any(axis=1))


@dataclass(frozen=True)
class SeedViews:
    """What s forests of every family, each with a seed of its own, make of m accounts.

    rows: (m,) indices of the accounts, in rising order. rarities: (s, m, k) by family.
    credit: (s, m, f) by how many splits each feature made the paths in its family shorter.
    """

    rows: Indices
    rarities: Floats
    credit: Floats


@dataclass(frozen=True)
class FamilyJudgement:
    """Scores (n, k) of the k families present, NaN where not judged.

    rarities: (n, f) the rarity of its family that each feature got. reaches: (f,) how far
    its family alone can carry.
    """

    families: tuple[Family, ...]
    scores: Floats
    rarities: Floats
    reaches: Floats


def judge_families(
    window: Window, table: FeatureTable, suspicion: Suspicion, seed: int
) -> tuple[FamilyJudgement, SeedViews]:
    """Score every family that the table holds; near-proofs lift their family as well.

    The views are of the accounts against which there is any evidence.
    """
    places = family_places(table)
    rows = suspicion.grounds()
    scores = np.full((len(suspicion.values), len(places)), np.nan)
    rarities = np.zeros_like(suspicion.values)
    views = _no_views(rows, len(places), rarities.shape[1])
    for place, (family, own) in enumerate(places.items()):
        values = suspicion.values[:, own]
        strength = damped_or(suspicion.degrees[:, own])
        rare = rarity_among_peers(window, values, strength, seed, family.value, rows=rows)
        found = family_score(strength, rare.mean)
        found = np.maximum(found, suspicion.certain[:, own].max(axis=1))
        scores[:, place] = np.where(np.isfinite(values).any(axis=1), found, np.nan)
        rarities[:, own] = rare.mean[:, None]
        _fill(views, place, own, rare)
    return FamilyJudgement(tuple(places), scores, rarities, _reaches(table)), views


def views_of(
    window: Window, table: FeatureTable, suspicion: Suspicion, seed: int, rows: Indices
) -> SeedViews:
    """Grow the forests that judged the accounts at `rows` (m,) again, and no others."""
    places = family_places(table)
    views = _no_views(rows, len(places), len(table.features))
    for place, (family, own) in enumerate(places.items()):
        values = suspicion.values[:, own]
        strength = damped_or(suspicion.degrees[:, own])
        groups = _groups_of(window, values, rows)
        _fill(views, place, own, rarity(values, strength, groups, seed, family.value, rows=rows))
    return views


def _no_views(rows: Indices, families: int, features: int) -> SeedViews:
    shape = (SEEDS, len(rows))
    return SeedViews(rows, np.zeros((*shape, families)), np.zeros((*shape, features)))


def _fill(views: SeedViews, place: int, own: NDArray[np.intp], rare: Rarity) -> None:
    views.rarities[:, :, place] = rare.by_seed
    views.credit[:, :, own] = rare.credit


def recalled_families(
    table: FeatureTable, suspicion: Suspicion, written: pd.DataFrame
) -> FamilyJudgement:
    """Return the judgement that stands behind rows of table `scores`, without its forests.

    written: the rows, in the order of the table's accounts. The rarity that a family's
    features got follows from its score and their degrees.
    """
    places = family_places(table)
    columns = [family_column(family).name for family in places]
    scores = written[columns].to_numpy(dtype=np.float64)
    rarities = np.zeros_like(suspicion.values)
    for place, own in enumerate(places.values()):
        rare = rarity_behind(scores[:, place], damped_or(suspicion.degrees[:, own]))
        rarities[:, own] = rare[:, None]
    return FamilyJudgement(tuple(places), scores, rarities, _reaches(table))


def family_places(table: FeatureTable) -> dict[Family, NDArray[np.intp]]:
    """Return the families present, each with the places of its features."""
    belongs = np.array([feature.family.value for feature in table.features], dtype=np.str_)
    places = {family: np.flatnonzero(belongs == family.value) for family in Family}
    return {family: own for family, own in places.items() if len(own)}


def _reaches(table: FeatureTable) -> Floats:
    return reach(tuple(feature.family for feature in table.features))


def rarity_among_peers(
    window: Window, values: Floats, strength: Floats, seed: int, name: str, *, rows: Indices
) -> Rarity:
    """Return how rare `values` (n, f) are among accounts of like wiring and class.

    strength: (n,) suspicion in 0..1 that the rarity is to weigh. rows: (m,) the accounts to
    tell the forests apart for.
    """
    return rarity(values, strength, _groups(window, values), seed, name, rows=rows)


def _groups(window: Window, values: Floats) -> tuple[PeerGroup, ...]:
    unknown = np.full(len(values), "", dtype=np.str_)
    wiring = window.text.get("wiring", unknown)
    tariff_class = window.text.get("tariff_class", unknown)
    return peer_groups(wiring, tariff_class, np.isfinite(values))


def _groups_of(window: Window, values: Floats, rows: Indices) -> tuple[PeerGroup, ...]:
    """Groups that judge at least one of the accounts at `rows`."""
    groups = _groups(window, values)
    return tuple(group for group in groups if np.isin(group.members, rows).any())
