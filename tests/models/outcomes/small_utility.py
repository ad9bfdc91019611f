"""A small utility whose thefts follow known laws, with the visits made in it."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from features.measurement import ALL_FEATURES
from models.outcomes.training_set import TrainingSet
from pipeline.contract.vocabulary import Family

NAMES = tuple(feature.name for feature in ALL_FEATURES)


def make(
    count: int,
    seed: int = 0,
    wrong: Family | None = None,
    theft_by_zone: bool = False,
    fault_share: float = 0.0,
) -> TrainingSet:
    """Return visits to `count` accounts, one each.

    Every family is suspicious of one account in five, and theft follows the strongest of
    them; but for a family that is `wrong` in this utility, suspicious of three in five.
    theft_by_zone: the zone alone decides.
    """
    rng = np.random.default_rng(seed)
    often = np.array([0.6 if family is wrong else 0.2 for family in Family])
    odd = rng.beta(2, 2, (count, len(Family))) * (rng.random((count, len(Family))) < often)
    telling = odd.copy()
    if wrong is not None:
        telling[:, list(Family).index(wrong)] = 0.0
    zone = np.array([f"zone-{number}" for number in rng.integers(0, 8, count)])
    chance = expit(-7.0 + 11.0 * telling.max(axis=1))
    if theft_by_zone:
        chance = np.where(np.isin(zone, ["zone-1", "zone-5"]), 0.8, 0.05)
    outcome = np.where(rng.random(count) < chance, "theft", "clean").astype("U22")
    outcome[rng.random(count) < fault_share] = "fault"
    account = np.array([f"A{number:06d}" for number in range(count)])
    return TrainingSet(
        account_id=account,
        day=20_000 + np.sort(rng.integers(0, 600, count)),
        values=_values(odd, rng),
        names=NAMES,
        family_scores=np.where(odd > 0, odd, 0.0),
        score=1.0 - np.prod(1.0 - 0.9 * odd, axis=1),
        outcome=outcome,
        reason=np.full(count, ""),
        selection_probability=np.full(count, np.nan),
        zone=zone,
        tariff_class=rng.choice(["residential", "commercial"], count),
        meter_model=rng.choice(["M1", "M2", "M3"], count),
        customer_id=np.full(count, ""),
    )


def _values(odd: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return values whose degrees scatter about the oddness of their family."""
    families = list(Family)
    place = [families.index(feature.family) for feature in ALL_FEATURES]
    thresholds = np.array([feature.threshold for feature in ALL_FEATURES])
    degrees = np.clip(odd[:, place] * rng.uniform(0.2, 1.2, (len(odd), len(place))), 0, 0.99)
    values = thresholds * np.sqrt(degrees / (1.0 - degrees))
    values[rng.random(values.shape) < 0.1] = np.nan
    return np.asarray(values, dtype=np.float32)
