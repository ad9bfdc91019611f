"""From family scores to one score that means the same every day and for every account."""

from __future__ import annotations

import numpy as np

from features.window import Floats
from models.family_score import COMMON_SHARE, damped_or
from pipeline.contract.vocabulary import Family

# How far one family alone can carry. A drop in consumption has many innocent causes; a
# shunt or a register that goes back has few. A near-proof goes beyond all of these.
REACH: dict[Family, float] = {
    Family.WHITE_SCREEN: 0.90,
    Family.CURRENT_SHUNT: 0.92,
    Family.VOLTAGE_WIRING: 0.90,
    Family.REGISTER: 0.90,
    Family.TAMPER_EVENTS: 0.75,
    Family.CONSUMPTION: 0.88,
    Family.ENERGY_BALANCE: 0.85,
}
# Families watch different things, so a second one that agrees counts nearly in full.
CORROBORATION = (1.0, 0.7, 0.4, 0.2)
# The forest over all features only tips the balance: each family has had its own.
OVERALL_SHARE = 0.1


def reach(families: tuple[Family, ...]) -> Floats:
    """Return (k,) how far each of the families alone can carry the score."""
    return np.array([REACH[family] for family in families])


def combine(family_scores: Floats, families: tuple[Family, ...]) -> Floats:
    """Return (n,) one score in 0..1 from family scores (n, k), NaN where not judged.

    A family that could not be judged neither raises nor lowers the score, so that a meter
    with daily energy alone stands beside one with every channel.
    """
    return damped_or(np.nan_to_num(family_scores, nan=0.0) * reach(families), CORROBORATION)


def tip_balance(combined: Floats, overall_rarity: Floats) -> Floats:
    """Return (n,) the score, a little lower where all features together are common."""
    return combined * (1.0 - OVERALL_SHARE * (1.0 - overall_rarity))


def contributions(degrees: Floats, rarities: Floats, reaches: Floats) -> Floats:
    """Return (n, f) what each feature alone would score; `reaches` (f,) of its family."""
    return degrees * reaches * (COMMON_SHARE + (1.0 - COMMON_SHARE) * rarities)
